"""Taking a quiz: nothing is lost, nothing counts twice, nothing is seen by others."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa

from score_learn.core.course import Module
from score_learn.core.people import Actor
from score_learn.core.question import Answer, ChoiceQuestion, QuestionId
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.standing import OpenAttempt, Purpose
from score_learn.services import attempts, courses
from score_learn.services.attempts import Given
from score_learn.storage.conflicts import ConflictRow
from score_learn.storage.database import db
from score_learn.storage.ledger import AnswerRow, SubmissionRow
from tests.builders import (
    NOON,
    client_id,
    make_edition,
    make_lesson,
    make_module,
    make_question,
    make_quiz,
    make_typed,
    publish,
    right_answer,
    translate,
)
from tests.services.conftest import Factory, learner

pytestmark = pytest.mark.usefixtures("safety")
LATER = NOON + timedelta(minutes=5)


def begin(actor: Actor, name: str = "a", quiz: str = "fire", purpose: Purpose = "lesson") -> str:
    attempt = client_id(name)
    attempts.begin(attempt, actor, "safety", quiz, purpose, lang="en", now=NOON)
    return attempt


def answer(attempt: str, question: str, given: Answer, name: str = "") -> Given:
    return Given(
        answer_id=client_id(f"{attempt} {question} {name}"),
        attempt_id=attempt,
        question=QuestionId(question),
        answer=given,
    )


def choices(question: ChoiceQuestion) -> list[str]:
    return sorted(choice.id for choice in question.choices)


def first_question(actor: Actor, attempt: str) -> ChoiceQuestion:
    question = attempts.open_attempt(attempt, actor, "en").asked[0].question
    assert isinstance(question, ChoiceQuestion)
    return question


def all_right(actor: Actor, attempt: str, name: str = "") -> list[Given]:
    return [
        answer(attempt, one.question.id, right_answer(make_question("x..", one.question.id)), name)
        for one in attempts.open_attempt(attempt, actor, "en").asked
    ]


def rows(table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


def test_an_attempt_is_begun_once_however_often_it_is_sent(meena: Actor) -> None:
    first = attempts.open_attempt(begin(meena), meena, "en")
    assert attempts.open_attempt(begin(meena), meena, "en") == first
    assert len(first.asked) == 5
    assert not first.closed


def test_the_same_attempt_id_for_another_quiz_is_refused_and_kept(meena: Actor) -> None:
    begin(meena)
    assert refused(lambda: begin(meena, quiz="noise")) is Refusal.KEY_REUSED
    assert rows(ConflictRow) == 1


@pytest.mark.parametrize("quiz", ["no such lesson", "board", "silent"])
def test_a_quiz_that_is_not_the_learners_is_not_found(meena: Actor, quiz: str) -> None:
    publish(
        make_module(
            "safety",
            make_lesson("fire"),
            make_lesson("board", audience="manager"),
            make_lesson("silent", questions=0),
        )
    )
    assert refused(lambda: begin(meena, quiz=quiz)) is Refusal.NOT_FOUND


@pytest.mark.parametrize(
    ("quiz", "purpose"), [("fire", "test"), ("fire", "pre"), ("test", "lesson"), ("test", "exam")]
)
def test_a_purpose_must_fit_its_quiz(meena: Actor, quiz: str, purpose: Purpose) -> None:
    assert refused(lambda: begin(meena, quiz=quiz, purpose=purpose)) is Refusal.NOT_FOUND


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
    assert dataclasses.replace(again, replayed=False) == first
    assert again.replayed
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
    assert kept.content == [[question.id, list(other.answer or ())]]
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
    assert dataclasses.replace(hand(right), replayed=False) == first
    assert dataclasses.replace(hand(right[::-1]), replayed=False) == first
    assert rows(SubmissionRow) == 1


def test_two_tabs_that_hand_in_the_same_are_answered_alike(meena: Actor) -> None:
    attempt = begin(meena)
    first = attempts.hand_in(
        client_id("tab 1"), attempt, all_right(meena, attempt, "1"), meena, lang="en", now=NOON
    )
    second = attempts.hand_in(
        client_id("tab 2"), attempt, all_right(meena, attempt, "2"), meena, lang="en", now=LATER
    )
    assert dataclasses.replace(second, replayed=False) == first
    assert rows(SubmissionRow) == 1


def test_a_hand_in_is_known_again_after_a_newer_answer_of_another_tab(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    newer = answer(attempt, right[0].question, (), "other tab")
    attempts.save_answer(right[0], meena, lang="en", now=NOON)
    attempts.save_answer(newer, meena, lang="en", now=NOON)
    hand = lambda: attempts.hand_in(  # noqa: E731
        client_id("h"), attempt, right, meena, lang="en", now=LATER
    )
    first = hand()
    assert attempts.result(attempt, meena, "en").earned == 4
    assert hand().received_at == first.received_at


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
    assert attempts.save_answer(right[0], meena, lang="en", now=LATER).replayed


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


def seen(shown: OpenAttempt) -> list[tuple[str, list[str]]]:
    return [
        (one.question.id, [choice.id for choice in one.question.choices])  # as seen
        for one in shown.asked
    ]


def turned_round(module: Module) -> Module:
    """Return the module after its author moved and added questions, choices and cards."""
    return dataclasses.replace(
        module,
        lessons=tuple(
            dataclasses.replace(
                lesson,
                cards=lesson.cards[::-1],
                quiz=make_quiz(
                    make_question("x....", "new1"),
                    *(
                        dataclasses.replace(one, choices=one.choices[::-1], prompt="Reworded")
                        for one in reversed(lesson.quiz.pools[0].questions)
                    ),
                    pass_mark=Fraction(1),
                    pick=3,
                ),
            )
            for lesson in module.lessons[::-1]
        ),
    )


def test_old_attempts_stay_as_they_were_seen_when_the_course_changes(meena: Actor) -> None:
    attempt, open_one = begin(meena), begin(meena, "open")
    attempts.hand_in(
        client_id("h"), attempt, all_right(meena, attempt)[:4], meena, lang="en", now=NOON
    )
    before = [attempts.open_attempt(one, meena, "en") for one in (attempt, open_one)]
    result = attempts.result(attempt, meena, "en")

    assert publish(turned_round(make_module())).changed

    assert [attempts.open_attempt(one, meena, "en") for one in (attempt, open_one)] == before
    after = attempts.result(attempt, meena, "en")
    assert dataclasses.replace(after, next_lesson=result.next_lesson) == result
    assert seen(attempts.open_attempt(begin(meena, "fresh"), meena, "en")) != seen(before[0])


def test_a_reordered_course_asks_the_same_attempt_in_the_same_order(meena: Actor) -> None:
    """Not even an attempt pinned to the newer revision would differ: only ids and seed decide."""
    attempt = begin(meena)
    old = attempts.open_attempt(attempt, meena, "en")
    lesson = make_lesson("fire")
    assert lesson.quiz
    moved = make_quiz(*lesson.quiz.pools[0].questions[::-1])
    publish(make_module("safety", dataclasses.replace(lesson, quiz=moved), make_lesson("noise")))
    assert seen(attempts.open_attempt(attempt, meena, "en")) == seen(old)


def test_the_language_may_change_in_the_middle(meena: Actor) -> None:
    module = make_module()
    publish(module, make_edition(translate(module, "hi")))
    attempt = begin(meena)
    english = attempts.open_attempt(attempt, meena, "en")
    hindi = attempts.open_attempt(attempt, meena, "hi")
    assert (hindi.module_title, hindi.edition_lang) == ("Safety (hi)", "hi")
    assert seen(hindi) == seen(english)


def test_a_typed_word_is_right_in_the_language_it_was_typed_in(meena: Actor) -> None:
    quiz = make_quiz(make_typed("red"), pass_mark=Fraction(1))
    english = make_module("safety", make_lesson("fire", quiz=quiz))
    hindi_quiz = make_quiz(make_typed("red", "लाल"), pass_mark=Fraction(1))
    hindi = translate(english, "hi", lessons=(make_lesson("fire", quiz=hindi_quiz),))
    publish(english, make_edition(hindi))
    for name, lang, share in [("a", "hi", 1), ("b", "en", 0)]:
        attempt = begin(meena, name)
        given = answer(attempt, "t001", ("लाल",))
        attempts.hand_in(client_id("h" + name), attempt, [given], meena, lang=lang, now=NOON)
        assert attempts.result(attempt, meena, "en").score == share


def pass_lessons(actor: Actor) -> None:
    for lesson in ("fire", "noise"):
        for card in range(2):
            courses.open_card(actor, "safety", lesson, f"{lesson}-{card}", now=NOON)
        attempt = begin(actor, f"of {lesson}", lesson)
        attempts.hand_in(
            client_id(f"hand {lesson}"), attempt, all_right(actor, attempt), actor,
            lang="en", now=NOON,
        )  # fmt: skip


def test_the_test_opens_when_the_lessons_are_done(meena: Actor) -> None:
    start = lambda: begin(meena, "test", "test", "test")  # noqa: E731
    assert refused(start) is Refusal.TEST_NOT_OPEN
    pass_lessons(meena)
    attempt = start()
    attempts.hand_in(client_id("h"), attempt, all_right(meena, attempt), meena, lang="en", now=NOON)
    result = attempts.result(attempt, meena, "en")
    assert result.module_passed
    assert result.next_lesson is None
    assert attempts.open_attempt(begin(meena, "r", "test", "refresher"), meena, "en").asked


def test_a_question_of_the_test_names_the_lesson_to_read_again(meena: Actor) -> None:
    pools = [
        dataclasses.replace(make_quiz(make_question("x..", key)).pools[0], key=key)
        for key in ("fire", "general")
    ]
    quiz = dataclasses.replace(make_quiz(make_question()), pools=tuple(pools))
    publish(make_module(test=quiz, test_out=True))
    attempt = begin(meena, "test", "test", "test")
    attempts.hand_in(client_id("h"), attempt, [], meena, lang="en", now=NOON)
    result = attempts.result(attempt, meena, "en")
    assert [mark.lesson for mark in result.marked] == ["fire", None]
    assert result.score == 0


def test_a_refresher_is_for_those_who_passed(meena: Actor) -> None:
    start = lambda: begin(meena, "r", "test", "refresher")  # noqa: E731
    assert refused(start) is Refusal.TEST_NOT_OPEN


def test_a_pretest_never_counts(meena: Actor) -> None:
    attempt = begin(meena, "pre", "test", "pre")
    attempts.hand_in(client_id("h"), attempt, all_right(meena, attempt), meena, lang="en", now=NOON)
    row = courses.module(meena, "safety", "en")
    assert (row.state, row.pre, row.best, row.test_open) == ("not begun", 1, None, False)
    again = lambda: begin(meena, "again", "test", "pre")  # noqa: E731
    assert refused(again) is Refusal.PRETEST_TOO_LATE


def test_a_pretest_comes_before_the_lessons(meena: Actor) -> None:
    courses.open_card(meena, "safety", "fire", "fire-0", now=NOON)
    start = lambda: begin(meena, "pre", "test", "pre")  # noqa: E731
    assert refused(start) is Refusal.PRETEST_TOO_LATE


def test_attempts_may_be_limited(meena: Actor) -> None:
    quiz = make_quiz(make_question("x.."), attempts=2)
    publish(make_module("safety", make_lesson("fire", quiz=quiz)))
    begin(meena, "one")
    begin(meena, "two")
    begin(meena, "two")
    assert refused(lambda: begin(meena, "three")) is Refusal.NO_ATTEMPTS_LEFT


def test_only_learners_learn() -> None:
    assert refused(lambda: begin(Actor())) is Refusal.NOT_SIGNED_IN
