"""Who looked into other people's records, or took them along.  Rows are only ever added."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.storage.database import Base, Instant, db


class AuditRow(Base):
    """One look or export."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), index=True)
    """Whose people it concerned."""

    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who did it."""

    action: Mapped[str] = mapped_column(sa.String(40))
    """A value of `core.people.Action`."""

    details: Mapped[Any] = mapped_column(sa.JSON)
    """What exactly: the filter that was used, the number of people."""

    at: Mapped[datetime] = mapped_column(Instant)
    """When, by our clock."""


def add(row: AuditRow) -> None:
    """Add an entry."""
    db.session.add(row)
    db.session.flush()
