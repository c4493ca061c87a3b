"""Which quiz may be begun, and when."""

import dataclasses

import pytest

from score_learn.core.people import Actor
from score_learn.core.refusal import Refusal
from score_learn.core.standing import Purpose
from score_learn.services import attempts, courses
from tests.builders import (
    NOON,
    client_id,
    make_lesson,
    make_module,
    make_question,
    make_quiz,
    publish,
)
from tests.services.taking import (
    all_right,
    begin,
    refused,
)

pytestmark = pytest.mark.usefixtures("safety")


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
    assert result.passed
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


@pytest.mark.parametrize(("quiz", "purpose"), [("fire", "lesson"), ("test", "test")])
def test_a_question_that_points_names_the_very_card(
    meena: Actor, quiz: str, purpose: Purpose
) -> None:
    questions = make_quiz(
        make_question("x..", "q001", read="noise/noise-1"), make_question("x..", "q002")
    )
    lesson = make_lesson("fire", quiz=questions)
    publish(make_module("safety", lesson, make_lesson("noise"), test=questions, test_out=True))
    attempt = begin(meena, "a", quiz, purpose)
    assert "noise-1" not in repr(attempts.open_attempt(attempt, meena, "en"))
    attempts.hand_in(client_id("h"), attempt, [], meena, lang="en", now=NOON)
    marked = attempts.result(attempt, meena, "en").marked
    own = "fire" if quiz == "fire" else None
    assert {mark.question.id: (mark.lesson, mark.card) for mark in marked} == {
        "q001": ("noise", "noise-1"),
        "q002": (own, None),
    }


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


@pytest.mark.parametrize(("purpose", "left"), [("test", 0), ("refresher", None), ("pre", None)])
def test_only_a_test_says_how_many_tries_are_left(
    meena: Actor, purpose: Purpose, left: int | None
) -> None:
    quiz = make_quiz(make_question("x.."), attempts=1)
    publish(make_module(test=quiz, test_out=True))
    if purpose == "refresher":
        passed = begin(meena, "test", "test", "test")
        right = all_right(meena, passed)
        attempts.hand_in(client_id("t"), passed, right, meena, lang="en", now=NOON)
    attempt = begin(meena, "a", "test", purpose)
    attempts.hand_in(client_id("h"), attempt, [], meena, lang="en", now=NOON)
    assert attempts.result(attempt, meena, "en").attempts_left == left
