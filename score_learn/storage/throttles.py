"""How often secrets were guessed wrongly: by whom is guessed, and from where."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.storage.database import Base, Instant, db


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


def lock(key: str) -> ThrottleRow | None:
    """Return the counter, for one writer at a time."""
    return db.session.scalar(sa.select(ThrottleRow).where(ThrottleRow.key == key).with_for_update())


def add(key: str, *, at: datetime) -> None:
    """Count the first failure."""
    db.session.add(ThrottleRow(key=key, failures=1, since=at, failed_at=at))
    db.session.flush()


def forget(key: str) -> None:
    """Forget the failures of a key."""
    db.session.execute(sa.delete(ThrottleRow).where(ThrottleRow.key == key))


def take_back(key: str) -> None:
    """Take back one failure: the guess was right after all."""
    db.session.execute(
        sa.update(ThrottleRow)
        .where(ThrottleRow.key == key, ThrottleRow.failures > 0)
        .values(failures=ThrottleRow.failures - 1)
    )
