"""Which cards learners have opened.  Rows are only ever added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core.people import PersonId
from score_learn.storage import people
from score_learn.storage.chain import Head, Linked
from score_learn.storage.database import Instant, db


class VisitRow(Linked):
    """A learner opened a card for the first time."""

    __tablename__ = "visit"
    __table_args__ = (sa.UniqueConstraint("person_id", "module", "lesson", "card"),)

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The learner's factory."""

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    """The learner."""

    module: Mapped[str] = mapped_column(sa.Text)
    """The module's key."""

    lesson: Mapped[str] = mapped_column(sa.Text)
    """The lesson's key."""

    card: Mapped[str] = mapped_column(sa.Text)
    """The card's key."""

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    """What it looked like."""

    track: Mapped[str] = mapped_column(sa.String(16))
    """The learner's track at that time."""

    ordinal: Mapped[int]
    """Place among this learner's facts in this module, visits and hand-ins, counted from 1."""

    at: Mapped[datetime] = mapped_column(Instant)
    """When, by our clock."""


def find_visit(person_id: PersonId, module: str, lesson: str, card: str) -> VisitRow | None:
    """Return the visit to a card."""
    return db.session.scalar(
        sa.select(VisitRow).where(
            VisitRow.person_id == person_id,
            VisitRow.module == module,
            VisitRow.lesson == lesson,
            VisitRow.card == card,
        )
    )


def visits_of(person_id: PersonId) -> list[VisitRow]:
    """Return a learner's visits."""
    asked = sa.select(VisitRow).where(VisitRow.person_id == person_id)
    return list(db.session.scalars(asked))


def add(end: Head, row: VisitRow) -> None:
    """Add a fact after `end`, of a learner whose lock is held."""
    people.add_facts(end, row)
