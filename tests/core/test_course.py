"""Finding things in a module, and the small rules of plain data."""

import dataclasses

import pytest

from score_learn.core.compilation import Compilation
from score_learn.core.course import cards_for, lessons_for
from score_learn.core.problem import Problem
from score_learn.core.question import QuestionId
from score_learn.core.refusal import Refusal, Refused
from tests.builders import make_card, make_lesson, make_module, make_question, make_quiz

MODULE = make_module(
    "safety",
    make_lesson("fire", cards=(make_card("a"), make_card("b", audience="manager"))),
    make_lesson("board", audience="manager", questions=0),
)


def test_lessons_and_cards_are_those_of_the_track() -> None:
    assert [lesson.key for lesson in lessons_for(MODULE, "worker")] == ["fire"]
    assert [lesson.key for lesson in lessons_for(MODULE, "manager")] == ["fire", "board"]
    assert [card.key for card in cards_for(MODULE.lessons[0], "worker")] == ["a"]


def test_a_quiz_is_found_by_its_lesson_and_the_test_by_its_name() -> None:
    assert MODULE.quiz("fire") == MODULE.lessons[0].quiz
    assert MODULE.quiz("test") == MODULE.test
    assert MODULE.quiz("board") is None
    assert MODULE.quiz("no such lesson") is None


def test_a_question_is_found_in_any_pool() -> None:
    quiz = make_quiz(make_question("x.", "one"))
    quiz = dataclasses.replace(quiz, pools=quiz.pools + make_quiz(make_question("x.", "two")).pools)
    found = quiz.question(QuestionId("two"))
    assert found
    assert found.id == "two"
    assert quiz.question(QuestionId("none")) is None


@pytest.mark.parametrize(("severity", "ok"), [("notice", True), ("error", False)])
def test_only_errors_stop_publishing(severity: str, ok: bool) -> None:
    problem = Problem(
        code="Q01", severity=severity, file="a.md", line=1, read="", expected="", fix=""
    )
    assert Compilation(key="m", revision="r", problems=(problem,)).ok is ok


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_a_status(refusal: Refusal) -> None:
    assert refusal.status in {401, 403, 404, 409, 422, 429}


def test_a_refusal_says_when_to_come_back() -> None:
    assert Refused(Refusal.TOO_SOON, wait_seconds=5).wait_seconds == 5
