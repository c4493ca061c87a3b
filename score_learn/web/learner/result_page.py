"""The result of a quiz: the score, then what to look at again, then what was right."""

from fractions import Fraction
from typing import NamedTuple

from score_learn.core.course import TEST
from score_learn.core.question import ChoiceQuestion, Picture
from score_learn.core.standing import MarkedQuestion, Purpose, Reading, Result
from score_learn.web.filters import time
from score_learn.web.identity import current_actor
from score_learn.web.learner.asking import new_id
from score_learn.web.learner.figures import needed
from score_learn.web.learner.kept import Html, Pieces, html
from score_learn.web.learner.questions import joined
from score_learn.web.learner.reasons import NOTHING, Answered, chosen, others

AFTER, MARKED = "learner/_after.html", "learner/_marked.html"


class Asked(NamedTuple):
    """What a marked question says besides its choices."""

    prompt: str
    lang: str
    picture: Picture | None
    explanation: str


class After(NamedTuple):
    """What the ways on from a result depend on; `reading` is the first thing to read again."""

    module: str
    quiz: str
    purpose: Purpose
    passed: bool
    lesson_done: bool
    next_lesson: str | None
    has_commitments: bool
    attempts_left: int | None
    reading: Reading | None


def result_page(result: Result) -> str:
    """Return the page of a handed-in attempt; a look beforehand tells no answers."""
    is_pre = result.purpose == "pre"
    pieces = Pieces(title=html(result.title), name=html(current_actor().name))
    after = _after(result)
    own = {
        "score": _score(pieces, result),
        "time": html(time(result.received_at)),
        "items": NOTHING if is_pre else _items(pieces, result),
        "more": pieces.piece(AFTER, "more_steps", after, attempt=html(new_id())),
        "next": pieces.piece(AFTER, "next_step", after),
    }
    return pieces.page(
        "learner/result.html", own=own,
        room=result.room, sign=result.mark, is_pre=is_pre, passed=result.passed,
        is_test=result.quiz == TEST,
    )  # fmt: skip


def _after(result: Result) -> After:
    return After(
        result.module, result.quiz, result.purpose, result.passed, result.lesson_done,
        result.next_lesson, result.has_commitments, result.attempts_left,
        next(iter(result.readings.values()), None),
    )  # fmt: skip


def _score(pieces: Pieces, result: Result) -> Html:
    least = None if result.purpose == "pre" else Fraction(needed(result))
    return pieces.piece("learner/_score.html", "score", result.earned, result.points, least)


def _items(pieces: Pieces, result: Result) -> Html:
    weak = [one for one in result.marked if one.share < 1]
    right = [one for one in result.marked if one.share == 1]
    made = [_item(pieces, one, _reading(pieces, result, one)) for one in weak]
    return joined(made + [_item(pieces, one, NOTHING) for one in right])


def _item(pieces: Pieces, marked: MarkedQuestion, reading: Html) -> Html:
    question = marked.question
    asked = Asked(question.prompt, question.lang, question.picture, question.explanation)
    answered = Answered(question, marked.answer, is_right=marked.share == 1)
    mark = "right" if answered.is_right else "partly" if marked.share > 0 else "wrong"
    choice = "chosen" if marked.answer else "open"
    return pieces.piece(
        MARKED, "item", asked, mark, choice if isinstance(question, ChoiceQuestion) else "",
        aloud=pieces.piece("macros/aloud.html", "aloud", "reason", marked.audio),
        chosen=chosen(pieces, answered), others=others(pieces, answered), reading=reading,
    )  # fmt: skip


def _reading(pieces: Pieces, result: Result, marked: MarkedQuestion) -> Html:
    reading = result.readings.get(marked.question.id)
    if reading is None or not (reading.number or result.quiz == TEST):
        return NOTHING
    return pieces.piece(MARKED, "reading", result.module, reading)
