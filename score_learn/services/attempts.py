"""Taking a quiz: begin, answer, hand in, read the result.

Every write carries an id made before it is first sent, by the page or the phone, so that it may be
sent again: the same id with the same content gets the first reply, with other content KEY_REUSED,
and both are kept.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from score_learn.core.client_id import CLIENT_ID
from score_learn.core.grading import fits
from score_learn.core.people import Actor
from score_learn.core.progress import HandedIn
from score_learn.core.question import Answer
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.reply import Reply
from score_learn.core.standing import OpenAttempt, Purpose, Result
from score_learn.services.answers import Given, answer_row, is_same, seen_again
from score_learn.services.asides import content_hash, keep_aside
from score_learn.services.gates import Place, new_attempt
from score_learn.services.offers import offer
from score_learn.services.papers import (
    Answers,
    Paper,
    earned,
    given,
    paper_of,
    purpose_of,
    track_of,
)
from score_learn.services.results import as_open, as_result
from score_learn.services.standings import Learner, learner_of, lock, write_down
from score_learn.storage import epochs, ledger, taking
from score_learn.storage.database import repeat_on_clash, transaction
from score_learn.storage.ledger import AnswerRow, AttemptRow, SubmissionRow
from score_learn.storage.prepared import plain


@repeat_on_clash
def begin(  # noqa: PLR0913 -- what an attempt is, spelt out
    attempt_id: str,
    actor: Actor,
    module: str,
    quiz: str,
    purpose: Purpose,
    *,
    lang: str,
    now: datetime,
) -> Reply:
    """Begin an attempt at a quiz (a lesson's key, or "test"), once.

    Refuses with NOT_FOUND, NOT_OFFERED, KEY_REUSED, TEST_NOT_OPEN, NO_ATTEMPTS_LEFT or
    PRETEST_TOO_LATE.
    """
    learner = learner_of(actor)
    _check_ids(attempt_id)
    with transaction():
        end = lock(learner)
        before = taking.find_attempt(attempt_id)
        if before is None:
            place = Place(
                shown=offer(module, lang, learner.site_id), quiz=quiz, purpose=purpose, lang=lang
            )
            attempt = new_attempt(attempt_id, learner, place, now=now)
            ledger.add(end, attempt)
            return _begun(attempt)
        _check_own(before, learner)
        if (before.module, before.quiz, before.purpose) == (module, quiz, purpose):
            return _begun(before)
        content = {"what": "attempt", "module": module, "quiz": quiz, "purpose": purpose}
        keep_aside(learner, attempt_id, content, refusal=Refusal.KEY_REUSED, now=now)
    # Outside, because a raise inside would take back what was kept aside.
    raise Refused(Refusal.KEY_REUSED)


def open_attempt(attempt_id: str, actor: Actor, lang: str) -> OpenAttempt:
    """Return the learner's own attempt as its pages need it; refuses with NOT_FOUND.

    The questions come without keys, feedback and explanations.
    """
    attempt = _own_attempt(attempt_id, learner_of(actor))
    closed = taking.submission_of(attempt.id) is not None
    return as_open(paper_of(attempt, lang), taking.newest_answers(attempt.id), closed=closed)


@repeat_on_clash
def save_answer(
    answer: Given, actor: Actor, *, lang: str, client_at: datetime | None = None, now: datetime
) -> Reply:
    """Store one answer; the newest of a question wins.

    `client_at` is what the browser's clock says.  Refuses with NOT_FOUND, NOT_THAT_QUESTION,
    KEY_REUSED, or ATTEMPT_CLOSED after hand-in; what the last two refuse is kept aside.
    """
    learner = learner_of(actor)
    _check_ids(answer.answer_id, answer.attempt_id)
    paper = _own_paper(answer.attempt_id, learner, lang)
    _check_fits(paper, [answer])
    with transaction():
        end = lock(learner)
        before, closed = taking.before_answer(answer.attempt_id, answer.answer_id)
        if before and is_same(before, answer):
            return Reply(
                id=before.answer_id,
                received_at=before.received_at,
                attempt=before.attempt_id,
                epoch=epochs.current(),
            )
        if before or closed:
            refusal = Refusal.KEY_REUSED if before else Refusal.ATTEMPT_CLOSED
            content = _meant(answer.attempt_id, [answer])
            keep_aside(learner, answer.answer_id, content, refusal=refusal, now=now)
        else:
            ledger.add(end, answer_row(paper, answer, client_at=client_at, now=now))
            return Reply(
                id=answer.answer_id,
                received_at=now,
                attempt=answer.attempt_id,
                epoch=epochs.current(),
            )
    # Outside, because a raise inside would take back what was kept aside.
    raise Refused(refusal)


@repeat_on_clash
def hand_in(  # noqa: PLR0913 -- keyword only after the fourth
    hand_in_id: str,
    attempt_id: str,
    answers: Sequence[Given],
    actor: Actor,
    *,
    lang: str,
    now: datetime,
) -> Reply:
    """Store the answers not yet held, grade, and close the attempt, in one transaction.

    Of a question that is handed in, that answer is graded: one that was held but is not the newest
    (a newer one came from another tab) is written once more, as the newest.  Of any other, the
    newest that is stored counts.  A second hand-in that brings nothing new gets the first reply.
    Refuses with NOT_FOUND, NOT_THAT_QUESTION, KEY_REUSED when an id was used for something else,
    or ATTEMPT_CLOSED when other answers come later; what the last two refuse is kept aside.
    """
    learner = learner_of(actor)
    _check_ids(hand_in_id, attempt_id, *(one.answer_id for one in answers))
    paper = _own_paper(attempt_id, learner, lang)
    _check_fits(paper, answers)
    with transaction():
        end = lock(learner)
        first, is_used = taking.before_hand_in(attempt_id, hand_in_id)
        if first and _is_repeated(first, hand_in_id, answers):
            return _reply(first)
        held, newest = taking.answers_among(attempt_id, {one.answer_id for one in answers})
        is_reused = is_used or _is_reused(answers, held)
        if not first and not is_reused:
            new = [answer_row(paper, a, now=now) for a in answers if a.answer_id not in held]
            newest |= {row.question: row for row in new}
            again = seen_again(hand_in_id, answers, held, newest, now=now)
            newest |= {row.question: row for row in again}
            submission = plain(SubmissionRow)(
                hand_in_id=hand_in_id,
                content_hash=content_hash(_content(answers)),
                **_grade(paper, learner, newest, now=now),
            )
            ledger.add(end, *new, *again, submission)
            return _reply(submission)
        refusal = Refusal.KEY_REUSED if is_reused else Refusal.ATTEMPT_CLOSED
        content = _meant(attempt_id, answers)
        keep_aside(learner, hand_in_id, content, refusal=refusal, now=now)
    # Outside, because a raise inside would take back what was kept aside.
    raise Refused(refusal)


def result(attempt_id: str, actor: Actor, lang: str) -> Result:
    """Return the score of a handed-in attempt and every question as it was seen.

    The words are those of `lang` where the attempt's revision has them.  Refuses with NOT_FOUND,
    also while the attempt is open.
    """
    learner = learner_of(actor)
    attempt = _own_attempt(attempt_id, learner)
    submission = taking.submission_of(attempt_id)
    if submission is None:
        raise Refused(Refusal.NOT_FOUND)
    return as_result(paper_of(attempt, lang), submission, learner)


def _check_ids(*ids: str) -> None:
    if not all(CLIENT_ID.fullmatch(one) for one in ids):
        raise Refused(Refusal.NOT_FOUND)


def _own_attempt(attempt_id: str, learner: Learner) -> AttemptRow:
    attempt = taking.find_attempt(attempt_id) if CLIENT_ID.fullmatch(attempt_id) else None
    if attempt is None:
        raise Refused(Refusal.NOT_FOUND)
    _check_own(attempt, learner)
    return attempt


def _own_paper(attempt_id: str, learner: Learner, lang: str) -> Paper:
    """Return what an attempt asks; read before its writer's turn, since it never changes."""
    return paper_of(_own_attempt(attempt_id, learner), lang)


def _check_own(attempt: AttemptRow, learner: Learner) -> None:
    if (attempt.site_id, attempt.person_id) != (learner.site_id, learner.person_id):
        raise Refused(Refusal.NOT_FOUND)


def _check_fits(paper: Paper, answers: Sequence[Given]) -> None:
    for one in answers:
        fitting = fits(paper.question(one.question), one.answer)
        if one.attempt_id != paper.attempt.id or not fitting:
            raise Refused(Refusal.NOT_THAT_QUESTION)


def _is_reused(answers: Sequence[Given], held: Mapping[str, AnswerRow]) -> bool:
    """Tell whether an answer's id was used before for something else, or twice in what came."""
    return len({one.answer_id for one in answers}) < len(answers) or any(
        one.answer_id in held and not is_same(held[one.answer_id], one) for one in answers
    )


def _is_repeated(first: SubmissionRow, hand_in_id: str, answers: Sequence[Given]) -> bool:
    """Tell whether a hand-in of a closed attempt brings nothing that the record has otherwise."""
    if first.hand_in_id == hand_in_id and first.content_hash == content_hash(_content(answers)):
        return True
    stored = taking.newest_answers(first.attempt_id)
    sent = {one.question: one.answer for one in answers}
    return all(given(stored.get(question)) == answer for question, answer in sent.items())


def _grade(paper: Paper, learner: Learner, newest: Answers, *, now: datetime) -> dict[str, Any]:
    """Grade the newest answers, advance the standing, and return what the submission says of it."""
    attempt = paper.attempt
    total = earned(paper, newest)
    score = Fraction(total, max(paper.points, 1))
    passed = score >= paper.quiz.pass_mark
    event = HandedIn(
        purpose=purpose_of(attempt), quiz=attempt.quiz, score=score, passed=passed, at=now
    )
    as_begun = dataclasses.replace(learner, track=track_of(attempt))
    ordinal = write_down(as_begun, event, paper.shown.module)
    return {
        "site_id": learner.site_id,
        "attempt_id": attempt.id,
        "grading": 1,
        "earned": total,
        "points": paper.points,
        "score": score,
        "pass_mark": paper.quiz.pass_mark,
        "passed": passed,
        "grader": "program",
        "reason": "hand-in",
        "ordinal": ordinal,
        "received_at": now,
    }


def _begun(attempt: AttemptRow) -> Reply:
    return Reply(
        id=attempt.id,
        received_at=attempt.began_at,
        attempt=attempt.id,
        epoch=epochs.current(),
    )


def _reply(submission: SubmissionRow) -> Reply:
    return Reply(
        id=submission.hand_in_id,
        received_at=submission.received_at,
        attempt=submission.attempt_id,
        epoch=epochs.current(),
    )


def _meant(attempt_id: str, answers: Sequence[Given]) -> dict[str, object]:
    """Return refused answers with the attempt that they were meant for."""
    return {"attempt": attempt_id, "answers": _content(answers)}


def _content(answers: Sequence[Given]) -> list[tuple[str, Answer]]:
    """Return what was answered, whatever the order it came in, to know it again."""
    return sorted(((one.question, one.answer) for one in answers), key=lambda pair: pair[0])
