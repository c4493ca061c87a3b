"""Answers on their way into the record, inside the transactions of taking a quiz."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from score_learn.core.question import Answer, QuestionId
from score_learn.services.papers import Answers, Paper, given
from score_learn.storage.ledger import AnswerRow
from score_learn.storage.prepared import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer as the learner's browser sends it; the ids are lower-case UUIDs made there."""

    answer_id: str
    attempt_id: str
    question: QuestionId
    answer: Answer


def answer_row(
    paper: Paper, one: Given, *, client_at: datetime | None = None, now: datetime
) -> AnswerRow:
    """Return the row of an answer; refuses with NOT_THAT_QUESTION when it was not asked."""
    question = paper.question(one.question)
    return plain(AnswerRow)(
        answer_id=one.answer_id,
        site_id=paper.attempt.site_id,
        attempt_id=one.attempt_id,
        question=question.id,
        version=question.version,
        edition_id=paper.shown.edition_id,
        answer=None if one.answer is None else list(one.answer),
        client_at=client_at,
        received_at=now,
    )


def is_same(row: AnswerRow, one: Given) -> bool:
    """Tell whether the row holds just this answer."""
    return (row.attempt_id, row.question, given(row)) == (one.attempt_id, one.question, one.answer)


def seen_again(
    hand_in_id: str, answers: Sequence[Given], held: Mapping[str, AnswerRow], newest: Answers,
    *, now: datetime,
) -> list[AnswerRow]:  # fmt: skip
    """Return rows that make the answers handed in the newest, where newer ones are stored.

    Each is a copy, in the words it was given in.  Its id follows from the hand-in's, so that the
    hand-in can be sent again.
    """
    if not held:
        return []
    last = {one.question: one for one in answers}
    return [
        _copied(held[one.answer_id], str(uuid5(UUID(hand_in_id), one.question)), now=now)
        for one in last.values()
        if newest[one.question].answer_id != one.answer_id
    ]


def _copied(row: AnswerRow, answer_id: str, *, now: datetime) -> AnswerRow:
    return plain(AnswerRow)(
        answer_id=answer_id,
        site_id=row.site_id,
        attempt_id=row.attempt_id,
        question=row.question,
        version=row.version,
        edition_id=row.edition_id,
        answer=row.answer,
        client_at=row.client_at,
        received_at=now,
    )
