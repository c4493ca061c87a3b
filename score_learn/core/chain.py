"""The chain of a record: every fact carries a hash over itself and over the fact before it.

A row that is altered, removed, put in or moved no longer fits its neighbours.  The head of the chain,
its length and its last hash, stands apart from the facts, so that a tail that is cut off shows as
well.  Whoever may write to the database can make a whole new chain: that shows only beside an older
copy of the head, such as a backup holds.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from itertools import groupby
from typing import Any, Literal

START = ""
"""What stands before the first fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A stored fact: `place` counts from 1; `spelling` is what its hash is made of.

    `number` is the id that the database gave out, None where the browser makes the id.
    """

    table: str
    fact: str
    place: int
    hash: str
    spelling: bytes
    number: int | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain does not hold, and what was done there as far as can be told."""

    fact: str
    what: Literal["altered", "missing", "inserted", "moved"]


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{value!r} has no canonical spelling")


_SPELLING = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain)


def spell(table: str, values: Mapping[str, Any]) -> bytes:
    """Return a fact's own columns in their one canonical spelling.

    What is empty is left out: a column that a later version adds changes no older fact's hash.
    """
    said = {name: value for name, value in values.items() if value is not None}
    return _SPELLING.encode({"table": table, **said}).encode()


def link(before: str, spelling: bytes) -> str:
    """Return the hash of a fact that follows the hash `before`."""
    return hashlib.sha256(before.encode() + spelling).hexdigest()


def faults(links: Iterable[Link], *, length: int, head: str) -> list[Fault]:
    """Return where the chain does not hold; nothing where it does."""
    ordered = sorted(links, key=lambda one: one.place)
    found, before, last = [], START, 0
    for place, group in groupby(ordered, key=lambda one: one.place):
        kept, *others = sorted(group, key=lambda one: not _fits(one, before))
        found += [Fault(_name(one), "inserted") for one in others]
        if place != last + 1:
            found.append(_gap(last, place, kept))
        elif not _fits(kept, before):
            found.append(Fault(_name(kept), "altered"))
        before, last = kept.hash, place
    return found + list(_moved(ordered)) + _end(last, before, length, head)


def _fits(one: Link, before: str) -> bool:
    return one.hash == link(before, one.spelling)


def _name(one: Link) -> str:
    return f"{one.table} {one.fact}"


def _gap(last: int, place: int, kept: Link) -> Fault:
    if place <= last + 1:
        return Fault(_name(kept), "inserted")
    return Fault(_places(last + 1, place - 1), "missing")


def _places(first: int, last: int) -> str:
    return f"fact {first}" if first == last else f"facts {first} to {last}"


def _moved(ordered: Sequence[Link]) -> Iterator[Fault]:
    """Yield the facts whose ids do not rise: the newest of a table is told by its id."""
    highest: dict[str, int] = {}
    for one in ordered:
        if one.number is None:
            continue
        if one.number < highest.get(one.table, 0):
            yield Fault(_name(one), "moved")
        highest[one.table] = max(one.number, highest.get(one.table, 0))


def _end(last: int, before: str, length: int, head: str) -> list[Fault]:
    if last < length:
        return [Fault(_places(last + 1, length), "missing")]
    if last > length:
        return [Fault(_places(length + 1, last), "inserted")]
    return [] if before == head else [Fault("the end of the chain", "altered")]
