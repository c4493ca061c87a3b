"""What SQLite must be told, and which SQLite it is: a sound one where the package brings it.

What is acknowledged must be on the disk, so it always runs with `synchronous=FULL`; WAL is used only by
a version that loses nothing in it.  Nothing else here may import `sqlite3`: two builds of SQLite in
one process undo each other's locks on a file.
"""

import importlib
import sqlite3
from types import ModuleType
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from score_learn.storage.trouble import raise_as_sqlalchemy

BUSY_TIMEOUT_MS = 5000
"""How long a writer waits for others, in the line and for SQLite's own lock together."""

WAL_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""The first sound version, and the backports: before them WAL may lose committed transactions."""

WAL_PAGES = 1000
"""Pages of WAL (4 MiB) after which a commit also moves them into the database."""

WAL_BYTES_KEPT = 64 * 1024 * 1024
"""To how much a WAL that a long reader let grow is cut back."""


class UnsafeJournalError(OperationalError):
    """The database is in WAL mode and this SQLite may lose answers in it; says what to do."""


def driver() -> ModuleType:
    """Return pysqlite3, which brings a SQLite of its own, or else Python's."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def journal_mode(version: tuple[int, ...]) -> Literal["WAL", "TRUNCATE"]:
    """Return the journal mode that is safe with that version of SQLite."""
    newest, *backports = WAL_FIXED
    fixed = version >= newest or any(
        version[:2] == backport[:2] and version >= backport for backport in backports
    )
    return "WAL" if fixed else "TRUNCATE"


def prepare(connection: Any, _record: object) -> None:
    """Set what SQLite forgets with each connection; a database in use keeps its journal mode.

    Raises UnsafeJournalError rather than use one whose mode this version is not sound in: changing
    it needs every other program to be stopped.
    """
    version: tuple[int, ...] = driver().sqlite_version_info
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    (current,) = connection.execute("PRAGMA journal_mode").fetchone()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    if current == "wal" and journal_mode(version) != "WAL":
        raise UnsafeJournalError(None, None, ValueError(_unsafe(version)))
    if current != "wal":
        mode = "TRUNCATE" if pages else journal_mode(version)
        connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_BYTES_KEPT}")


def begin(connection: sa.Connection) -> None:
    """Begin a transaction: one that writes says so at once, and waits no longer than it may."""
    patience: int | None = connection.get_execution_options().get("writes")
    if patience is None:
        _send(connection, "BEGIN")
    else:
        begin_writing(connection, patience)


def begin_writing(connection: sa.Connection, patience_ms: int) -> None:
    """Begin to write, on a connection on which nothing is begun in the database."""
    if patience_ms == BUSY_TIMEOUT_MS:
        _send(connection, "BEGIN IMMEDIATE")
        return
    _send(connection, f"PRAGMA busy_timeout = {patience_ms}")
    try:
        _send(connection, "BEGIN IMMEDIATE")
    finally:
        _send(connection, f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _send(connection: sa.Connection, statement: str) -> None:
    """Give SQLite a statement that is no question, past all that SQLAlchemy does for one."""
    raw: Any = connection.connection.driver_connection
    try:
        raw.execute(statement)
    except BaseException as error:  # noqa: BLE001 -- an interrupt in the middle breaks it too
        raise_as_sqlalchemy(connection, error, statement, None)


def _unsafe(version: tuple[int, ...]) -> str:
    told = ".".join(map(str, version))
    return (
        f"the database is in WAL mode, in which SQLite {told} may lose answers; install pysqlite3"
        " (it is in requirements.txt), or stop every program that has the database open and run:"
        " sqlite3 FILE 'PRAGMA journal_mode=TRUNCATE'"
    )
