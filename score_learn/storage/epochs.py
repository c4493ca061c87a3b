"""Which restoring this database comes from.  Rows are only ever added; the newest one holds.

Phones keep what they sent, with the epoch of the reply.  A database that was restored from a backup
has a new epoch, and so phones know that they must offer again what it may have lost.
"""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.storage.database import Base, Instant, connection, db


class EpochRow(Base):
    """The database was made, or restored from a backup."""

    __tablename__ = "epoch"

    id: Mapped[int] = mapped_column(primary_key=True)

    name: Mapped[str] = mapped_column(sa.String(32), unique=True)
    """At random, so that no two databases ever share one."""

    reason: Mapped[str] = mapped_column(sa.String(16))
    """made or restored."""

    began_at: Mapped[datetime] = mapped_column(Instant)
    """When, by our clock."""


def current() -> str:
    """Return the name of the epoch; empty where the tables were made without any.

    Kept with the connection: one database never changes its epoch under its users, and another
    database is reached by other connections.
    """
    kept = connection().info
    if not kept.get("epoch"):
        asked = sa.select(EpochRow.name).order_by(EpochRow.id.desc()).limit(1)
        kept["epoch"] = db.session.scalar(asked) or ""
    return str(kept["epoch"])


def begin(reason: str, *, now: datetime) -> str:
    """Begin a new epoch and return its name."""
    row = EpochRow(name=secrets.token_hex(16), reason=reason, began_at=now)
    db.session.add(row)
    db.session.flush()
    connection().info.pop("epoch", None)
    return row.name
