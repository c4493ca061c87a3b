"""A watch over every statement of the suite: on SQLite nothing is written in a deferred transaction.

Such a transaction fails at once when another has written since it began to read, whatever the
time-outs.  The watch looks at what was sent to the database, not at what our code meant.
"""

import re
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import event

WRITES = re.compile(r"\s*(?:WITH\b.*?\)\s*)?(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.I | re.S)
FOUND: list[str] = []
"""What was written so since the last test ended."""


def watch() -> None:
    """Look at every engine that is ever made in this process."""
    event.listen(sa.Engine, "before_cursor_execute", _look)


def _look(connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
    if connection.dialect.name != "sqlite":
        return
    if statement.startswith("BEGIN"):
        connection.info["began"] = statement
    elif WRITES.match(statement) and connection.info.get("began") != "BEGIN IMMEDIATE":
        FOUND.append(statement)


def judge() -> Iterator[None]:
    """Fail the test, run in between, that wrote so."""
    FOUND.clear()
    yield
    assert FOUND == []
