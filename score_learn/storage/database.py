"""The database: SQLite by default, PostgreSQL by its address; same tables, same code.

What is acknowledged must be on the disk, so SQLite always runs with `synchronous=FULL`.  Every
writing transaction says so at its begin: one that reads first and writes later fails at once, however
long others are ready to wait.
"""

import contextlib
import functools
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Literal, ParamSpec, TypeVar

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase

P = ParamSpec("P")
R = TypeVar("R")

BUSY_TIMEOUT_MS = 5000
"""How long a SQLite connection waits for another one's write."""

WAL_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""The first sound version, and the backports: before them WAL may lose committed transactions."""


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


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


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
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_pre_ping": True})
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _prepare_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)


@contextlib.contextmanager
def transaction() -> Iterator[None]:
    """Commit everything done inside, or nothing of it.

    Inside another one it joins it.  What was read before it began is forgotten: a decision to
    write must rest on what is read inside.
    """
    if is_writing():
        yield
        return
    db.session.close()
    db.session.connection(execution_options={"writes": True})
    db.session.info["writing"] = True
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.info["writing"] = False


def is_writing() -> bool:
    """Tell whether a `transaction` is open."""
    return bool(db.session.info.get("writing"))


def repeat_on_clash(write: Callable[P, R]) -> Callable[P, R]:
    """Run a service once more when another process has just added the same row.

    The second run finds that row and answers as it should.  A learner's own requests wait for one
    another at their lock; but ids are unique for all learners, and another's may be the same.
    """

    @functools.wraps(write)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return write(*args, **kwargs)
        except IntegrityError:
            if is_writing():
                raise
            return write(*args, **kwargs)

    return repeated


def journal_mode(version: tuple[int, ...]) -> Literal["WAL", "TRUNCATE"]:
    """Return the journal mode that is safe with that version of SQLite."""
    newest, *backports = WAL_FIXED
    fixed = version >= newest or any(
        version[:2] == backport[:2] and version >= backport for backport in backports
    )
    return "WAL" if fixed else "TRUNCATE"


def has_tables() -> bool:
    """Tell whether the database has our tables at all."""
    return sa.inspect(db.engine).has_table("published")


def is_up_to_date() -> bool:
    """Tell whether the tables are those of the newest migration."""
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == newest_revision()


def newest_revision() -> str | None:
    """Return the name of the newest migration."""
    return ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Set what SQLite forgets with each connection; a database in use keeps its journal mode."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA synchronous = FULL")
    (current,) = connection.execute("PRAGMA journal_mode").fetchone()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    if current != "wal":
        mode = "TRUNCATE" if pages else journal_mode(sqlite3.sqlite_version_info)
        connection.execute(f"PRAGMA journal_mode = {mode}")


def _begin_sqlite(connection: sa.Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
