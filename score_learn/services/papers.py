"""What an attempt asks and what was answered; read only, inside other services."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import cast

from score_learn.core.course import TEST, Module, Quiz
from score_learn.core.draw import arrange, arrange_marked, draw, without_key
from score_learn.core.grading import grade
from score_learn.core.question import Answer, Question, QuestionId, Track
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.standing import AskedQuestion, MarkedQuestion, Purpose
from score_learn.services.offers import Shown, decoded, pin, seen
from score_learn.storage.ledger import AnswerRow, AttemptRow

DRAWS_KEPT = 64
"""Attempts under way in a process, at some 5 KB each; one that is not kept is drawn anew."""

QUIZZES_KEPT = 64
"""Quizzes that are under way in a process, in all languages."""

Answers = Mapping[str, AnswerRow]
"""The newest answer to each question, by the question's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The questions of an attempt in the order they are put, in one language.

    Each is as its author wrote it: `asked` and `marked` turn it as its learner sees it.
    """

    attempt: AttemptRow
    shown: Shown
    quiz: Quiz
    questions: tuple[Question, ...]

    @property
    def points(self) -> int:
        """What a perfect learner earns."""
        return sum(question.points for question in self.questions)

    def question(self, question_id: str) -> Question:
        """Return the question of that id; refuses with NOT_THAT_QUESTION when it is not asked."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise Refused(Refusal.NOT_THAT_QUESTION)


def paper_of(attempt: AttemptRow, lang: str) -> Paper:
    """Return what the attempt asks, from the revision it is pinned to."""
    shown = pin(attempt.revision_id, lang)
    quiz = _quiz(shown.module, attempt)
    questions = _drawn(shown.digest, attempt.quiz, attempt.seed, track_of(attempt))
    return Paper(attempt=attempt, shown=shown, quiz=quiz, questions=questions)


@lru_cache(maxsize=DRAWS_KEPT)
def _drawn(digest: str, quiz: str, seed: str, track: Track) -> tuple[Question, ...]:
    """Return what is drawn; an attempt asks for it with every answer, and it is always the same."""
    found = decoded(digest).quiz(quiz)
    return draw(found, seed, track) if found else ()


@lru_cache(maxsize=DRAWS_KEPT)
def _put(digest: str, quiz: str, seed: str, track: Track) -> tuple[Question, ...]:
    """Return what is drawn as the pages of an attempt show it before hand-in, time and again."""
    bare = _without_keys(digest, quiz)
    return tuple(arrange(bare[one.id], seed) for one in _drawn(digest, quiz, seed, track))


@lru_cache(maxsize=QUIZZES_KEPT)
def _without_keys(digest: str, quiz: str) -> dict[QuestionId, Question]:
    """Return all that a quiz may ask without its keys: every attempt at it shows these."""
    found = decoded(digest).quiz(quiz)
    pools = found.pools if found else ()
    return {one.id: without_key(one) for pool in pools for one in pool.questions}


def title_of(module: Module, quiz: str) -> tuple[str, str]:
    """Return the title of a quiz and its language: the lesson's, for the test the module's."""
    lesson = module.lesson(quiz)
    return (lesson.title, lesson.lang) if lesson else (module.title, module.title_lang)


def asked(paper: Paper, answers: Answers) -> tuple[AskedQuestion, ...]:
    """Return the questions with what was answered so far, and without their keys."""
    attempt = paper.attempt
    put = _put(paper.shown.digest, attempt.quiz, attempt.seed, track_of(attempt))
    return tuple(
        AskedQuestion(
            number=number,
            question=question,
            answer=given(answers.get(question.id)),
            answer_id=answers[question.id].answer_id if question.id in answers else None,
            received_at=answers[question.id].received_at if question.id in answers else None,
        )
        for number, question in enumerate(put, start=1)
    )


def marked(paper: Paper, answers: Answers) -> tuple[MarkedQuestion, ...]:
    """Return the questions with their marks.

    Each answer is graded in the words it was given in: a typed word may be right in one language.
    """
    as_seen = _quizzes_seen(paper, answers)
    return tuple(
        MarkedQuestion(
            number=number,
            question=arrange_marked(question, paper.attempt.seed),
            answer=given(answers.get(question.id)),
            share=_share(question, answers.get(question.id), as_seen),
            lesson=_lesson_of(paper, question),
            card=question.read.partition("/")[2] or None,
        )
        for number, question in enumerate(paper.questions, start=1)
    )


def earned(paper: Paper, answers: Answers) -> Fraction:
    """Return the points earned, without anything that is only shown."""
    as_seen = _quizzes_seen(paper, answers)
    return sum(
        (
            _share(question, answers.get(question.id), as_seen) * question.points
            for question in paper.questions
        ),
        Fraction(0),
    )


def given(row: AnswerRow | None) -> Answer:
    """Return the answer of a row; null stays apart from answered with nothing."""
    return None if row is None or row.answer is None else tuple(row.answer)


def _quizzes_seen(paper: Paper, answers: Answers) -> dict[int, Quiz]:
    """Return the quiz in the words of every edition that it was answered in, by the edition's id.

    Hardly anybody changes the language meanwhile: the edition that is shown is at hand.
    """
    others = {row.edition_id for row in answers.values()} - {paper.shown.edition_id}
    modules = seen(others) if others else {}
    quizzes = {one: _quiz(module, paper.attempt) for one, module in modules.items()}
    return quizzes | {paper.shown.edition_id: paper.quiz}


def _share(question: Question, row: AnswerRow | None, as_seen: Mapping[int, Quiz]) -> Fraction:
    if row is None:
        return Fraction(0)
    return grade(as_seen[row.edition_id].question(question.id) or question, given(row))


def _lesson_of(paper: Paper, question: Question) -> str | None:
    """Return the lesson that teaches a question: of the card it points at, else the one that asks.

    A pool of the test bears its lesson's key.
    """
    if question.read:
        return question.read.partition("/")[0]
    if paper.attempt.quiz != TEST:
        return paper.attempt.quiz
    for pool in paper.quiz.pools:
        if any(one.id == question.id for one in pool.questions):
            return pool.key if paper.shown.module.lesson(pool.key) else None
    return None


def _quiz(module: Module, attempt: AttemptRow) -> Quiz:
    quiz = module.quiz(attempt.quiz)
    if quiz is None:
        raise LookupError(f"{attempt.module}: no quiz {attempt.quiz!r} in the pinned revision")
    return quiz


def track_of(attempt: AttemptRow) -> Track:
    """Return the track that the attempt was begun in."""
    return cast("Track", attempt.track)


def purpose_of(attempt: AttemptRow) -> Purpose:
    """Return what the attempt is for."""
    return cast("Purpose", attempt.purpose)
