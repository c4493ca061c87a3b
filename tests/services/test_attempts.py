"""Taking a quiz: nothing is lost, nothing counts twice, nothing is seen by others."""

import dataclasses
from fractions import Fraction

import pytest
import sqlalchemy as sa

from score_learn.core.people import Actor
from score_learn.core.refusal import Refusal
from score_learn.services import attempts
from score_learn.storage.conflicts import ConflictRow
from score_learn.storage.database import db
from score_learn.storage.ledger import AnswerRow, SubmissionRow
from tests.builders import (
    NOON,
    client_id,
)
from tests.services.conftest import Factory, learner
from tests.services.taking import (
    LATER,
    all_right,
    answer,
    begin,
    choices,
    first_question,
    refused,
    rows,
)

pytestmark = pytest.mark.usefixtures("safety")


def test_an_attempt_is_begun_once_however_often_it_is_sent(meena: Actor) -> None:
    first = attempts.open_attempt(begin(meena), meena, "en")
    assert attempts.open_attempt(begin(meena), meena, "en") == first
    assert len(first.asked) == 5
    assert not first.closed


def test_the_same_attempt_id_for_another_quiz_is_refused_and_kept(meena: Actor) -> None:
    begin(meena)
    assert refused(lambda: begin(meena, quiz="noise")) is Refusal.KEY_REUSED
    assert rows(ConflictRow) == 1


@pytest.mark.parametrize("broken", ["", "x", "A" * 36, client_id("a").upper(), "\x00" * 36])
def test_an_id_that_no_browser_makes_is_not_found(meena: Actor, broken: str) -> None:
    begun = lambda: attempts.begin(  # noqa: E731 -- one line, used once
        broken, meena, "safety", "fire", "lesson", lang="en", now=NOON
    )
    assert refused(begun) is Refusal.NOT_FOUND
    assert refused(lambda: attempts.open_attempt(broken, meena, "en")) is Refusal.NOT_FOUND


def test_before_hand_in_no_answer_leaves_the_server(meena: Actor) -> None:
    shown = attempts.open_attempt(begin(meena), meena, "en")
    assert "right=True" not in repr(shown)
    assert "because" not in repr(shown)


def test_an_answer_is_stored_once_however_often_it_is_sent(meena: Actor) -> None:
    attempt = begin(meena)
    given = answer(attempt, first_question(meena, attempt).id, ())
    first = attempts.save_answer(given, meena, lang="en", now=NOON)
    again = attempts.save_answer(given, meena, lang="en", now=LATER)
    assert again == first
    assert rows(AnswerRow) == 1


def test_the_newest_answer_wins(meena: Actor) -> None:
    attempt = begin(meena)
    question = first_question(meena, attempt)
    for place, choice in enumerate(choices(question)):
        given = answer(attempt, question.id, (choice,), name=str(place))
        attempts.save_answer(given, meena, lang="en", client_at=NOON, now=NOON)
    assert attempts.open_attempt(attempt, meena, "en").asked[0].answer == (choices(question)[-1],)
    assert rows(AnswerRow) == 3


def test_the_same_key_with_another_answer_is_refused_and_both_are_kept(meena: Actor) -> None:
    attempt = begin(meena)
    question = first_question(meena, attempt)
    one, other = (answer(attempt, question.id, (choice,)) for choice in choices(question)[:2])
    attempts.save_answer(one, meena, lang="en", now=NOON)
    for _ in range(2):
        sent = lambda: attempts.save_answer(other, meena, lang="en", now=LATER)  # noqa: E731
        assert refused(sent) is Refusal.KEY_REUSED
    assert rows(AnswerRow) == rows(ConflictRow) == 1
    kept = db.session.scalars(sa.select(ConflictRow)).one()
    assert kept.content == {
        "attempt": attempt, "answers": [[question.id, list(other.answer or ())]]
    }  # fmt: skip
    assert kept.reason == "KEY_REUSED"


def test_not_answered_and_answered_with_nothing_stay_apart(meena: Actor) -> None:
    attempt = begin(meena)
    questions = [one.question.id for one in attempts.open_attempt(attempt, meena, "en").asked]
    attempts.save_answer(answer(attempt, questions[0], None), meena, lang="en", now=NOON)
    attempts.save_answer(answer(attempt, questions[1], ()), meena, lang="en", now=NOON)
    column = sa.type_coerce(sa.cast(AnswerRow.answer, sa.Text), sa.Text)
    assert list(db.session.scalars(sa.select(column).order_by(AnswerRow.id))) == ["null", "[]"]
    stored = attempts.open_attempt(attempt, meena, "en").asked
    assert [one.answer for one in stored][:3] == [None, (), None]
    assert [one.answer_id is None for one in stored][:3] == [False, False, True]


@pytest.mark.parametrize("question", ["none", "n000"])
def test_a_question_that_was_not_asked_is_refused(meena: Actor, question: str) -> None:
    given = answer(begin(meena), question, ())
    sent = lambda: attempts.save_answer(given, meena, lang="en", now=NOON)  # noqa: E731
    assert refused(sent) is Refusal.NOT_THAT_QUESTION
    assert rows(AnswerRow) == 0


def test_a_choice_that_the_question_has_not_is_refused(meena: Actor) -> None:
    attempt = begin(meena)
    given = answer(attempt, first_question(meena, attempt).id, ("deadbeef",))
    sent = lambda: attempts.hand_in(  # noqa: E731
        client_id("h"), attempt, [given], meena, lang="en", now=NOON
    )
    assert refused(sent) is Refusal.NOT_THAT_QUESTION
    assert rows(SubmissionRow) == 0


def test_hand_in_takes_what_was_not_saved_and_grades_everything(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    attempts.save_answer(right[0], meena, lang="en", now=NOON)
    attempts.hand_in(client_id("h"), attempt, right[:4], meena, lang="en", now=LATER)
    result = attempts.result(attempt, meena, "en")
    assert (result.earned, result.points, result.score) == (4, 5, Fraction(4, 5))
    assert result.passed
    assert result.pass_mark == Fraction(4, 5)
    assert rows(AnswerRow) == 4
    assert [mark.share for mark in result.marked] == [1, 1, 1, 1, 0]
    assert "because" in repr(result.marked[0].question)


def test_handing_in_twice_is_graded_once_and_answered_alike(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    hand = lambda answers: attempts.hand_in(  # noqa: E731
        client_id("h"), attempt, answers, meena, lang="en", now=NOON
    )
    first = hand(right)
    assert hand(right) == first
    assert hand(right[::-1]) == first
    assert rows(SubmissionRow) == 1


def test_two_tabs_that_hand_in_the_same_are_answered_alike(meena: Actor) -> None:
    attempt = begin(meena)
    first = attempts.hand_in(
        client_id("tab 1"), attempt, all_right(meena, attempt, "1"), meena, lang="en", now=NOON
    )
    second = attempts.hand_in(
        client_id("tab 2"), attempt, all_right(meena, attempt, "2"), meena, lang="en", now=LATER
    )
    assert second == first
    assert rows(SubmissionRow) == 1


def test_what_is_handed_in_is_graded_whatever_another_tab_saved_since(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    newer = answer(attempt, right[0].question, (), "other tab")
    attempts.save_answer(right[0], meena, lang="en", client_at=NOON, now=NOON)
    attempts.save_answer(newer, meena, lang="en", now=NOON)
    hand = lambda: attempts.hand_in(  # noqa: E731
        client_id("h"), attempt, right, meena, lang="en", now=LATER
    )
    first = hand()
    assert attempts.result(attempt, meena, "en").earned == 5
    assert hand().received_at == first.received_at
    stored = db.session.scalars(
        sa.select(AnswerRow).where(AnswerRow.question == right[0].question).order_by(AnswerRow.id)
    ).all()
    assert [tuple(row.answer) for row in stored] == [right[0].answer, (), right[0].answer]
    assert len({row.answer_id for row in stored}) == 3
    assert (stored[2].client_at, stored[2].received_at) == (NOON, LATER)


def test_of_two_answers_to_a_question_the_last_that_is_handed_in_is_graded(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    wrong = answer(attempt, right[0].question, (), "wrong")
    attempts.save_answer(right[0], meena, lang="en", now=NOON)
    given = [wrong, *right]
    attempts.hand_in(client_id("h"), attempt, given, meena, lang="en", now=LATER)
    assert attempts.result(attempt, meena, "en").earned == 5


def test_an_answer_that_nobody_handed_in_still_counts(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    attempts.save_answer(right[0], meena, lang="en", now=NOON)
    attempts.hand_in(client_id("h"), attempt, right[1:], meena, lang="en", now=LATER)
    assert attempts.result(attempt, meena, "en").earned == 5


@pytest.mark.parametrize("name", ["h", "another hand-in"])
def test_handing_in_other_answers_later_is_refused_and_kept(meena: Actor, name: str) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    attempts.hand_in(client_id("h"), attempt, right, meena, lang="en", now=NOON)
    wrong = [dataclasses.replace(one, answer=()) for one in right]
    sent = lambda: attempts.hand_in(  # noqa: E731
        client_id(name), attempt, wrong, meena, lang="en", now=LATER
    )
    assert refused(sent) is Refusal.KEY_REUSED
    assert rows(ConflictRow) == 1
    assert attempts.result(attempt, meena, "en").score == 1


def test_other_answers_under_new_ids_after_hand_in_are_refused_and_kept(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    attempts.hand_in(client_id("h"), attempt, right, meena, lang="en", now=NOON)
    wrong = [
        dataclasses.replace(one, answer=())
        for one in all_right(meena, attempt, name="second phone")
    ]
    sent = lambda: attempts.hand_in(  # noqa: E731
        client_id("second phone"), attempt, wrong, meena, lang="en", now=LATER
    )
    assert refused(sent) is Refusal.ATTEMPT_CLOSED
    assert refused(sent) is Refusal.ATTEMPT_CLOSED
    assert rows(ConflictRow) == 1
    assert attempts.result(attempt, meena, "en").score == 1


def test_a_hand_in_that_reuses_an_answers_key_is_refused_and_kept(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    attempts.save_answer(dataclasses.replace(right[0], answer=()), meena, lang="en", now=NOON)
    twice = [right[1], dataclasses.replace(right[2], answer_id=right[1].answer_id)]
    hand = lambda answers: attempts.hand_in(  # noqa: E731
        client_id("h"), attempt, answers, meena, lang="en", now=NOON
    )
    assert refused(lambda: hand(right)) is Refusal.KEY_REUSED
    assert refused(lambda: hand(twice)) is Refusal.KEY_REUSED
    assert rows(SubmissionRow) == 0
    assert rows(ConflictRow) == 2


def test_an_answer_after_hand_in_is_refused_and_kept(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    attempts.hand_in(client_id("h"), attempt, right, meena, lang="en", now=NOON)
    late = answer(attempt, right[0].question, (), "late")
    sent = lambda: attempts.save_answer(late, meena, lang="en", now=LATER)  # noqa: E731
    assert refused(sent) is Refusal.ATTEMPT_CLOSED
    assert rows(ConflictRow) == 1


def test_an_answer_that_came_with_the_hand_in_may_still_arrive_by_itself(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    attempts.hand_in(client_id("h"), attempt, right, meena, lang="en", now=NOON)
    assert attempts.save_answer(right[0], meena, lang="en", now=LATER).received_at == NOON


def test_there_is_no_result_before_hand_in(meena: Actor) -> None:
    attempt = begin(meena)
    assert refused(lambda: attempts.result(attempt, meena, "en")) is Refusal.NOT_FOUND


def test_what_is_anothers_is_not_found(meena: Actor, factory: Factory) -> None:
    attempt = begin(meena)
    other = learner(factory.site_id, "B1")
    mine = begin(other, "mine")
    theirs = all_right(meena, attempt)[0]
    for act in (
        lambda: attempts.begin(attempt, other, "safety", "fire", "lesson", lang="en", now=NOON),
        lambda: attempts.open_attempt(attempt, other, "en"),
        lambda: attempts.save_answer(theirs, other, lang="en", now=NOON),
        lambda: attempts.hand_in(client_id("h"), attempt, [], other, lang="en", now=NOON),
        lambda: attempts.result(attempt, other, "en"),
    ):
        assert refused(act) is Refusal.NOT_FOUND
    attempts.save_answer(theirs, meena, lang="en", now=NOON)
    stolen = dataclasses.replace(theirs, attempt_id=mine)
    sent = lambda: attempts.save_answer(stolen, other, lang="en", now=NOON)  # noqa: E731
    assert refused(sent) is Refusal.KEY_REUSED


def test_an_answer_of_another_attempt_does_not_belong_here(meena: Actor) -> None:
    one, other = begin(meena), begin(meena, "b")
    sent = lambda: attempts.hand_in(  # noqa: E731
        client_id("h"), one, all_right(meena, other), meena, lang="en", now=NOON
    )
    assert refused(sent) is Refusal.NOT_THAT_QUESTION
