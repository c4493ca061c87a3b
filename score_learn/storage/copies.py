"""Whole databases: a copy of the one in use, and other ones opened to look into them."""

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from flask import Flask

from score_learn.core.backup import BackupError, State
from score_learn.storage.database import Base, connect, db
from score_learn.storage.epochs import EpochRow
from score_learn.storage.organisations import SiteRow
from score_learn.storage.people import PersonRow
from score_learn.storage.sqlite import BUSY_TIMEOUT_MS, driver, journal_mode

PAGES_A_STEP = 1000

PATIENCE_MS = 60_000
"""How long a backup waits for a moment in which nobody writes, where the journal asks for one."""

AS_LONG_AS_IT_TAKES = """\
SELECT set_config(name, '0', true) FROM pg_settings
WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')"""
"""Every row of every table is counted, and the moment is held while pg_dump runs."""


def copy_sqlite(target: Path, progress: Callable[[int, int], None]) -> None:
    """Copy the database in use, as it is at this moment, into a file of its own.

    A read transaction holds the moment still: with WAL, learners go on writing meanwhile; with a
    rollback journal their commits wait until it is done.
    """
    source = db.engine.raw_connection()
    live: Any = source.driver_connection
    copy = driver().connect(str(target))  # of the same make as the source, as its backup demands
    try:
        live.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        live.execute("BEGIN")
        live.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        live.backup(
            copy,
            pages=PAGES_A_STEP,
            progress=lambda _status, left, total: progress(total - left, total),
        )
        copy.execute("PRAGMA journal_mode = DELETE")
    except driver().Error as error:
        raise BackupError(f"copying the database failed: {error}") from error
    finally:
        live.rollback()
        live.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        source.close()
        copy.close()


def sqlite_url(path: Path) -> sa.URL:
    """Return the address of a file, whatever letters its name has."""
    return sa.URL.create("sqlite", database=str(path.resolve()))


@contextlib.contextmanager
def opened(url: sa.URL | str) -> Iterator[None]:
    """Let `db` mean another database than the program's own for a while."""
    app = Flask("score_learn")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    connect(app)
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


@contextlib.contextmanager
def still() -> Iterator[sa.Connection]:
    """Hold one moment of the database in use still, for whatever is asked through the connection."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
            connection.execute(sa.text(AS_LONG_AS_IT_TAKES))
        yield connection


def unhurried(url: sa.URL) -> sa.URL:
    """Return the address of a database whose statements may take long, as a whole record does."""
    if url.get_backend_name() != "postgresql":
        return url
    return url.update_query_pairs([("options", "-c statement_timeout=0")], append=True)


def revision_of(connection: sa.Connection) -> str:
    """Return the name of the newest migration that the database has seen; "" when none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def state_of(connection: sa.Connection) -> State:
    """Return what the database holds."""
    newest = sa.select(EpochRow.name).order_by(EpochRow.id.desc()).limit(1)
    return State(
        epoch=connection.scalar(newest) or "",
        revision=revision_of(connection),
        heads=_heads(connection),
        counts={
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        },
    )


def damage() -> list[str]:
    """Return what SQLite itself finds wrong in the open database: pages, indexes, foreign keys."""
    with db.engine.connect() as connection:
        found = [str(row[0]) for row in connection.execute(sa.text("PRAGMA integrity_check"))]
        strays = connection.execute(sa.text("PRAGMA foreign_key_check")).all()
    wrong = [] if found == ["ok"] else found[:10]
    return wrong + [
        f"a row of {row[0]} points to a row of {row[2]} that is not there" for row in strays
    ]


def choose_journal(path: Path) -> None:
    """Give a new file the journal that a database of ours should have; it keeps it from then on."""
    connection = driver().connect(str(path))
    connection.execute(f"PRAGMA journal_mode = {journal_mode(driver().sqlite_version_info)}")
    connection.close()


def is_empty() -> bool:
    """Tell whether the open database has no table at all."""
    return not sa.inspect(db.engine).get_table_names()


def drop_everything() -> None:
    """Take back what was put into the open database, which was empty before."""
    found = sa.MetaData()
    found.reflect(db.engine)
    found.drop_all(db.engine)


def _heads(connection: sa.Connection) -> str:
    digest = hashlib.sha256()
    for kind in (PersonRow, SiteRow):
        asked = sa.select(kind.id, kind.chain_length, kind.chain_hash).order_by(kind.id)
        for row in connection.execute(asked):
            digest.update(f"{row.id} {row.chain_length} {row.chain_hash}\n".encode())
    return digest.hexdigest()
