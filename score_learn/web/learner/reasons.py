"""What was answered, with the reasons: from pieces, because answers and orders have no end."""

from collections.abc import Iterable
from typing import NamedTuple, assert_never

from score_learn.core.question import (
    Answer,
    Choice,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    TypedQuestion,
)
from score_learn.web.learner.kept import Html, Pieces, html
from score_learn.web.learner.questions import joined

TEMPLATE = "learner/_feedback.html"
NOTHING = Html("")

Compared = MatchQuestion | OrderQuestion | NumberQuestion | TypedQuestion
"""Kinds without reasons of their own: the right answer stands beside the one given."""


class Answered(NamedTuple):
    """A question with what was answered to it."""

    question: Question
    answer: Answer
    is_right: bool


def chosen(pieces: Pieces, answered: Answered, *, large: bool = False) -> Html:
    """Return what was chosen, with its reasons; for kinds without reasons the right answer beside it.

    `large` is a practice check's: its drawings are, and it does not tell what else is right.
    """
    question = answered.question
    if not isinstance(question, ChoiceQuestion):
        return _compared(pieces, question, answered)
    given, lang = answered.answer or (), question.lang
    taken = [choice for choice in question.choices if choice.id in given]
    made = [pieces.piece(TEMPLATE, "reason", choice, lang, large) for choice in taken]
    if not large and _tells_the_rest(question, answered.answer):
        missed = [one for one in question.choices if one.right and one.id not in given]
        made += [pieces.piece(TEMPLATE, "also_right")] if missed else []
        made += [pieces.piece(TEMPLATE, "reason", choice, lang) for choice in missed]
    return joined(made)


def others(pieces: Pieces, answered: Answered) -> Html:
    """Return the reasons of the choices not taken, as far as `chosen` does not tell them."""
    question, given = answered.question, answered.answer or ()
    if not isinstance(question, ChoiceQuestion):
        return NOTHING
    told = _tells_the_rest(question, answered.answer)
    left = [one for one in question.choices if one.id not in given and not (told and one.right)]
    if not left:
        return NOTHING
    reasons = [pieces.piece(TEMPLATE, "other", choice, question.lang) for choice in left]
    return pieces.piece(TEMPLATE, "others", reasons=joined(reasons))


def _tells_the_rest(question: ChoiceQuestion, answer: Answer) -> bool:
    return question.kind == "square" and bool(answer)


def _compared(pieces: Pieces, question: Compared, answered: Answered) -> Html:
    answer = answered.answer or ()
    given = NOTHING if answered.is_right or not answer else _given(pieces, question, answer)
    right = _right(pieces, question)
    return pieces.piece(
        TEMPLATE, "compare", answered.is_right, bool(answer), given=given, right=right
    )


def _given(pieces: Pieces, question: Compared, answer: tuple[str, ...]) -> Html:
    match question:
        case MatchQuestion():
            pairs = [
                (left, right)
                for left in question.lefts
                for right in question.rights
                if f"{left.id}:{right.id}" in answer
            ]
            return _pairs(pieces, question, pairs)
        case OrderQuestion():
            steps: dict[str, Choice] = {step.id: step for step in question.steps}
            return _steps(pieces, question, [steps.get(one) for one in answer])
        case NumberQuestion() | TypedQuestion():
            return pieces.piece(TEMPLATE, "typed", value=html(answer[0]))
    assert_never(question)


def _right(pieces: Pieces, question: Compared) -> Html:
    match question:
        case MatchQuestion():
            lefts = {left.id: left for left in question.lefts}
            rights = {right.id: right for right in question.rights}
            pairs = [(lefts[left], rights[right]) for left, right in question.pairs]
            return _pairs(pieces, question, pairs)
        case OrderQuestion():
            return _steps(pieces, question, question.steps)
        case NumberQuestion():
            words = (question.value, question.tolerance, question.unit)
            return pieces.piece(TEMPLATE, "number", *words, question.lang)
        case TypedQuestion():
            return pieces.piece(TEMPLATE, "word", question.accepted[0], question.lang)
    assert_never(question)


def _pairs(pieces: Pieces, question: MatchQuestion, pairs: Iterable[tuple[Choice, Choice]]) -> Html:
    lines = [pieces.piece(TEMPLATE, "pair", left, right) for left, right in pairs]
    return pieces.piece(TEMPLATE, "pairs", question.lang, lines=joined(lines))


def _steps(pieces: Pieces, question: OrderQuestion, steps: Iterable[Choice | None]) -> Html:
    lines = [pieces.piece(TEMPLATE, "step", step) for step in steps]
    return pieces.piece(TEMPLATE, "steps", question.lang, lines=joined(lines))
