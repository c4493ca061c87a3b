"""What one person of the demo did, written by the services that learners use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from score_learn.core.course import TEST
from score_learn.core.people import Actor
from score_learn.core.question import (
    Answer,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
)
from score_learn.core.standing import LessonRow, ModuleRow, Outcome, Purpose
from score_learn.services import attempts, commitments, courses
from score_learn.services.answers import Given
from score_learn.services.offers import offer
from score_learn.services.standings import learner_of

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
OUTCOMES: tuple[Outcome, ...] = ("done", "done", "tried", "not yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How far somebody comes with a course: so many lessons, then the test, well or badly.

    `skill` is the chance of each right answer, in hundredths.
    """

    lessons: int
    takes_test: bool = False
    skill: int = 100
    pretest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """Somebody with a story, and the chance that fills in the rest."""

    actor: Actor
    lang: str
    story: Story
    chance: Random


def live(student: Student, module: ModuleRow, *, begin: datetime, end: datetime) -> None:
    """Let the student go through a module between two instants, as far as the story says."""
    lessons = module.lessons[: student.story.lessons]
    steps = len(lessons) + 2
    at = begin
    if student.story.pretest and module.pretest_open:
        _take(student, module.key, TEST, "pre", at=at, skill=40)
    for lesson in lessons:
        at += (end - begin) * student.chance.uniform(0.4, 1) / steps
        _study(student, module.key, lesson, at=at)
    row = courses.module(student.actor, module.key, student.lang)
    if student.story.takes_test and row.test_open:
        at += (end - begin) / steps
        _take(student, module.key, TEST, "test", at=at, skill=student.story.skill)
    _promise(student, module.key, at=at + 10 * MINUTE, end=end)


def _promise(student: Student, module: str, *, at: datetime, end: datetime) -> None:
    """Let those who passed choose something to do, and most of them say how it went."""
    row = courses.module(student.actor, module, student.lang)
    if row.state != "passed" or not row.has_commitments:
        return
    offered = commitments.offered(student.actor, module, student.lang)
    chosen, choice = _new_id(student.chance), student.chance.choice(offered.choices).id
    commitments.choose(chosen, student.actor, module, choice, lang=student.lang, now=at)
    later = at + student.chance.randrange(7, 10) * DAY
    if later < end:
        outcome = student.chance.choice(OUTCOMES)
        commitments.look_back(chosen, student.actor, outcome, now=later)


def _study(student: Student, module: str, lesson: LessonRow, *, at: datetime) -> None:
    page = courses.lesson(student.actor, module, lesson.key, student.lang)
    for place, card in enumerate(page.lesson.cards):
        courses.open_card(
            student.actor,
            module,
            lesson.key,
            card.key,
            lang=student.lang,
            now=at + place * MINUTE / 2,
        )
    if page.has_quiz:
        _take(student, module, lesson.key, "lesson", at=at + 6 * MINUTE, skill=100)


def _take(  # noqa: PLR0913 -- what an attempt is, spelt out
    student: Student, module: str, quiz: str, purpose: Purpose, *, at: datetime, skill: int
) -> None:
    """Take a quiz from beginning to end."""
    actor, lang = student.actor, student.lang
    attempt = _new_id(student.chance)
    attempts.begin(attempt, actor, module, quiz, purpose, lang=lang, now=at)
    key = offer(module, lang, learner_of(actor).site_id).module.quiz(quiz)
    answers: list[Given] = []
    for asked in attempts.open_attempt(attempt, actor, lang).asked:
        question = key.question(asked.question.id) if key else None
        knows = student.chance.randrange(100) < skill
        answers.append(
            Given(
                answer_id=_new_id(student.chance),
                attempt_id=attempt,
                question=asked.question.id,
                answer=right_answer(question) if question and knows else (),
            )
        )
    attempts.hand_in(
        _new_id(student.chance), attempt, answers, actor, lang=lang, now=at + 4 * MINUTE
    )


def _new_id(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def right_answer(question: Question) -> Answer:
    """Return what a perfect learner gives."""
    match question:
        case ChoiceQuestion():
            return tuple(sorted(question.right))
        case MatchQuestion():
            return tuple(f"{left}:{right}" for left, right in question.pairs)
        case OrderQuestion():
            return tuple(step.id for step in question.steps)
        case NumberQuestion():
            return (str(float(question.value)),)
    return question.accepted[:1]
