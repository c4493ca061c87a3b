"""What the open database is and is not fit for; `services/host.py` gathers what it says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from score_learn.services.doctor import Finding
from score_learn.storage.sqlite import journal_mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """What the open database says; `trouble` is why it could not be opened, and then nothing else.

    `demo` says that the demo's factory is in it, with passwords that everybody knows.
    """

    kind: Literal["sqlite", "postgresql"] = "sqlite"
    trouble: str = ""
    version: tuple[int, ...] = (3, 53, 4)
    journal: str = "wal"
    stores_first: bool = True
    up_to_date: bool = True
    courses: int = 1
    demo: bool = False


def look_into(database: Database, *, production: bool) -> Iterator[Finding]:
    """Yield the findings of an open database, or the one of a database that cannot be opened."""
    if database.trouble:
        fix = "see to it that it runs and SCORE_DATABASE_URL is right"
        yield Finding("fail", f"the database cannot be used: {database.trouble}", fix)
        return
    yield _durability(database)
    if database.kind == "sqlite":
        yield _sqlite(database)
    if not database.up_to_date:
        yield Finding("fail", "the tables are not up to date", "score-learn database upgrade")
        return
    yield Finding("ok", "the tables are up to date")
    if database.demo and production:
        yield Finding(
            "warn", "the demo's factory is in this database: everybody knows its passwords",
            "let people learn on a database of its own, where the demo was never made",
        )  # fmt: skip
    if database.courses:
        yield Finding("ok", f"{database.courses} courses are published")
    else:
        yield Finding("fail", "no course is published", "score-learn content publish")


def _durability(database: Database) -> Finding:
    if database.stores_first:
        return Finding("ok", "what is acknowledged is on the disk")
    return Finding(
        "fail", "the database says that it stored what is not yet on the disk",
        "set fsync and full_page_writes on in postgresql.conf",
    )  # fmt: skip


def _sqlite(database: Database) -> Finding:
    told = f"SQLite {'.'.join(map(str, database.version))}, journal {database.journal}"
    if journal_mode(database.version) != "WAL":
        fix = "pip install -r requirements.txt, which brings pysqlite3"
        return Finding("warn", f"{told}: safe, but reading and writing wait for each other", fix)
    if database.journal != "wal":
        fix = "stop the server, then: sqlite3 FILE 'PRAGMA journal_mode=WAL'"
        return Finding("warn", f"{told}: safe, but slower than WAL", fix)
    return Finding("ok", told)
