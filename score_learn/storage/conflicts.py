"""What was refused and yet must not be lost.  Rows are only ever added."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core.people import PersonId
from score_learn.storage import people
from score_learn.storage.chain import Linked
from score_learn.storage.database import Instant, db


class ConflictRow(Linked):
    """What was refused because its id was used before or the attempt was closed: nothing is lost."""

    __tablename__ = "conflict"
    __table_args__ = (sa.UniqueConstraint("person_id", "client_id", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The learner's factory."""

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    """Who sent it."""

    client_id: Mapped[str] = mapped_column(sa.String(36))
    """The id it came with."""

    content_hash: Mapped[str] = mapped_column(sa.String(64))
    """sha256 of the content, so that a repetition is kept once."""

    content: Mapped[Any] = mapped_column(sa.JSON)
    """What was sent."""

    reason: Mapped[str] = mapped_column(sa.String(32))
    """Name of the refusal."""

    at: Mapped[datetime] = mapped_column(Instant)
    """When, by our clock."""


def holds(person_id: PersonId, client_id: str, content_hash: str) -> bool:
    """Tell whether that content is kept already."""
    found = db.session.scalar(
        sa.select(ConflictRow.id).where(
            ConflictRow.person_id == person_id,
            ConflictRow.client_id == client_id,
            ConflictRow.content_hash == content_hash,
        )
    )
    return found is not None


def add(row: ConflictRow) -> None:
    """Add what was refused to a learner whose lock is held."""
    people.add_facts(people.head(PersonId(row.person_id)), row)
