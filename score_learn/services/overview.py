"""A module as a learner's pages list it; read only, inside other services."""

from score_learn.core.course import TEST, Lesson, Module, cards_for, lessons_for
from score_learn.core.draw import asks
from score_learn.core.progress import (
    is_lesson_done,
    is_pretest_open,
    is_test_open,
    lessons_done,
    next_step,
    state_of,
)
from score_learn.core.question import Track
from score_learn.core.standing import LessonRow, LessonStanding, ModuleRow, Standing
from score_learn.services.offers import Shown
from score_learn.services.standings import Learner
from score_learn.storage import taking
from score_learn.storage.taking import Begun

COUNTED = ("lesson", "test")
"""The purposes whose attempts a quiz may limit; a pre-test is taken once, a refresher freely."""


def attempts_by_module(learner: Learner) -> dict[str, list[Begun]]:
    """Return the learner's attempts, the newest first, by module."""
    found: dict[str, list[Begun]] = {}
    for attempt in taking.begun(learner.site_id, learner.person_id):
        found.setdefault(attempt.module, []).append(attempt)
    return found


def module_row(shown: Shown, track: Track, standing: Standing, attempts: list[Begun]) -> ModuleRow:
    """Return the row of a module; `attempts` are those in it, the newest first."""
    module = shown.module
    open_now = {
        (attempt.quiz, attempt.purpose): attempt.id
        for attempt in reversed(attempts)
        if not attempt.closed
    }
    return ModuleRow(
        key=module.key,
        title=module.title,
        lang=module.title_lang,
        purpose=module.purpose,
        mark=module.mark,
        room=module.room,
        lessons=tuple(
            _lesson_row(lesson, number, track, standing, open_now.get((lesson.key, "lesson")))
            for number, lesson in enumerate(lessons_for(module, track), start=1)
        ),
        lessons_done=lessons_done(module, standing, track),
        state=state_of(standing),
        next=next_step(module, standing, track),
        has_test=asks(module.test, track),
        test_open=is_test_open(module, standing, track),
        pretest_open=is_pretest_open(module, standing, track),
        has_sheet=module.sheet is not None,
        has_commitments=has_commitments(module),
        complete=shown.complete,
        reviewed=shown.reviewed,
        passed_at=standing.passed_at,
        pre=standing.pre,
        first=standing.first,
        best=standing.best,
        open_test_attempt=open_now.get((TEST, "test")),
        attempts_left=attempts_left(
            module, TEST, sum(a.quiz == TEST and a.purpose == "test" for a in attempts)
        ),
    )


def has_commitments(module: Module) -> bool:
    """Tell whether there is something to choose when the module is passed."""
    return module.sheet is not None and module.sheet.commitments is not None


def attempts_left(module: Module, quiz: str, begun: int) -> int | None:
    """Return how many attempts at a quiz are left after those begun; None for any number."""
    found = module.quiz(quiz)
    if found is None or found.attempts is None:
        return None
    return max(found.attempts - begun, 0)


def _lesson_row(
    lesson: Lesson, number: int, track: Track, standing: Standing, open_attempt: str | None
) -> LessonRow:
    cards = cards_for(lesson, track)
    opened = set(standing.lessons.get(lesson.key, LessonStanding()).opened)
    pictures = (card.picture.name for card in cards if card.picture)
    return LessonRow(
        key=lesson.key,
        number=number,
        title=lesson.title,
        lang=lesson.lang,
        minutes=lesson.minutes,
        cards=len(cards),
        cards_opened=sum(card.key in opened for card in cards),
        done=is_lesson_done(lesson, standing, track),
        picture=next(pictures, None),
        open_attempt=open_attempt,
    )
