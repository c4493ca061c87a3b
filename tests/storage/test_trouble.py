"""Real trouble of both databases: named as passing, undone, and gone when its cause is."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

import score_learn.factory  # noqa: F401 -- with it every table is known
from score_learn.storage import database, sqlite
from score_learn.storage.database import connection, db, repeat_on_clash, transaction
from score_learn.storage.organisations import OrganisationRow
from score_learn.storage.prepared import Prepared
from score_learn.storage.sqlite import UnsafeJournalError
from score_learn.storage.trouble import may_pass
from tests.builders import NOON
from tests.conftest import make_app, opened

PATIENCE_SECONDS = 300
"""Until what never comes is a failure; far more than a slow machine needs."""


def add(name: str) -> None:
    with transaction():
        db.session.add(OrganisationRow(name=name, created_at=NOON))


def names() -> list[str]:
    return list(db.session.scalars(sa.select(OrganisationRow.name).order_by("id")))


def raw() -> Any:
    """The only pooled connection of SQLite, as its driver gives it."""
    db.session.remove()
    with db.engine.connect() as connection:
        return connection.connection.driver_connection


@pytest.fixture
def sqlite_path(tmp_path: Path, sqlite_template: Path) -> Path:
    path = tmp_path / "test.db"
    path.write_bytes(sqlite_template.read_bytes())
    return path


@pytest.fixture
def on_sqlite(sqlite_path: Path) -> Iterator[Flask]:
    yield from opened(f"sqlite:///{sqlite_path}")


@pytest.fixture
def on_postgresql(postgresql_url: str) -> Iterator[Flask]:
    for app in opened(postgresql_url):
        yield app
        db.session.rollback()
        with transaction():
            db.session.execute(sa.delete(OrganisationRow))


def setting(name: str) -> object:
    return db.session.execute(sa.text(f"SHOW {name}")).scalar()


@pytest.mark.parametrize(
    ("cause", "cure", "said"),
    [
        ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 100000", "disk is full"),
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF", "readonly"),
    ],
)
def test_sqlite_in_trouble(on_sqlite: Flask, cause: str, cure: str, said: str) -> None:
    add("before")
    raw().execute(cause)
    with pytest.raises(OperationalError, match=said) as failed:
        add("x" * 100_000)
    assert may_pass(failed.value)
    raw().execute(cure)
    add("after")
    assert names() == ["before", "after"]


def test_a_damaged_file_is_trouble_not_a_mistake(sqlite_path: Path) -> None:
    sqlite_path.write_bytes(b"not a database" * 1000)
    for _ in opened(f"sqlite:///{sqlite_path}"):
        with pytest.raises(DBAPIError) as failed:
            names()
    assert may_pass(failed.value)


def test_a_mistake_never_passes() -> None:
    for kind in IntegrityError, ProgrammingError, sa.exc.DataError, sa.exc.InvalidRequestError:
        assert not may_pass(kind.__new__(kind))


@pytest.mark.parametrize("wrong", ["SELEKT 1", "SELECT * FROM nowhere", "SELECT nothing"])
def test_a_wrong_statement_is_a_mistake(plain_app: Flask, wrong: str) -> None:
    with plain_app.app_context(), pytest.raises(DBAPIError) as failed:
        db.session.execute(sa.text(wrong))
    assert not may_pass(failed.value)


class TestAnUnsoundSqlite:
    """What a SQLite before 3.51.3 does with files of either mode."""

    @pytest.fixture
    def unsound(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite.driver(), "sqlite_version_info", (3, 40, 1))

    @pytest.mark.usefixtures("unsound")
    def test_it_makes_a_database_without_wal(self, tmp_path: Path) -> None:
        for _ in opened(f"sqlite:///{tmp_path / 'new.db'}"):
            assert db.session.execute(sa.text("PRAGMA journal_mode")).scalar() == "truncate"
            assert db.session.execute(sa.text("PRAGMA synchronous")).scalar() == 2

    def test_it_refuses_one_in_wal_and_changes_nothing(
        self, tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        path = tmp_path / "moved.db"
        for _ in opened(f"sqlite:///{path}"):
            with transaction():
                db.session.execute(sa.text("CREATE TABLE kept (id)"))
        before = path.read_bytes()
        request.getfixturevalue("unsound")

        for _ in opened(f"sqlite:///{path}"):
            with pytest.raises(UnsafeJournalError, match=r"3\.40\.1 may lose.*install pysqlite3"):
                db.session.execute(sa.text("SELECT 1"))
        assert path.read_bytes() == before


def test_a_connection_that_cannot_end_what_was_read_is_given_up(
    on_sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_connection: object) -> None:
        raise OperationalError("ROLLBACK", None, Exception("disk I/O error"))

    assert names() == []  # SQLAlchemy looks at its first connection, and ends that look
    db.session.close()
    pool: Any = db.engine.pool
    with monkeypatch.context() as broken:
        broken.setattr(db.engine.dialect, "do_rollback", refuse)
        for _ in range(3):
            with on_sqlite.app_context():
                connection()
    assert pool.checkedout() == 0
    add("after")
    assert names() == ["after"]


def test_pythons_own_sqlite_is_used_where_there_is_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pysqlite3.dbapi2", None)
    assert sqlite.driver().__name__ == "sqlite3"


@pytest.mark.usefixtures("on_sqlite")
def test_what_the_database_undid_is_run_again() -> None:
    tries: list[int] = []

    @repeat_on_clash
    def write(code: str) -> int:
        tries.append(1)
        if len(tries) == 1:
            cause = Exception("locked each other")
            cause.sqlstate = code  # type: ignore[attr-defined]
            raise OperationalError("UPDATE", None, cause)
        return len(tries)

    assert write("40P01") == 2
    tries.clear()
    with pytest.raises(OperationalError):
        write("08006")
    assert len(tries) == 1


@pytest.mark.postgresql
class TestPostgresql:
    """What a session is told, and how waiting ends."""

    def test_it_waits_within_limits_and_stores_before_it_says_so(
        self, on_postgresql: Flask
    ) -> None:
        assert setting("synchronous_commit") == "on"
        assert setting("statement_timeout") == "10s"
        assert setting("lock_timeout") == "5s"
        assert (db.engine.pool.size(), db.engine.pool.timeout()) == (10, 5)  # type: ignore[attr-defined]

    def test_a_server_that_vanished_is_given_up_long_before_gunicorn_ends_the_worker(
        self, on_postgresql: Flask
    ) -> None:
        with db.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            used = {name: int(v) for name, v in driver.info.get_parameters().items() if v.isdigit()}
        unsent = used["tcp_user_timeout"] / 1000
        unanswered = (
            used["keepalives_idle"] + used["keepalives_count"] * used["keepalives_interval"]
        )

        assert max(unsent, unanswered) <= 9
        assert unsent + used["connect_timeout"] <= 10

    def test_the_address_may_change_limits_but_not_durability(self, postgresql_url: str) -> None:
        asked = sa.make_url(postgresql_url).update_query_dict(
            {"options": "-c lock_timeout=50ms -c synchronous_commit=off", "connect_timeout": "9"}
        )
        for _ in opened(asked.render_as_string(hide_password=False)):
            assert setting("lock_timeout") == "50ms"
            assert setting("synchronous_commit") == "on"

    def test_a_lock_that_is_not_given_in_time_is_trouble_that_passes(
        self, postgresql_url: str
    ) -> None:
        asked = sa.make_url(postgresql_url).update_query_dict({"options": "-c lock_timeout=20ms"})
        for _ in opened(asked.render_as_string(hide_password=False)):
            with db.engine.begin() as other:
                other.execute(sa.text("LOCK TABLE organisation"))
                with pytest.raises(OperationalError) as failed:
                    add("waits")
            assert may_pass(failed.value)
            assert names() == []

    def test_a_connection_that_was_cut_is_replaced(self, on_postgresql: Flask) -> None:
        first = db.session.execute(sa.text("SELECT pg_backend_pid()")).scalar()
        db.session.close()
        other = sa.create_engine(db.engine.url)
        with other.connect() as connection:
            connection.execute(sa.text(f"SELECT pg_terminate_backend({first})"))
        other.dispose()
        add("kept")
        assert names() == ["kept"]

    def test_being_cut_in_the_middle_is_trouble_that_passes(self, on_postgresql: Flask) -> None:
        def cut_in_the_middle() -> None:
            with transaction():
                own = db.session.execute(sa.text("SELECT pg_backend_pid()")).scalar()
                with db.engine.connect() as other:
                    other.execute(sa.text(f"SELECT pg_terminate_backend({own})"))
                db.session.execute(sa.text("SELECT 1"))

        with pytest.raises(DBAPIError) as failed:
            cut_in_the_middle()
        assert may_pass(failed.value)
        add("after")
        assert names() == ["after"]

    def test_being_cut_is_a_lost_connection_to_the_session_and_to_a_prepared_statement(
        self, on_postgresql: Flask
    ) -> None:
        own = Prepared(sa.select(sa.func.pg_backend_pid()), lambda row: int(row[0]))

        def cut_and_ask(ask: Callable[[], object]) -> None:
            with transaction():
                pid = own.first()
                with db.engine.connect() as other:
                    other.execute(sa.text(f"SELECT pg_terminate_backend({pid}, 5000)"))
                ask()

        # In what words depends on how far the server came with telling it.
        for ask in own.first, lambda: db.session.scalar(sa.select(sa.func.pg_backend_pid())):
            with pytest.raises(OperationalError) as failed:
                cut_and_ask(ask)
            assert failed.value.connection_invalidated
            assert may_pass(failed.value)
        add("after")
        assert names() == ["after"]

    def test_a_connection_that_the_driver_has_closed_is_trouble_that_passes(
        self, on_postgresql: Flask
    ) -> None:
        own = Prepared(sa.select(sa.func.pg_backend_pid()), lambda row: int(row[0]))

        def ask_of_a_closed_one() -> None:
            with transaction():
                driver: Any = connection().connection.driver_connection
                driver.close()
                own.first()

        with pytest.raises(OperationalError) as failed:
            ask_of_a_closed_one()
        assert may_pass(failed.value)
        add("after")
        assert names() == ["after"]

    def test_being_cut_after_reading_fails_nobody(self, postgresql_url: str) -> None:
        app = make_app(postgresql_url)
        with app.app_context():
            own = db.session.execute(sa.text("SELECT pg_backend_pid()")).scalar()
            with db.engine.connect() as other:
                other.execute(sa.text(f"SELECT pg_terminate_backend({own}, 5000)"))

        with app.app_context():
            assert db.session.execute(sa.text("SELECT 1")).scalar() == 1
            db.session.remove()
            db.engine.dispose()

    def test_two_that_lock_each_other_both_succeed(self, on_postgresql: Flask) -> None:
        add("one")
        add("two")
        both = threading.Barrier(2, timeout=PATIENCE_SECONDS)
        one_is_done = threading.Event()
        tries: list[str] = []

        def lock(name: str) -> None:
            asked = sa.select(OrganisationRow).where(OrganisationRow.name == name)
            db.session.scalars(asked.with_for_update()).one()

        @repeat_on_clash
        def write(first: str, second: str) -> None:
            again = first in tries
            tries.append(first)
            if again:
                assert one_is_done.wait(PATIENCE_SECONDS)
            with transaction():
                lock(first)
                if not again:
                    both.wait()
                lock(second)
            one_is_done.set()

        def elsewhere() -> None:
            with on_postgresql.app_context():
                write("two", "one")

        other = threading.Thread(target=elsewhere, daemon=True)
        other.start()
        write("one", "two")
        other.join(PATIENCE_SECONDS)
        assert not other.is_alive()
        assert len(tries) == 3


def test_all_connections_in_use_is_trouble_that_passes(
    sqlite_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "POOL", {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0})
    for _ in opened(f"sqlite:///{sqlite_path}"):
        with db.engine.connect(), pytest.raises(sa.exc.TimeoutError) as failed:
            names()
    assert may_pass(failed.value)
