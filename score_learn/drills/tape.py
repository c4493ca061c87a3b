"""What SQLite asks of the file system, written down: a VFS of APSW that records and passes on.

It comes with a driver for SQLAlchemy, as far as this program needs one, so that the program's own
services run on the recording VFS.  APSW brings a SQLite of its own: what is tested is its way of
writing and syncing with our statements and settings.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

import apsw

from score_learn.drills.powercut import Op

VFS = "score-learn-tape"


class Tape(apsw.VFS):
    """A VFS that writes down every open, write, truncate, sync and delete while `ops` are wanted."""

    def __init__(self) -> None:
        self.ops: list[Op] = []
        super().__init__(VFS, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802 -- APSW's names
        """Open a file; those without a name are SQLite's own scratch and lost anyway."""
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path is None:
            return apsw.VFSFile("", name, flags)
        self.ops.append(Op("open", os.path.basename(path)))  # noqa: PTH119 -- called per file
        return _TapedFile(self.ops, path, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        """Delete a file, and sync its directory when asked to."""
        super().xDelete(filename, syncdir)
        self.ops.append(Op("delete", os.path.basename(filename), int(syncdir)))  # noqa: PTH119


class _TapedFile(apsw.VFSFile):
    def __init__(self, ops: list[Op], path: str, name: Any, flags: list[int]) -> None:
        self._ops, self._name = ops, os.path.basename(path)  # noqa: PTH119
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._ops.append(Op("write", self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._ops.append(Op("truncate", self._name, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._ops.append(Op("sync", self._name))


class _Cursor:
    """The part of the DB-API that SQLAlchemy uses; rows are read at once, so nothing stays open."""

    arraysize = 1

    def __init__(self, connection: apsw.Connection) -> None:
        self._cursor = connection.cursor()
        self._cursor.exec_trace = self._describe
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def _describe(self, cursor: apsw.Cursor, _sql: str, _values: object) -> bool:
        told = cursor.get_description()
        self.description = [(one[0], *[None] * 6) for one in told] or None
        return True

    def execute(self, sql: str, values: Sequence[Any] = ()) -> _Cursor:
        before = self._connection.total_changes()
        self._rows = list(self._cursor.execute(sql, values))
        self.rowcount = self._connection.total_changes() - before
        self.lastrowid = self._connection.last_insert_rowid()
        return self

    def executemany(self, sql: str, many: Iterable[Sequence[Any]]) -> None:
        before = self._connection.total_changes()
        self._cursor.executemany(sql, many)
        self.rowcount = self._connection.total_changes() - before

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def close(self) -> None:
        self._cursor.close()


class _Connection:
    isolation_level: str | None = None

    def __init__(self, path: str) -> None:
        self._connection = apsw.Connection(path, vfs=VFS)

    def cursor(self) -> _Cursor:
        return _Cursor(self._connection)

    def execute(self, sql: str) -> _Cursor:
        return self.cursor().execute(sql)

    def create_function(self, name: str, count: int, call: Any, **_more: Any) -> None:
        self._connection.create_scalar_function(name, call, count)

    def commit(self) -> None:
        if self._connection.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()


def driver() -> Any:
    """Return what SQLAlchemy takes as `module`; a Tape must be there before anything connects."""
    version = tuple(map(int, apsw.sqlite_lib_version().split(".")))
    return SimpleNamespace(
        connect=lambda path, **_options: _Connection(path),
        sqlite_version_info=version, paramstyle="qmark", Binary=bytes,
        Error=apsw.Error, ProgrammingError=apsw.SQLError, IntegrityError=apsw.ConstraintError,
    )  # fmt: skip
