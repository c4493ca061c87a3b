"""What taking a quiz asks of the ledger, as plain rows: every answer asks, and only adds."""

from collections.abc import Collection
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

import sqlalchemy as sa

from score_learn.core.people import PersonId, SiteId
from score_learn.storage.database import table_of
from score_learn.storage.ledger import AnswerRow, AttemptRow, SubmissionRow
from score_learn.storage.prepared import LENGTHS_KEPT, Prepared, maker, numbered, places


class Begun(NamedTuple):
    """An attempt without what only grading needs; `closed` tells whether it was handed in."""

    id: str
    module: str
    quiz: str
    purpose: str
    closed: bool


_ATTEMPTS, _ANSWERS, _SUBMISSIONS = (
    table_of(AttemptRow).c, table_of(AnswerRow).c, table_of(SubmissionRow).c,
)  # fmt: skip
_an_answer = maker(AnswerRow)
_ATTEMPT = Prepared(
    sa.select(*_ATTEMPTS).where(_ATTEMPTS.id == sa.bindparam("id")), maker(AttemptRow)
)
_NEWEST = Prepared(
    sa.select(*_ANSWERS)
    .where(_ANSWERS.attempt_id == sa.bindparam("attempt_id"))
    .order_by(_ANSWERS.id),
    _an_answer,
)
_BEFORE_ANSWER = Prepared(
    sa.select(*_ANSWERS, sa.exists().where(_SUBMISSIONS.attempt_id == _ATTEMPTS.id))
    .select_from(AttemptRow)
    .outerjoin(AnswerRow, _ANSWERS.answer_id == sa.bindparam("answer_id"))
    .where(_ATTEMPTS.id == sa.bindparam("attempt_id")),
    lambda row: (_an_answer(row[:-1]) if row[0] is not None else None, bool(row[-1])),
)
_SUBMISSION = Prepared(
    sa.select(*_SUBMISSIONS)
    .where(_SUBMISSIONS.attempt_id == sa.bindparam("attempt_id"))
    .order_by(_SUBMISSIONS.grading.desc())
    .limit(1),
    maker(SubmissionRow),
)
_BEFORE_HAND_IN = Prepared(
    sa.select(*_SUBMISSIONS)
    .where(
        sa.or_(
            _SUBMISSIONS.attempt_id == sa.bindparam("attempt_id"),
            _SUBMISSIONS.hand_in_id == sa.bindparam("hand_in_id"),
        )
    )
    .order_by(_SUBMISSIONS.grading.desc()),
    maker(SubmissionRow),
)
_BEGUN_ANYWHERE = (
    sa.select(
        _ATTEMPTS.id, _ATTEMPTS.module, _ATTEMPTS.quiz, _ATTEMPTS.purpose,
        sa.exists().where(_SUBMISSIONS.attempt_id == _ATTEMPTS.id),
    )
    .where(
        _ATTEMPTS.site_id == sa.bindparam("site_id"),
        _ATTEMPTS.person_id == sa.bindparam("person_id"),
    )
    .order_by(_ATTEMPTS.began_at.desc(), _ATTEMPTS.id)
)  # fmt: skip
_BEGUN = Prepared(_BEGUN_ANYWHERE, Begun._make)
_BEGUN_IN_MODULE = Prepared(
    _BEGUN_ANYWHERE.where(_ATTEMPTS.module == sa.bindparam("module")), Begun._make
)
_COUNT = Prepared(
    sa.select(sa.func.count())
    .select_from(AttemptRow)
    .where(
        _ATTEMPTS.person_id == sa.bindparam("person_id"),
        _ATTEMPTS.module == sa.bindparam("module"),
        _ATTEMPTS.quiz == sa.bindparam("quiz"),
        _ATTEMPTS.purpose == sa.bindparam("purpose"),
    ),
    itemgetter(0),
)


def find_attempt(attempt_id: str) -> AttemptRow | None:
    """Return the attempt of that id, whosever it is."""
    return _ATTEMPT.first(id=attempt_id)


def begun(site_id: SiteId, person_id: PersonId, *, module: str | None = None) -> list[Begun]:
    """Return what a learner's pages need of the attempts, in one module or all, the newest first."""
    if module is None:
        return _BEGUN.all(site_id=site_id, person_id=person_id)
    return _BEGUN_IN_MODULE.all(site_id=site_id, person_id=person_id, module=module)


def count_attempts(person_id: PersonId, module: str, quiz: str, purpose: str) -> int:
    """Return how many attempts a learner has begun."""
    found = _COUNT.first(person_id=person_id, module=module, quiz=quiz, purpose=purpose)
    return found or 0


def newest_answers(attempt_id: str) -> dict[str, AnswerRow]:
    """Return the newest answer to each question of an attempt."""
    return {row.question: row for row in _NEWEST.all(attempt_id=attempt_id)}


def before_answer(attempt_id: str, answer_id: str) -> tuple[AnswerRow | None, bool]:
    """Return the answer of that id, whosever it is, and whether the attempt was handed in."""
    return _BEFORE_ANSWER.first(attempt_id=attempt_id, answer_id=answer_id) or (None, False)


def before_hand_in(attempt_id: str, hand_in_id: str) -> tuple[SubmissionRow | None, bool]:
    """Return the grading in force of an attempt, and whether any attempt has a hand-in of that id."""
    found = _BEFORE_HAND_IN.all(attempt_id=attempt_id, hand_in_id=hand_in_id)
    own = (row for row in found if row.attempt_id == attempt_id)
    return next(own, None), any(row.hand_in_id == hand_in_id for row in found)


def answers_among(
    attempt_id: str, answer_ids: Collection[str]
) -> tuple[dict[str, AnswerRow], dict[str, AnswerRow]]:
    """Return the answers of those ids, whosever they are, and the newest to each question."""
    asked = _among(len(answer_ids))
    found = asked.all(attempt_id=attempt_id, **numbered("answer", answer_ids))
    held = {row.answer_id: row for row in found if row.answer_id in answer_ids}
    return held, {row.question: row for row in found if row.attempt_id == attempt_id}


@lru_cache(maxsize=LENGTHS_KEPT)
def _among(count: int) -> Prepared[AnswerRow]:
    ids = places("answer", _ANSWERS.answer_id, count)
    return Prepared(
        sa.select(*_ANSWERS)
        .where(
            sa.or_(_ANSWERS.attempt_id == sa.bindparam("attempt_id"), _ANSWERS.answer_id.in_(ids))
        )
        .order_by(_ANSWERS.id),
        _an_answer,
    )


def submission_of(attempt_id: str) -> SubmissionRow | None:
    """Return the grading in force of an attempt, None while it is open."""
    return _SUBMISSION.first(attempt_id=attempt_id)
