"""What learners chose to do after a module, and what they say came of it.  Rows are only ever added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core.people import PersonId
from score_learn.storage import people
from score_learn.storage.chain import Linked
from score_learn.storage.database import Instant, db


class CommitmentRow(Linked):
    """A learner chose one of a module's commitments."""

    __tablename__ = "commitment"
    __table_args__ = (sa.Index("ix_commitment_person_id_module", "person_id", "module"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    """UUID made for the page that offered it, so that a second press chooses nothing twice."""

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The learner's factory."""

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    """The learner."""

    module: Mapped[str] = mapped_column(sa.Text)
    """The module's key."""

    choice: Mapped[str] = mapped_column(sa.String(16))
    """Id of the commitment in the module's source."""

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    """In which words it was chosen."""

    at: Mapped[datetime] = mapped_column(Instant)
    """When, by our clock."""


class CommitmentReviewRow(Linked):
    """A learner said how it went; the first word counts."""

    __tablename__ = "commitment_review"

    commitment_id: Mapped[str] = mapped_column(sa.ForeignKey("commitment.id"), primary_key=True)
    """What was chosen."""

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The learner's factory."""

    outcome: Mapped[str] = mapped_column(sa.String(8))
    """done, tried or not yet."""

    at: Mapped[datetime] = mapped_column(Instant)
    """When, by our clock."""


def find(commitment_id: str) -> CommitmentRow | None:
    """Return the commitment of that id, whosever it is."""
    return db.session.get(CommitmentRow, commitment_id)


def of_person(person_id: PersonId) -> list[tuple[CommitmentRow, CommitmentReviewRow | None]]:
    """Return what a learner chose, the newest first, each with what came of it."""
    asked = (
        sa.select(CommitmentRow, CommitmentReviewRow)
        .outerjoin(CommitmentReviewRow)
        .where(CommitmentRow.person_id == person_id)
        .order_by(CommitmentRow.at.desc(), CommitmentRow.id)
    )
    return [(row, review) for row, review in db.session.execute(asked)]


def find_review(commitment_id: str) -> CommitmentReviewRow | None:
    """Return what was said about a commitment."""
    return db.session.get(CommitmentReviewRow, commitment_id)


def add(person_id: PersonId, row: CommitmentRow | CommitmentReviewRow) -> None:
    """Add a fact of a learner whose lock is held."""
    people.add_facts(people.head(person_id), row)
