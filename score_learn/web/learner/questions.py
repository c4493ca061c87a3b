"""A question as a page shows it: its fields, in the order of each attempt, from pieces.

Choices, sides and steps are pieces by themselves: every learner has them in an order of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, assert_never

from score_learn.core.question import (
    Answer,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OrderQuestion,
    Picture,
    Question,
    TypedQuestion,
)
from score_learn.web.learner.kept import OWN, Html, Pieces, html

TEMPLATE = "learner/_question.html"
OPTION_ID = f"{OWN.id}-{OWN.index}"


class Head(NamedTuple):
    """What a question says besides its choices, for a piece's key."""

    id: str
    prompt: str
    lang: str
    hint: str
    explanation: str
    audio: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question as fields of a form.

    `name` is "choice" in a quiz and "answer" in a practice check; `id` makes ids unique; `places`
    are selections of an order that could not be kept, as they were sent.
    """

    question: Question
    answer: Answer = None
    name: str
    id: Html
    places: Sequence[str] = ()


def head(question: Question) -> Head:
    """Return what the question says besides its choices."""
    return Head(
        question.id, question.prompt, question.lang, question.hint, question.explanation,
        question.audio,
    )  # fmt: skip


def fields(pieces: Pieces, asking: Asking) -> Html:
    """Return the fields of a question, below its drawing where it has one."""
    match asking.question:
        case ChoiceQuestion() as question:
            made = _choices(pieces, asking, question)
        case MatchQuestion() as question:
            made = _match(pieces, asking, question)
        case OrderQuestion() as question:
            made = _order(pieces, asking, question)
        case NumberQuestion() | TypedQuestion() as question:
            made = _typed(pieces, asking, question)
        case _:
            assert_never(asking.question)
    return Html(drawing(pieces, asking.question.picture) + made)


def drawing(pieces: Pieces, picture: Picture | None) -> Html:
    """Return the picture, or nothing."""
    return pieces.piece("macros/parts.html", "picture", picture) if picture else Html("")


def _choices(pieces: Pieces, asking: Asking, question: ChoiceQuestion) -> Html:
    is_square = question.kind == "square"
    kind, given = "checkbox" if is_square else "radio", asking.answer or ()
    options = [
        pieces.piece(
            "macros/fields.html", "option", kind, asking.name, choice.id, OPTION_ID,
            choice.id in given, choice.html, choice.picture, question.lang, choice.audio,
            id=asking.id, index=index,
        )
        for index, choice in enumerate(question.choices, start=1)
    ]  # fmt: skip
    return pieces.piece(TEMPLATE, "choices", is_square, id=asking.id, options=joined(options))


def _match(pieces: Pieces, asking: Asking, question: MatchQuestion) -> Html:
    lang, given, lines = question.lang, asking.answer or (), []
    for index, left in enumerate(question.lefts, start=1):
        pairs = [(f"{left.id}:{right.id}", right) for right in question.rights]
        options = [
            pieces.piece(TEMPLATE, "pair", pair, right, pair in given) for pair, right in pairs
        ]
        lines.append(
            pieces.piece(
                TEMPLATE, "left", left, asking.name, lang,
                id=asking.id, index=index, options=joined(options),
            )
        )  # fmt: skip
    if not any(right.picture for right in question.rights):
        return joined(lines)
    sides = [pieces.piece(TEMPLATE, "side", right, lang) for right in question.rights]
    return joined([pieces.piece(TEMPLATE, "sides", sides=joined(sides)), *lines])


def _order(pieces: Pieces, asking: Asking, question: OrderQuestion) -> Html:
    steps, given = question.steps, asking.answer or ()
    chosen = asking.places or [f"{given.index(step) + 1}:{step}" for step in given]
    lines = []
    for index, step in enumerate(steps, start=1):
        places = [n for n in range(1, len(steps) + 1) if f"{n}:{step.id}" in chosen][:1]
        lines.append(
            pieces.piece(
                TEMPLATE, "step", step, len(steps), tuple(places), question.lang,
                id=asking.id, index=index,
            )
        )  # fmt: skip
    return pieces.piece(TEMPLATE, "order", lines=joined(lines))


def _typed(pieces: Pieces, asking: Asking, question: NumberQuestion | TypedQuestion) -> Html:
    is_number = isinstance(question, NumberQuestion)
    unit = question.unit if isinstance(question, NumberQuestion) else ""
    value = html(asking.answer[0] if asking.answer else "")
    return pieces.piece(
        TEMPLATE, "typed", is_number, asking.name, unit, question.lang, id=asking.id, value=value
    )


def joined(made: Sequence[Html]) -> Html:
    """Return pieces one after the other."""
    return Html("".join(made))
