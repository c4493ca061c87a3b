"""Statements on the driver's own cursor: what they give, and that they fail as the session's do."""

from collections.abc import Callable
from datetime import timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError

import score_learn.factory  # noqa: F401 -- with it every table is known
from score_learn.storage.database import connection, db, is_writing, table_of, transaction
from score_learn.storage.ledger import AnswerRow, SubmissionRow
from score_learn.storage.organisations import OrganisationRow
from score_learn.storage.prepared import Change, Prepared, maker, numbered, places, plain
from score_learn.storage.throttles import ThrottleRow
from tests import deferred
from tests.builders import NOON

pytestmark = pytest.mark.usefixtures("context")

INDIA = timezone(timedelta(hours=5, minutes=30))
ORGANISATIONS = table_of(OrganisationRow)
ADDED = Change(sa.insert(ORGANISATIONS).inline(), ("name", "created_at"))
RENAMED = Change(
    sa.update(ORGANISATIONS).where(ORGANISATIONS.c.name == sa.bindparam("before")), ("name",)
)
NAMES: Prepared[str] = Prepared(
    sa.select(ORGANISATIONS.c.name).order_by(ORGANISATIONS.c.id), lambda row: row[0]
)
BY_NAME: Prepared[tuple[Any, ...]] = Prepared(
    sa.select(ORGANISATIONS.c.name, ORGANISATIONS.c.created_at).where(
        ORGANISATIONS.c.name == sa.bindparam("name")
    ),
    tuple,
)


def add(*names: str) -> None:
    with transaction():
        ADDED.run_each([{"name": name, "created_at": NOON} for name in names])


def test_what_is_added_is_found_as_its_types_have_it() -> None:
    with transaction():
        assert ADDED.run({"name": "one", "created_at": NOON.astimezone(INDIA)}) == 1
    (found,) = BY_NAME.all(name="one")
    assert found == ("one", NOON)
    assert found[1].utcoffset() == timedelta(0)
    assert BY_NAME.first(name="one") == found
    assert BY_NAME.first(name="another") is None


def test_several_are_added_in_their_order_and_changes_are_counted() -> None:
    add("one", "two", "three")
    assert NAMES.all() == ["one", "two", "three"]
    with transaction():
        assert RENAMED.run({"before": "two", "name": "2"}) == 1
        assert RENAMED.run({"before": "nobody", "name": "2"}) == 0
    assert NAMES.all() == ["one", "2", "three"]


def test_a_statement_brings_values_along() -> None:
    add("one", "two")
    asked = sa.select(ORGANISATIONS.c.name).where(ORGANISATIONS.c.name == "two").limit(1)
    assert Prepared(asked, tuple).all() == [("two",)]


@pytest.mark.parametrize("wanted", [[], ["one"], ["one", "three", "nobody"]])
def test_a_list_of_any_length_may_be_asked_for(wanted: list[str]) -> None:
    add("one", "two", "three")
    asked = sa.select(ORGANISATIONS.c.name).where(
        ORGANISATIONS.c.name.in_(places("name", ORGANISATIONS.c.name, len(wanted)))
    )
    found = Prepared(asked.order_by(ORGANISATIONS.c.id), lambda row: row[0])
    assert found.all(**numbered("name", wanted)) == [one for one in wanted if one != "nobody"]


def test_a_list_without_places_is_refused() -> None:
    asked = sa.select(ORGANISATIONS.c.name).where(ORGANISATIONS.c.name.in_(["one"]))
    with pytest.raises(NotImplementedError, match="places"):
        Prepared(asked, tuple).all()


@pytest.mark.parametrize("kind", [AnswerRow, SubmissionRow, ThrottleRow])
def test_a_plain_row_has_the_columns_of_its_kind(kind: type[Any]) -> None:
    table = table_of(kind)
    names = list(table.columns.keys())
    row = maker(kind)([*range(len(names))])
    assert [getattr(row, name) for name in names] == [*range(len(names))]
    assert table_of(type(row)) is table


def test_a_plain_row_keeps_what_it_is_made_with() -> None:
    row = plain(SubmissionRow)(score=Fraction(4, 5))
    assert (row.score, row.id) == (Fraction(4, 5), None)
    with pytest.raises(AttributeError):
        row.score = Fraction(1)


def through_session(name: str) -> None:
    row = {"name": name, "created_at": NOON}
    db.session.execute(sa.insert(ORGANISATIONS).inline(), row)


def prepared(name: str) -> None:
    ADDED.run({"name": name, "created_at": NOON})


def failure(write: Callable[[str], None], name: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as failed, transaction():
        write(name)
    return failed.value


def told(error: DBAPIError) -> tuple[Any, ...]:
    return (
        type(error), type(error.orig), getattr(error.orig, "sqlstate", None),
        getattr(error.orig, "sqlite_errorcode", None), str(error.orig).split("DETAIL")[0],
        " ".join(str(error.statement).split()), error.connection_invalidated,
    )  # fmt: skip


def test_a_broken_rule_is_told_as_the_session_tells_it() -> None:
    add("one")
    ours = failure(prepared, "one")
    assert isinstance(ours, IntegrityError)
    assert told(ours) == told(failure(through_session, "one"))
    assert NAMES.all() == ["one"]


def test_a_mistake_that_is_not_the_drivers_stays_what_it_is() -> None:
    asked = Prepared(sa.select(sa.bindparam("number", type_=sa.Integer)), tuple)
    on = connection()
    real = on.dialect.do_execute

    def mistaken(*_words: object) -> None:
        raise LookupError("ours")

    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(on.dialect, "do_execute", mistaken)
        with pytest.raises(LookupError, match="ours"):
            asked.all(number=1)
    assert on.dialect.do_execute == real
    assert asked.all(number=1) == [(1,)]


def test_an_interrupt_in_the_middle_gives_the_connection_up() -> None:
    """Nobody knows what the driver was about; the next one to ask must not find out."""
    first = connection().connection.driver_connection

    def interrupted(*_words: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(db.engine.dialect, "do_execute", interrupted)
        with pytest.raises(KeyboardInterrupt):
            NAMES.all()
    with pytest.raises(PendingRollbackError):
        NAMES.all()
    db.session.rollback()
    assert NAMES.all() == []
    assert connection().connection.driver_connection is not first


def test_a_writing_transaction_needs_no_rollback_after_a_lost_reader() -> None:
    """What broke while reading was only read: the transaction begins on another connection."""
    connection().invalidate()
    add("kept")
    assert NAMES.all() == ["kept"]


def test_nothing_is_written_after_the_database_undid_the_transaction() -> None:
    def go_on() -> None:
        with transaction():
            db.session.add(OrganisationRow(name="one", created_at=NOON))
            db.session.add(OrganisationRow(name="one", created_at=NOON))
            with pytest.raises(IntegrityError):
                db.session.flush()
            prepared("two")

    with pytest.raises(PendingRollbackError):
        go_on()
    assert NAMES.all() == []


def test_reading_begins_the_sessions_transaction_and_writing_goes_on_with_its_connection() -> None:
    assert not db.session().in_transaction()
    NAMES.all()
    assert db.session().in_transaction()
    reader = connection().connection.driver_connection
    with transaction():
        assert is_writing()
        assert connection().connection.driver_connection is reader
        prepared("one")
    assert not is_writing()


def test_what_was_read_before_a_transaction_is_forgotten() -> None:
    add("one")
    row = db.session.scalars(sa.select(OrganisationRow)).one()
    with db.engine.connect() as other:
        other.execution_options(writes=1000)
        other.execute(sa.update(ORGANISATIONS).values(name="changed"))
        other.commit()
    with transaction():
        assert row not in db.session
        assert NAMES.all() == ["changed"]
        assert db.session.scalars(sa.select(OrganisationRow)).one().name == "changed"


def test_a_write_outside_a_transaction_is_seen_by_the_watch() -> None:
    prepared("deferred")
    db.session.rollback()
    found = [one.split(" ", 1)[0] for one in deferred.FOUND]
    assert found == (["INSERT"] if db.engine.dialect.name == "sqlite" else [])
    deferred.FOUND.clear()
