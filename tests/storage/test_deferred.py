"""The watch over the suite can see what it looks for, and leaves alone what is right."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import score_learn.factory  # noqa: F401 -- with it every table is known
from score_learn.storage.database import db, transaction
from score_learn.storage.organisations import OrganisationRow
from tests import deferred
from tests.builders import NOON
from tests.conftest import make_app


@pytest.fixture
def sqlite_app(tmp_path: Path, sqlite_template: Path) -> Flask:
    path = tmp_path / "copy.db"
    path.write_bytes(sqlite_template.read_bytes())
    return make_app(f"sqlite:///{path}")


def write() -> None:
    db.session.add(OrganisationRow(name="x", created_at=NOON))
    db.session.flush()


def test_a_write_in_a_deferred_transaction_is_seen(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        write()
        db.session.rollback()
        db.engine.dispose()
    assert len(deferred.FOUND) == 1
    deferred.FOUND.clear()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organisation SET name = 'y'",
        "delete from organisation",
        "REPLACE INTO organisation (id, name, created_at) VALUES (1, 'y', '2026-01-01')",
        "WITH one AS (SELECT 1) INSERT INTO organisation (name, created_at) SELECT 'z', '2026-01-01' FROM one",
    ],
)
def test_every_kind_of_write_is_seen(sqlite_app: Flask, statement: str) -> None:
    with sqlite_app.app_context():
        db.session.execute(sa.text(statement))
        db.session.rollback()
        db.engine.dispose()
    (found,) = deferred.FOUND
    assert found == statement
    deferred.FOUND.clear()


def test_reading_and_a_writing_transaction_are_left_alone(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        db.session.execute(sa.text("SELECT 'DELETE' FROM organisation"))
        with transaction():
            write()
        db.engine.dispose()
    assert deferred.FOUND == []


def test_what_was_seen_fails_the_test() -> None:
    running = deferred.judge()
    next(running)
    deferred.FOUND.append("INSERT")

    with pytest.raises(AssertionError):
        next(running)
    deferred.FOUND.clear()
