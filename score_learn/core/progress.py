"""From facts to standings.

`advance` is the one fold: it runs when a fact is written and again when everything is rebuilt, so
rebuilding changes nothing.  Each fact is folded with the module it was made under; what was once
done stays done when a later revision adds a card.
"""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import assert_never

from score_learn.core.course import TEST, Lesson, Module, cards_for, lessons_for
from score_learn.core.draw import asks
from score_learn.core.question import Track
from score_learn.core.standing import LessonStanding, Purpose, Standing, State


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOpened:
    """The learner had a card before them."""

    lesson: str
    card: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """The learner handed in an attempt; `quiz` is a lesson's key, or "test"."""

    purpose: Purpose
    quiz: str
    score: Fraction
    passed: bool
    at: datetime


Event = CardOpened | HandedIn


def advance(standing: Standing, event: Event, module: Module, track: Track) -> Standing:
    """Return the standing after one more fact.

    A pre-test leaves nothing but its score, and only the first counts.  A refresher leaves only
    its date.
    """
    if isinstance(event, CardOpened):
        return _open(standing, event, module, track)
    match event.purpose:
        case "lesson":
            return _hand_in_lesson(standing, event, module, track)
        case "test":
            return _hand_in_test(standing, event)
        case "pre":
            first = event.score if standing.pre is None else standing.pre
            return dataclasses.replace(standing, pre=first)
        case "refresher":
            return dataclasses.replace(standing, last_at=event.at)
    assert_never(event.purpose)


def state_of(standing: Standing) -> State:
    """Return the one word for how far somebody is with a module."""
    if standing.passed_at:
        return "passed"
    return "begun" if standing.begun_at else "not begun"


def is_lesson_done(lesson: Lesson, standing: Standing, track: Track) -> bool:
    """Tell whether a lesson is done; one that has nothing for the track always is."""
    own = standing.lessons.get(lesson.key)
    if own and own.done_at:
        return True
    return not cards_for(lesson, track) and not asks(lesson.quiz, track)


def lessons_done(module: Module, standing: Standing, track: Track) -> int:
    """Return how many of the track's lessons are done."""
    return sum(is_lesson_done(lesson, standing, track) for lesson in lessons_for(module, track))


def is_test_open(module: Module, standing: Standing, track: Track) -> bool:
    """Tell whether the test may be taken: the track's lessons are done, or it may be tested out."""
    if not asks(module.test, track):
        return False
    everything = lessons_done(module, standing, track) == len(lessons_for(module, track))
    return everything or module.test_out or standing.passed_at is not None


def is_pretest_open(module: Module, standing: Standing, track: Track) -> bool:
    """Tell whether the pre-test may still be taken: once, and before anything was learned."""
    untouched = standing.begun_at is None and standing.pre is None
    return untouched and asks(module.test, track)


def next_step(module: Module, standing: Standing, track: Track) -> str | None:
    """Return the key of the first lesson not done, then "test", then None."""
    for lesson in lessons_for(module, track):
        if not is_lesson_done(lesson, standing, track):
            return lesson.key
    return TEST if asks(module.test, track) and not standing.passed_at else None


def _open(standing: Standing, event: CardOpened, module: Module, track: Track) -> Standing:
    own = standing.lessons.get(event.lesson, LessonStanding())
    if event.card not in own.opened:
        own = dataclasses.replace(own, opened=(*own.opened, event.card))
    return _with_lesson(standing, event, own, module, track)


def _hand_in_lesson(standing: Standing, event: HandedIn, module: Module, track: Track) -> Standing:
    own = standing.lessons.get(event.quiz, LessonStanding())
    own = dataclasses.replace(
        own,
        best=_better(own.best, event.score),
        passed_at=own.passed_at or (event.at if event.passed else None),
    )
    return _with_lesson(standing, event, own, module, track)


def _hand_in_test(standing: Standing, event: HandedIn) -> Standing:
    return dataclasses.replace(
        standing,
        begun_at=standing.begun_at or event.at,
        passed_at=standing.passed_at or (event.at if event.passed else None),
        first=event.score if standing.first is None else standing.first,
        best=_better(standing.best, event.score),
        last_at=event.at,
    )


def _with_lesson(
    standing: Standing, event: Event, own: LessonStanding, module: Module, track: Track
) -> Standing:
    key = event.lesson if isinstance(event, CardOpened) else event.quiz
    lesson = module.lesson(key)
    if lesson:
        own = _finish(own, lesson, track, event.at)
    return dataclasses.replace(
        standing,
        lessons={**standing.lessons, key: own},
        begun_at=standing.begun_at or event.at,
        last_at=event.at,
    )


def _finish(own: LessonStanding, lesson: Lesson, track: Track, at: datetime) -> LessonStanding:
    read = {card.key for card in cards_for(lesson, track)} <= set(own.opened)
    read_at = own.read_at or (at if read else None)
    tested = own.passed_at is not None or not asks(lesson.quiz, track)
    done_at = own.done_at or (at if read_at and tested else None)
    return dataclasses.replace(own, read_at=read_at, done_at=done_at)


def _better(best: Fraction | None, score: Fraction) -> Fraction:
    return score if best is None else max(best, score)
