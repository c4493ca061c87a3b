"""How often secrets were guessed wrongly: by whom is guessed, and from where."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.storage.database import Base, Instant, connection, table_of


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
_COUNTER = (
    sa.select(_COUNTERS.c.failures, _COUNTERS.c.since, _COUNTERS.c.failed_at)
    .where(_THIS)
    .with_for_update()
)
_ADDED = sa.insert(_COUNTERS)
_SET = sa.update(_COUNTERS).where(_THIS)
_TAKEN_BACK = _SET.where(_COUNTERS.c.failures > 0).values(failures=_COUNTERS.c.failures - 1)
_FORGOTTEN = sa.delete(_COUNTERS).where(_THIS)
"""Put together once, and of columns alone: every sign-in needs them all."""


def lock(key: str) -> Counted | None:
    """Return the counter, for one writer at a time."""
    found = connection().execute(_COUNTER, {"this": key}).first()
    return Counted(*found) if found else None


def add(key: str, *, at: datetime) -> None:
    """Count the first failure."""
    first = Counted(failures=1, since=at, failed_at=at)
    connection().execute(_ADDED, {"key": key, **first._asdict()})


def count(key: str, counted: Counted) -> None:
    """Write down what was counted of a key whose lock is held."""
    connection().execute(_SET, {"this": key, **counted._asdict()})


def forget(key: str) -> None:
    """Forget the failures of a key."""
    connection().execute(_FORGOTTEN, {"this": key})


def take_back(key: str) -> None:
    """Take back one failure: the guess was right after all."""
    connection().execute(_TAKEN_BACK, {"this": key})
