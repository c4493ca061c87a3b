"""How often secrets were guessed wrongly: by whom is guessed, and from where."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.storage.database import Base, Instant, table_of
from score_learn.storage.prepared import Change, Prepared


class ThrottleRow(Base):
    """The failures of one secret, or from one device or address.

    Secrets that do not exist have rows too, so that nobody learns which do.  The key is a keyed
    hash: it names neither a person nor an address.
    """

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    """Keyed hash of what is counted."""

    failures: Mapped[int]
    """Failures in a row, or in this hour; the guess being checked is among them."""

    since: Mapped[datetime] = mapped_column(Instant)
    """When the first of them was counted."""

    failed_at: Mapped[datetime] = mapped_column(Instant)
    """When the last of them was counted."""


class Counted(NamedTuple):
    """What was counted of a key so far."""

    failures: int
    since: datetime
    failed_at: datetime


_COUNTERS = table_of(ThrottleRow)
_THIS = _COUNTERS.c.key == sa.bindparam("this")
_COUNTER = Prepared(
    sa.select(_COUNTERS.c.failures, _COUNTERS.c.since, _COUNTERS.c.failed_at)
    .where(_THIS)
    .with_for_update(),
    Counted._make,
)
_ADDED = Change(sa.insert(_COUNTERS), ("key", *Counted._fields))
_SET = Change(sa.update(_COUNTERS).where(_THIS), Counted._fields)
_TAKEN_BACK = Change(
    sa.update(_COUNTERS)
    .where(_THIS, _COUNTERS.c.failures > 0)
    .values(failures=_COUNTERS.c.failures - 1)
)
_FORGOTTEN = Change(sa.delete(_COUNTERS).where(_THIS))


def lock(key: str) -> Counted | None:
    """Return the counter, for one writer at a time."""
    return _COUNTER.first(this=key)


def add(key: str, *, at: datetime) -> None:
    """Count the first failure."""
    first = Counted(failures=1, since=at, failed_at=at)
    _ADDED.run({"key": key, **first._asdict()})


def count(key: str, counted: Counted) -> None:
    """Write down what was counted of a key whose lock is held."""
    _SET.run({"this": key, **counted._asdict()})


def forget(key: str) -> None:
    """Forget the failures of a key."""
    _FORGOTTEN.run({"this": key})


def take_back(key: str) -> None:
    """Take back one failure: the guess was right after all."""
    _TAKEN_BACK.run({"this": key})
