"""Attempts, answers and gradings.  Rows are only ever added; ids made by a browser are unique."""

from datetime import datetime
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core.people import PersonId, SiteId
from score_learn.storage import people
from score_learn.storage.chain import Head, Linked
from score_learn.storage.database import ExactFraction, Instant, db


class AttemptRow(Linked):
    """A learner began a quiz."""

    __tablename__ = "attempt"
    __table_args__ = (sa.Index("ix_attempt_person_id_module_quiz", "person_id", "module", "quiz"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    """UUID made before the first sending, by the page or the phone."""

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The learner's factory."""

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    """The learner."""

    module: Mapped[str] = mapped_column(sa.Text)
    """The module's key."""

    quiz: Mapped[str] = mapped_column(sa.Text)
    """A lesson's key, or "test"."""

    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("revision.id"), index=True)
    """What is asked and how it is graded, whatever is published later."""

    purpose: Mapped[str] = mapped_column(sa.String(16))
    """pre, lesson, test or refresher."""

    mode: Mapped[str] = mapped_column(sa.String(16))
    """own: by oneself, on a phone or tablet; the only one so far."""

    language: Mapped[str] = mapped_column(sa.String(16))
    """Code of the language it began in."""

    track: Mapped[str] = mapped_column(sa.String(16))
    """The learner's track at that time: it decides which questions may be drawn."""

    seed: Mapped[str] = mapped_column(sa.String(32))
    """What the draw of questions and the order of choices follow from."""

    began_at: Mapped[datetime] = mapped_column(Instant)
    """When, by our clock."""


class AnswerRow(Linked):
    """A learner answered a question; the newest answer to a question wins."""

    __tablename__ = "answer"
    __table_args__ = (sa.Index("ix_answer_attempt_id_question", "attempt_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)

    answer_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    """UUID made before the first sending, by the page or the phone."""

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The learner's factory."""

    attempt_id: Mapped[str] = mapped_column(sa.ForeignKey("attempt.id"))
    """Part of which attempt."""

    question: Mapped[str] = mapped_column(sa.String(8))
    """The question's id."""

    version: Mapped[str] = mapped_column(sa.String(64))
    """Its version, as the attempt's revision has it."""

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    """In which words it was asked."""

    answer: Mapped[list[str] | None] = mapped_column(sa.JSON, nullable=False)
    """What was given: null is not answered, [] is answered with nothing."""

    client_at: Mapped[datetime | None] = mapped_column(Instant)
    """When, by the browser's clock; only to stand beside ours."""

    received_at: Mapped[datetime] = mapped_column(Instant)
    """When, by our clock."""


class SubmissionRow(Linked):
    """An attempt was graded, at hand-in.

    There is room for regrades: further rows with a higher `grading`.  Nothing writes any yet.
    """

    __tablename__ = "submission"
    __table_args__ = (sa.UniqueConstraint("attempt_id", "grading"),)

    id: Mapped[int] = mapped_column(primary_key=True)

    hand_in_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    """UUID made before the first sending, by the page or the phone."""

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The learner's factory."""

    attempt_id: Mapped[str] = mapped_column(sa.ForeignKey("attempt.id"))
    """Which attempt."""

    grading: Mapped[int]
    """1 for the hand-in; 2 and up are left for regrades."""

    content_hash: Mapped[str] = mapped_column(sa.String(64))
    """sha256 of the answers that came with it, to know the same hand-in again."""

    earned: Mapped[Fraction] = mapped_column(ExactFraction)
    """Points earned."""

    points: Mapped[int]
    """Points that could be earned."""

    score: Mapped[Fraction] = mapped_column(ExactFraction)
    """Earned as a share of points."""

    pass_mark: Mapped[Fraction] = mapped_column(ExactFraction)
    """The share that was needed at that time."""

    passed: Mapped[bool]
    """Whether the score reached it."""

    grader: Mapped[str] = mapped_column(sa.Text)
    """Who graded: "program" is the only one so far."""

    reason: Mapped[str] = mapped_column(sa.Text)
    """Why: "hand-in" is the only reason so far."""

    ordinal: Mapped[int]
    """Place among this learner's facts in this module, visits and hand-ins, counted from 1."""

    received_at: Mapped[datetime] = mapped_column(Instant)
    """When, by our clock."""


def attempts_of(site_id: SiteId, person_id: PersonId) -> list[AttemptRow]:
    """Return a learner's attempts, the newest first."""
    return list(
        db.session.scalars(
            sa.select(AttemptRow)
            .where(AttemptRow.site_id == site_id, AttemptRow.person_id == person_id)
            .order_by(AttemptRow.began_at.desc(), AttemptRow.id)
        )
    )


def submissions_of(person_id: PersonId) -> dict[str, SubmissionRow]:
    """Return the grading in force of each of a learner's attempts that were handed in."""
    asked = (
        sa.select(SubmissionRow)
        .join(AttemptRow)
        .where(AttemptRow.person_id == person_id)
        .order_by(SubmissionRow.grading)
    )
    return {row.attempt_id: row for row in db.session.scalars(asked)}


def hand_ins_of(person_id: PersonId) -> list[tuple[AttemptRow, SubmissionRow]]:
    """Return a learner's hand-ins, without regrades, each with its attempt."""
    asked = (
        sa.select(AttemptRow, SubmissionRow)
        .join(SubmissionRow)
        .where(AttemptRow.person_id == person_id, SubmissionRow.grading == 1)
    )
    return [(attempt, submission) for attempt, submission in db.session.execute(asked)]


def add(end: Head, *rows: AttemptRow | AnswerRow | SubmissionRow) -> None:
    """Add facts after `end`, of a learner whose lock is held."""
    people.add_facts(end, *rows)
