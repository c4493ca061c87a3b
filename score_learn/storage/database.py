"""The database: SQLite by default, PostgreSQL by its address; same tables, same code.

What is acknowledged must be on the disk.  Every writing transaction says so at its begin: one that
reads first and writes later fails at once, however long others are ready to wait.  Whoever has to
wait too long gets an error that `storage/trouble.py` knows as one that passes.
"""

import contextlib
import functools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import ParamSpec, TypeVar

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry

from score_learn.settings import ROOT
from score_learn.storage import postgresql, sqlite, writers
from score_learn.storage.meters import WRITE_WAIT
from score_learn.storage.sqlite import BUSY_TIMEOUT_MS
from score_learn.storage.trouble import raise_as_sqlalchemy, was_rolled_back

LINE = "line of writers"
"""Where a connection of SQLite's keeps it."""

MIGRATIONS = ROOT / "migrations"

P = ParamSpec("P")
R = TypeVar("R")

POOL: dict[str, object] = {"pool_size": 10, "max_overflow": 5, "pool_timeout": 5}
"""Per process, which has 8 threads: more would only queue in the database.  Seconds."""


class Base(DeclarativeBase):
    """What all tables share: constraints have names, so that migrations can speak of them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(kind: type[Base]) -> sa.Table:
    """Return the table of a kind of row."""
    table = kind.__table__
    assert isinstance(table, sa.Table)  # noqa: S101 -- for the types: ours are no joins
    return table


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


@event.listens_for(db.session, "after_begin")
def _keep(session: Session, _begun: SessionTransaction, opened: sa.Connection) -> None:
    """Keep the connection that a session works on: asking the session for it takes far longer."""
    session.info["connection"] = opened
    if opened.dialect.name == "postgresql" and not session.info.get("writing"):
        postgresql.begin_reading(opened)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware instant in UTC; SQLite forgets the zone, so it is put back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a naive instant, and turn any other to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactFraction(sa.types.TypeDecorator[Fraction]):
    """A fraction as text, "4/5": no float ever stands between a mark and the record."""

    impl = sa.String(40)
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: sa.Dialect) -> str | None:
        """Write the fraction in lowest terms."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Fraction | None:
        """Read the fraction."""
        return None if value is None else Fraction(value)


def connect(app: Flask) -> None:
    """Give the program its database, by its setting SQLALCHEMY_DATABASE_URI.

    PostgreSQL is spoken to through psycopg, whatever the address says of a driver.
    """
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
        options = POOL | {"pool_pre_ping": True, "connect_args": postgresql.arguments(url)}
    else:
        options = {"module": sqlite.driver()} | (POOL if file_of(url) else {})
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    app.teardown_appcontext(_let_go)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            if file := sqlite_file():
                event.listen(db.engine, "do_connect", functools.partial(_make_file, file))
                event.listen(db.engine, "connect", functools.partial(_keep_line, _line(file)))
            event.listen(db.engine, "connect", sqlite.prepare)
            event.listen(db.engine, "begin", sqlite.begin)
        else:
            event.listen(db.engine, "checkin", postgresql.end_reading)


def _let_go(_error: BaseException | None) -> None:
    """End what was only read; a connection that broke meanwhile is no reason to take a reply back.

    It runs before Flask-SQLAlchemy's own tidying up, whose rollback would raise and turn a page that
    is ready into a failure.
    """
    if not db.session.registry.has():
        return
    opened = _begun()
    try:
        db.session.remove()
    except DBAPIError:
        if opened is not None:  # the session has forgotten it, but has not given it back
            opened.invalidate()
            opened.close()


@contextlib.contextmanager
def transaction(*, patience_ms: int = BUSY_TIMEOUT_MS) -> Iterator[None]:
    """Commit everything done inside, or nothing of it.

    Inside another one it joins it.  What was read before it began is forgotten: a decision to
    write must rest on what is read inside.  Raises one of `trouble.PASSING` when SQLite's other
    writers leave no turn within `patience_ms`.
    """
    if is_writing():
        yield
        return
    with contextlib.ExitStack() as held:
        try:
            opened = _forget()
            with WRITE_WAIT.time():
                turn = _turn_to_write(opened.info.get(LINE), patience_ms)
                left_ms = held.enter_context(turn)
                if opened.dialect.name == "sqlite":
                    sqlite.begin_writing(opened, left_ms)
                else:
                    postgresql.begin_writing(opened)
            db.session.info["writing"] = True
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.info["writing"] = False


def _forget() -> sa.Connection:
    """Forget what was read, and return the session's connection with nothing begun in the database.

    The connection that was read with goes on to write.  To give it back and take it out again, with
    a look at whether it lives, would take longer than a statement.
    """
    if _begun() is None:
        db.session.close()
    opened = connection()
    db.session.expunge_all()
    try:
        opened.dialect.do_rollback(opened.connection)
    except BaseException as error:  # noqa: BLE001 -- an interrupt in the middle breaks it too
        raise_as_sqlalchemy(opened, error, "ROLLBACK", None)
    return opened


@contextlib.contextmanager
def writing_connection() -> Iterator[sa.Connection]:
    """Give a connection that writes, in its turn, and may take long; for migrations."""
    file = sqlite_file()
    turn = _turn_to_write(_line(file) if file else None, BUSY_TIMEOUT_MS)
    with turn as left_ms, db.engine.connect() as connection:
        connection.execution_options(writes=left_ms)
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        yield connection


def _turn_to_write(line: Path | None, patience_ms: int) -> AbstractContextManager[int]:
    """Wait in the line of SQLite's writers; PostgreSQL and a database in memory have none."""
    if line is None:
        return contextlib.nullcontext(patience_ms)
    return writers.turn(line, patience_ms=patience_ms)


def _line(file: Path) -> Path:
    """Return where the line of that file's writers lies."""
    return file.with_name(f"{file.name}{writers.SUFFIX}")


def _keep_line(line: Path, _driver_connection: object, record: ConnectionPoolEntry) -> None:
    """Keep with a connection which line its writers wait in."""
    record.info[LINE] = line


def sqlite_file() -> Path | None:
    """Return where SQLite's file lies; None in memory, and with PostgreSQL."""
    return file_of(db.engine.url)


def file_of(url: sa.URL) -> Path | None:
    """Return where SQLite's file of that address lies."""
    name = (url.database or "").removeprefix("file:")
    in_memory = name in {"", ":memory:"} or url.query.get("mode") == "memory"
    return Path(name) if url.get_backend_name() == "sqlite" and not in_memory else None


def is_writing() -> bool:
    """Tell whether a `transaction` is open."""
    return bool(db.session.info.get("writing"))


def repeat_on_clash(write: Callable[P, R]) -> Callable[P, R]:
    """Run a service once more when another process has just added the same row, or locked it.

    The second run finds that row and answers as it should.  A learner's own requests wait for one
    another at their lock; but ids are unique for all learners, and another's may be the same.
    Only what the database certainly undid is run again here: after a lost connection nobody knows,
    and the client asks again under the same key.
    """

    @functools.wraps(write)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return write(*args, **kwargs)
        except DBAPIError as error:
            undone = isinstance(error, IntegrityError) or was_rolled_back(error)
            if is_writing() or not undone:
                raise
            return write(*args, **kwargs)

    return repeated


def connection() -> sa.Connection:
    """Return the connection that the session works on; its transaction begins where there is none."""
    return _begun() or db.session.connection()


def _begun() -> sa.Connection | None:
    """Return the session's connection, while its transaction goes on."""
    opened: sa.Connection | None = db.session.info.get("connection")
    if opened is None or opened.invalidated or not opened.in_transaction():
        return None
    return opened


def has_tables() -> bool:
    """Tell whether the database has our tables at all."""
    return sa.inspect(db.engine).has_table("published")


def is_up_to_date() -> bool:
    """Tell whether the tables are those of the newest migration.

    Alembic is read where it is needed: it would be a tenth of a web process's memory.
    """
    from alembic.migration import MigrationContext  # noqa: PLC0415 -- see above

    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == newest_revision()


def newest_revision() -> str | None:
    """Return the name of the newest migration."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- as above

    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _make_file(file: Path, *_: object) -> None:
    """Make SQLite's file for us alone, whatever the host would allow others; SQLite fills it."""
    if file.parent.is_dir() and not file.exists():
        with contextlib.suppress(FileExistsError):
            os.close(writers.make(file, like=file.parent))
