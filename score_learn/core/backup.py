"""What a backup says about itself, and which old ones may go."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Literal, get_args

FORMAT = 1
"""Raised when what is written today could not be read by an older program."""

NAME = re.compile(r"score-learn-\d{8}T\d{6}Z-[0-9a-f]{8}\.tar\.gz")
"""What our backups are called: when they were made, and letters at random."""

MONTHS = 12
"""Of each of so many months the newest backup stays, whatever else goes."""


Kind = Literal["sqlite", "postgresql"]


class BackupError(Exception):
    """A backup cannot be made or used; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the database held at the moment of the backup.

    `heads` is the sha256 of the heads of all chains: who holds an old backup can prove by it that
    the record was not written anew since.
    """

    epoch: str
    revision: str
    heads: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What stands in a backup beside the database.

    `tools` is the major version of PostgreSQL's own tools, 0 for SQLite.  `size` and `sha256` are
    of the database's part.  `pepper` tells one pepper from another and says nothing about it.
    """

    made_at: datetime
    program: str
    kind: Kind
    tools: int
    state: State
    size: int
    sha256: str
    pepper: str


def written(manifest: Manifest) -> bytes:
    """Return the manifest as its file holds it."""
    document = asdict(manifest) | {"format": FORMAT, "made_at": manifest.made_at.isoformat()}
    return json.dumps(document, sort_keys=True, indent=1).encode()


def read(text: bytes) -> Manifest:
    """Return the manifest of a file; raises BackupError where it is none of ours."""
    try:
        document: dict[str, Any] = json.loads(text.decode("utf-8"))
        if document.pop("format") != FORMAT:
            raise BackupError("it was made by a newer version of this program; use that one")
        state = State(**document.pop("state"))
        made_at = datetime.fromisoformat(document.pop("made_at"))
        manifest = Manifest(state=state, made_at=made_at, **document)
        _check_types(manifest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BackupError("its manifest cannot be read; use another backup") from error
    return manifest


def _check_types(manifest: Manifest) -> None:
    """Raise ValueError unless all is of the kind that we write: this is read before the seal is."""
    state = manifest.state
    texts = [
        manifest.program, manifest.sha256, manifest.pepper, state.epoch, state.revision, state.heads,
        *state.counts,
    ]  # fmt: skip
    if not all(type(one) is str and one.isascii() and one.isprintable() for one in texts):
        raise ValueError("a text is none")
    numbers = [manifest.tools, manifest.size, *state.counts.values()]
    if not all(type(one) is int and one >= 0 for one in numbers):
        raise ValueError("a number is none")
    if manifest.kind not in get_args(Kind) or manifest.made_at.tzinfo is None:
        raise ValueError("it says of no database, or of no moment")


def differences(wanted: State, found: State) -> list[str]:
    """Return in words where a restored database is not what the manifest says."""
    told = [
        f"{field.name} is not what the manifest says"
        for field in fields(State)
        if field.name != "counts" and getattr(wanted, field.name) != getattr(found, field.name)
    ]
    for table in sorted(wanted.counts.keys() | found.counts.keys()):
        want, have = wanted.counts.get(table), found.counts.get(table)
        if want != have:
            told.append(f"table {table} has {have} rows, the manifest says {want}")
    return told


def outdated(made: Mapping[str, datetime], *, keep: int, now: datetime) -> list[str]:
    """Return the backups that may go, the oldest first.

    The newest `keep` stay, and of each of the last twelve months the newest.
    """
    newest_first = sorted(made, key=lambda name: made[name], reverse=True)
    kept = set(newest_first[:keep])
    months: set[int] = set()
    for name in newest_first:
        month = made[name].year * 12 + made[name].month
        if month not in months and now.year * 12 + now.month - month < MONTHS:
            months.add(month)
            kept.add(name)
    return [name for name in reversed(newest_first) if name not in kept]
