"""Transactions, types, and what SQLite must be told."""

import inspect
import threading
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

import score_learn.factory  # noqa: F401 -- with it every table is known
from score_learn.storage import database, sqlite
from score_learn.storage.database import (
    Base,
    ExactFraction,
    Instant,
    db,
    is_writing,
    repeat_on_clash,
    transaction,
)
from score_learn.storage.organisations import OrganisationRow
from score_learn.storage.sqlite import journal_mode
from tests.builders import NOON
from tests.conftest import make_app

pytestmark = pytest.mark.usefixtures("context")


def add(name: str) -> None:
    db.session.add(OrganisationRow(name=name, created_at=NOON))
    db.session.flush()


def names() -> list[str]:
    return list(db.session.scalars(sa.select(OrganisationRow.name).order_by("id")))


def fail_inside() -> None:
    with transaction():
        add("lost")
        raise RuntimeError("no")


def test_a_transaction_keeps_everything_or_nothing() -> None:
    with transaction():
        add("kept")
    with pytest.raises(RuntimeError):
        fail_inside()
    assert names() == ["kept"]


def test_an_inner_transaction_joins_the_outer_one() -> None:
    def fail_outside() -> None:
        with transaction():
            with transaction():
                add("inner")
            assert is_writing()
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        fail_outside()
    assert not is_writing()
    assert names() == []


def test_a_reader_does_not_see_what_is_not_committed(context: Flask) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        with context.app_context():
            seen.append(names())

    with transaction():
        add("new")
        other = threading.Thread(target=look)
        other.start()
        other.join()
    assert seen == [[]]


def test_two_writers_that_read_first_take_turns(context: Flask) -> None:
    """With a deferred begin the second would fail at once, or both would read the same count."""

    def count_and_add() -> None:
        with context.app_context(), transaction():
            if db.engine.dialect.name == "postgresql":
                db.session.execute(sa.text("LOCK TABLE organisation"))
            add(str(len(names())))

    threads = [threading.Thread(target=count_and_add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names() == [str(number) for number in range(8)]


def test_a_clash_is_tried_once_more() -> None:
    tries: list[int] = []

    @repeat_on_clash
    def write() -> str:
        tries.append(1)
        with transaction():
            if len(tries) == 1:
                add("same")
                add("same")
            return "done"

    assert write() == "done"


def test_a_clash_inside_an_outer_transaction_is_its_own_affair() -> None:
    @repeat_on_clash
    def write() -> None:
        add("same")

    @repeat_on_clash
    def write_twice() -> None:
        with transaction():
            write()
            write()

    with pytest.raises(IntegrityError):
        write_twice()


def test_an_instant_comes_back_in_utc() -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    with transaction():
        db.session.add(
            OrganisationRow(name="x", created_at=datetime(2026, 3, 2, 17, 30, tzinfo=india))
        )
    db.session.close()
    found = db.session.scalars(sa.select(OrganisationRow)).one().created_at
    assert (found, found.tzinfo) == (NOON, UTC)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Instant().process_bind_param(datetime(2026, 3, 2), db.engine.dialect)  # noqa: DTZ001


def test_nothing_stays_nothing() -> None:
    for kind in Instant(), ExactFraction():
        assert kind.process_bind_param(None, db.engine.dialect) is None
        assert kind.process_result_value(None, db.engine.dialect) is None


def test_a_fraction_is_kept_exactly() -> None:
    kind = ExactFraction()
    written = kind.process_bind_param(Fraction(2, 6), db.engine.dialect)
    assert written == "1/3"
    assert kind.process_result_value(written, db.engine.dialect) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "TRUNCATE"), ((3, 44, 5), "TRUNCATE"), ((3, 44, 6), "WAL"),
        ((3, 45, 9), "TRUNCATE"), ((3, 50, 6), "TRUNCATE"), ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"), ((3, 51, 3), "WAL"), ((3, 53, 4), "WAL"), ((4, 0, 0), "WAL"),
    ],
)  # fmt: skip
def test_wal_only_where_it_loses_nothing(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


def test_a_database_in_use_keeps_its_journal(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    live = sqlite.driver().connect(path)
    live.execute("PRAGMA journal_mode = WAL")
    live.execute("CREATE TABLE kept (id)")
    live.close()
    app = make_app(f"sqlite:///{path}")
    with app.app_context():
        assert db.session.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
        db.session.remove()
        db.engine.dispose()


def pragma(name: str) -> object:
    return db.session.execute(sa.text(f"PRAGMA {name}")).scalar()


def test_sqlite_writes_to_the_disk_and_checks_keys(context: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        assert pragma("synchronous") == 2
        assert pragma("foreign_keys") == 1
        assert pragma("busy_timeout") == database.BUSY_TIMEOUT_MS
        assert pragma("journal_mode") == journal_mode(sqlite.driver().sqlite_version_info).lower()
    else:
        assert db.session.execute(sa.text("SHOW synchronous_commit")).scalar() == "on"


def test_every_column_says_what_it_means() -> None:
    """The text under a column is for people: it has to be there."""
    for mapper in Base.registry.mappers:
        source = "".join(
            inspect.getsource(kind) for kind in mapper.class_.__mro__ if issubclass(kind, Base)
        )
        for column in mapper.columns:
            after = source.split(f"    {column.key}: Mapped", 1)[1].split(": Mapped", 1)[0]
            assert '"""' in after or column.key == "id", f"{mapper.class_.__name__}.{column.key}"


def test_rows_about_people_carry_their_site() -> None:
    about_people = {
        table.name
        for table in Base.metadata.tables.values()
        if any(key.column.table.name in {"person", "account"} for key in table.foreign_keys)
    }
    assert about_people >= {"attempt", "visit", "standing", "credential", "sign_in", "conflict"}
    for name in about_people | {"person", "account", "answer", "submission", "audit"}:
        assert "site_id" in Base.metadata.tables[name].columns
