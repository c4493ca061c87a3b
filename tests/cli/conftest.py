"""Commands run on a database of their own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import flask_migrate
import pytest
from click import Command
from click.testing import Result
from flask import Flask

from score_learn.factory import create_app
from score_learn.settings import Settings
from score_learn.storage.database import MIGRATIONS, db

Run = Callable[..., Result]


def make_program(database: Path) -> Flask:
    return create_app(
        Settings(
            secret_key="a secret key for tests, long enough",
            pepper="a pepper for tests, which is long enough",
            database_url=f"sqlite:///{database}",
            content=database.parent / "content",
            cheap_hashes=True,
        )
    )


@pytest.fixture
def program(tmp_path: Path, sqlite_template: Path) -> Iterator[Flask]:
    """The program on empty tables; its courses lie in the folder content beside them."""
    shutil.copy(sqlite_template, tmp_path / "score-learn.db")
    app = make_program(tmp_path / "score-learn.db")
    yield app
    close(app)


@pytest.fixture
def run(program: Flask) -> Run:
    """Runs a command of the program with its words."""
    return runner(program)


def runner(app: Flask) -> Run:
    def run(command: Command, *words: object) -> Result:
        return app.test_cli_runner().invoke(command, [str(word) for word in words])

    return run


def stamp(app: Flask) -> None:
    """Say that the tables, which were made from the code, are those of the newest migration."""
    flask_migrate.Migrate(app, db, directory=str(MIGRATIONS))
    flask_migrate.stamp()


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
