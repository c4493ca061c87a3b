"""The migrations make just the tables that the program speaks of, and can be undone."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from score_learn.services import people, records
from score_learn.storage import database, epochs
from score_learn.storage.database import db
from tests.builders import NOON
from tests.conftest import make_app
from tests.services.conftest import learner
from tests.services.test_chains import live


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A program on a database without tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        url = request.getfixturevalue("empty_postgresql_url")
    app = make_app(url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def empty_postgresql_url(postgresql_server: sa.URL) -> Iterator[str]:
    server = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE score_learn_empty"))
    yield postgresql_server.set(database="score_learn_empty").render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sa.text("DROP DATABASE score_learn_empty WITH (FORCE)"))
    server.dispose()


def test_up_without_drift_and_down_again(empty: Flask) -> None:
    assert not database.is_up_to_date()

    flask_migrate.upgrade()

    assert database.is_up_to_date()
    flask_migrate.check()  # ends the program when the tables are not those of the code
    flask_migrate.downgrade(revision="base")
    assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]


def heads() -> list[tuple[int]]:
    found = db.session.execute(sa.text("SELECT chain_length FROM person ORDER BY id")).all()
    db.session.close()
    return [tuple(row) for row in found]


def test_what_was_there_before_is_linked_in_its_order(empty: Flask) -> None:
    flask_migrate.upgrade()
    site_id = people.add_site("Sunrise", organisation="Sunrise Group", now=NOON)
    live(learner(site_id, "A007"), learner(site_id, "B1"))
    before, epoch = heads(), epochs.current()
    db.session.close()

    flask_migrate.downgrade(revision="0004")
    flask_migrate.upgrade()

    assert heads() == before == [(14,), (2,)]
    assert list(records.broken_chains()) == []
    assert records.verify() == 0
    db.session.remove()
    db.engine.dispose()
    assert len(epochs.current()) == len(epoch) == 32
    assert epochs.current() != epoch
