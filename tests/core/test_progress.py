"""From facts to standings."""

import dataclasses
from datetime import timedelta
from fractions import Fraction

import pytest

from score_learn.core.course import Module
from score_learn.core.progress import (
    CardOpened,
    Event,
    HandedIn,
    advance,
    is_lesson_done,
    is_pretest_open,
    is_test_open,
    lessons_done,
    next_step,
    state_of,
)
from score_learn.core.question import Track
from score_learn.core.standing import Purpose, Standing
from tests.builders import NOON, make_card, make_lesson, make_module, make_question, make_quiz

MODULE = make_module()


def opened(lesson: str, card: int, minute: int = 0) -> CardOpened:
    return CardOpened(lesson=lesson, card=f"{lesson}-{card}", at=NOON + timedelta(minutes=minute))


def handed_in(
    quiz: str, score: str = "1", purpose: Purpose = "lesson", minute: int = 0
) -> HandedIn:
    mark = Fraction(score)
    return HandedIn(
        purpose=purpose,
        quiz=quiz,
        score=mark,
        passed=mark >= Fraction(4, 5),
        at=NOON + timedelta(minutes=minute),
    )


def after(*events: Event, module: Module = MODULE, track: Track = "worker") -> Standing:
    standing = Standing(module=module.key)
    for event in events:
        standing = advance(standing, event, module, track)
    return standing


def done(*lessons: str) -> tuple[Event, ...]:
    return tuple(
        event
        for lesson in lessons
        for event in (opened(lesson, 0), opened(lesson, 1), handed_in(lesson))
    )


def test_a_lesson_is_done_when_read_and_passed_in_either_order() -> None:
    read_first = after(opened("fire", 0), opened("fire", 1), handed_in("fire", minute=9))
    passed_first = after(handed_in("fire"), opened("fire", 0), opened("fire", 1, minute=9))
    for standing in read_first, passed_first:
        assert standing.lessons["fire"].done_at == NOON + timedelta(minutes=9)


@pytest.mark.parametrize(
    "events",
    [
        pytest.param((opened("fire", 0), opened("fire", 1)), id="not passed"),
        pytest.param((opened("fire", 0), handed_in("fire")), id="a card not opened"),
        pytest.param((*done("fire")[:2], handed_in("fire", "3/5")), id="failed"),
    ],
)
def test_a_lesson_is_not_done_by_half(events: tuple[Event, ...]) -> None:
    assert after(*events).lessons["fire"].done_at is None


def test_opening_a_card_again_changes_nothing_but_the_date() -> None:
    once, twice = after(opened("fire", 0)), after(opened("fire", 0), opened("fire", 0, minute=5))
    assert dataclasses.replace(twice, last_at=once.last_at) == once


def test_a_lesson_without_a_quiz_is_done_when_read() -> None:
    module = make_module("m", make_lesson("fire", questions=0))
    assert after(opened("fire", 0), opened("fire", 1), module=module).lessons["fire"].done_at


def test_cards_of_other_tracks_do_not_count() -> None:
    cards = (make_card("fire-0"), make_card("fire-1", audience="manager"))
    module = make_module("m", make_lesson("fire", cards=cards))
    events = (opened("fire", 0), handed_in("fire"))
    assert after(*events, module=module).lessons["fire"].done_at
    assert not after(*events, module=module, track="manager").lessons["fire"].done_at


def test_what_is_done_stays_done_when_a_card_is_added() -> None:
    longer = make_module("safety", make_lesson("fire", cards=3), make_lesson("noise"))
    standing = advance(after(*done("fire")), opened("fire", 0), longer, "worker")
    assert is_lesson_done(longer.lessons[0], standing, "worker")


def test_a_fact_about_a_lesson_that_is_gone_is_kept() -> None:
    standing = after(opened("old", 0))
    assert standing.lessons["old"].opened == ("old-0",)
    assert standing.lessons["old"].done_at is None


def test_a_pretest_never_counts() -> None:
    standing = after(handed_in("test", "1", "pre"), handed_in("test", "1/5", "pre"))
    assert standing == Standing(module="safety", pre=Fraction(1))
    assert state_of(standing) == "not begun"
    assert not is_test_open(MODULE, standing, "worker")


def test_first_and_best_are_both_kept() -> None:
    tries = [handed_in("test", score, "test") for score in ("3/5", "1", "4/5")]
    standing = after(*tries)
    assert (standing.first, standing.best) == (Fraction(3, 5), Fraction(1))
    assert state_of(standing) == "passed"
    assert state_of(after(tries[0])) == "begun"


def test_a_pass_is_not_lost_by_a_later_failure() -> None:
    standing = after(handed_in("test", "1", "test"), handed_in("test", "0", "test", minute=9))
    assert standing.passed_at == NOON


def test_the_best_lesson_score_is_kept() -> None:
    standing = after(handed_in("fire", "4/5"), handed_in("fire", "1/5"))
    assert standing.lessons["fire"].best == Fraction(4, 5)


def test_a_refresher_leaves_only_its_date() -> None:
    before = after(handed_in("test", "4/5", "test"))
    standing = advance(before, handed_in("test", "1", "refresher", minute=9), MODULE, "worker")
    assert standing == dataclasses.replace(before, last_at=NOON + timedelta(minutes=9))


def test_the_test_opens_when_the_lessons_are_done() -> None:
    assert not is_test_open(MODULE, after(*done("fire")), "worker")
    standing = after(*done("fire", "noise"))
    assert is_test_open(MODULE, standing, "worker")
    assert lessons_done(MODULE, standing, "worker") == 2


def test_the_test_is_open_at_once_where_it_may_be_tested_out() -> None:
    assert is_test_open(make_module(test_out=True), after(), "worker")


def test_the_test_stays_open_to_whoever_passed() -> None:
    longer = make_module("safety", *(make_lesson(key) for key in ("fire", "noise", "dust")))
    standing = after(*done("fire", "noise"), handed_in("test", "1", "test"))
    assert is_test_open(longer, standing, "worker")


def test_there_is_no_test_where_none_is_asked() -> None:
    managers = make_module(test=make_quiz(make_question("x.", audience="manager")))
    for module in make_module(test=None), managers:
        assert not is_test_open(module, after(*done("fire", "noise")), "worker")
        assert not is_pretest_open(module, after(), "worker")
        assert next_step(module, after(*done("fire", "noise")), "worker") is None


def test_the_pretest_is_open_once_and_before_anything_was_learned() -> None:
    assert is_pretest_open(MODULE, after(), "worker")
    assert not is_pretest_open(MODULE, after(handed_in("test", "1", "pre")), "worker")
    assert not is_pretest_open(MODULE, after(opened("fire", 0)), "worker")


def test_a_lesson_with_nothing_for_the_track_is_done() -> None:
    empty = make_lesson("fire", cards=0, questions=0)
    assert is_lesson_done(empty, after(), "worker")


def test_next_is_the_first_lesson_not_done_then_the_test_then_nothing() -> None:
    assert next_step(MODULE, after(), "worker") == "fire"
    assert next_step(MODULE, after(*done("noise")), "worker") == "fire"
    assert next_step(MODULE, after(*done("fire")), "worker") == "noise"
    assert next_step(MODULE, after(*done("fire", "noise")), "worker") == "test"
    everything = (*done("fire", "noise"), handed_in("test", "1", "test"))
    assert next_step(MODULE, after(*everything), "worker") is None
