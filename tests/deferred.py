"""A watch over every statement of the suite: on SQLite nothing is written in a deferred transaction.

Such a transaction fails at once when another has written since it began to read, whatever the
time-outs.  The watch looks at what SQLite itself was given, not at what our code meant.
"""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

WRITES = re.compile(r"\s*(?:WITH\b.*?\)\s*)?(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.I | re.S)
FOUND: list[str] = []
"""What was written so since the last test ended."""


def watch() -> None:
    """Look at every connection that is ever made in this process."""
    event.listen(Pool, "connect", _listen)


def _listen(driver_connection: Any, _record: object) -> None:
    """Have SQLite tell each statement that it runs; PostgreSQL's driver has no such thing."""
    if not hasattr(driver_connection, "set_trace_callback"):
        return
    began = ""

    def look(statement: str) -> None:
        nonlocal began
        if statement.startswith("BEGIN"):
            began = statement
        elif WRITES.match(statement) and began != "BEGIN IMMEDIATE":
            FOUND.append(statement)

    driver_connection.set_trace_callback(look)


def judge() -> Iterator[None]:
    """Fail the test, run in between, that wrote so."""
    FOUND.clear()
    yield
    assert FOUND == []
