"""A quiz under way: every question and the look over them lie in one page, one of them shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for

from score_learn.core.standing import AskedQuestion, OpenAttempt
from score_learn.web.learner.asking import new_id
from score_learn.web.learner.kept import Html, Pieces, html
from score_learn.web.learner.questions import Asking, Head, fields, head, joined

ASKED, REVIEW = "learner/_asked.html", "learner/_review.html"

SAYS = frozenset({"empty", "gaps"})


class Line(NamedTuple):
    """A question of the attempt with what its pieces say of it."""

    asked: AskedQuestion
    head: Head
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the address carries of an answer that could not be kept.

    `say` is what is missing, "empty" or "gaps"; `places` are the selections of an order.
    """

    say: str = ""
    places: Sequence[str] = ()


def question_page(attempt: OpenAttempt, number: int, draft: Draft) -> str:
    """Return the attempt's page at a question; numbers count from 1."""
    pieces = _pieces(attempt)
    lines = _lines(attempt)
    steps = [_step(pieces, attempt, line, draft if line.asked.number == number else None)
             for line in lines]  # fmt: skip
    steps.append(_review(pieces, lines, shown=False))
    prompt = lines[number - 1].head.prompt
    heading = pieces.piece("learner/_words.html", "bare", prompt)
    own: dict[str, Html | int] = {"heading": heading, "steps": joined(steps), "number": number}
    return pieces.page("learner/question.html", own=own, **_around(attempt))


def review_page(attempt: OpenAttempt) -> str:
    """Return the attempt's page at the look over all answers."""
    pieces = _pieces(attempt)
    lines = _lines(attempt)
    steps = [_step(pieces, attempt, line, None) for line in lines]
    steps.append(_review(pieces, lines, shown=True))
    own: dict[str, Html | int] = {"steps": joined(steps), "number": len(lines) + 1}
    return pieces.page("learner/review.html", own=own, **_around(attempt))


def _pieces(attempt: OpenAttempt) -> Pieces:
    total = len(attempt.asked)
    first = url_for("learner.question", attempt=attempt.id, number=1)
    return Pieces(
        attempt=html(attempt.id),
        questions=html(first.removesuffix("1")),
        title=html(attempt.title),
        total=total,
        after=total + 1,
    )


def _around(attempt: OpenAttempt) -> dict[str, str]:
    """Return the words of the page around the steps."""
    return {
        "room": attempt.room,
        "module": attempt.module,
        "quiz": attempt.quiz,
        "purpose": attempt.purpose,
    }


def _lines(attempt: OpenAttempt) -> list[Line]:
    return [Line(one, head(one.question), one.answer is not None) for one in attempt.asked]


def _step(pieces: Pieces, attempt: OpenAttempt, line: Line, draft: Draft | None) -> Html:
    """Return a question's step; `draft` is given for the one that is shown."""
    asked, number, own_id = line.asked, line.asked.number, Html(f"question-{line.asked.number}")
    say, places = (draft.say, draft.places) if draft else ("", ())
    is_ours = line.head.lang == pieces.lang
    asking = Asking(
        question=asked.question, answer=asked.answer, name="choice", id=own_id, places=places
    )
    return pieces.piece(
        ASKED, "step",
        line.head, draft is not None, say if say in SAYS else "", bool(say), line.answered,
        number == 1 and is_ours and not attempt.reviewed,
        id=own_id, number=number, answer=html(new_id()), stored=html(asked.answer_id or ""),
        room=pieces.piece(ASKED, "room", number, len(attempt.asked)),
        fields=fields(pieces, asking),
    )  # fmt: skip


def _review(pieces: Pieces, lines: list[Line], *, shown: bool) -> Html:
    left = [line.asked.number for line in lines if not line.answered]
    rows = [
        pieces.piece(
            REVIEW, "line", line.head, line.answered,
            number=line.asked.number,
            counted=pieces.piece(REVIEW, "counted", line.asked.number),
        )
        for line in lines
    ]  # fmt: skip
    carried = [_carried(pieces, line.asked) for line in lines if line.asked.answer_id]
    return pieces.piece(
        REVIEW, "review_step", shown, not left,
        lines=joined(rows), carried=joined(carried), hand_in=html(new_id()),
        first=left[0] if left else 1,
    )  # fmt: skip


def _carried(pieces: Pieces, asked: AskedQuestion) -> Html:
    """Return a stored answer as a hand-in carries it."""
    if asked.answer is None:
        return Html("")
    question = asked.question.id
    values = [pieces.piece(REVIEW, "value", question, value=html(one)) for one in asked.answer]
    return pieces.piece(
        REVIEW, "carried", question, stored=html(asked.answer_id), values=joined(values)
    )
