"""What a test of attempts does over and over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from score_learn.core.people import Actor
from score_learn.core.question import Answer, ChoiceQuestion, QuestionId
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.standing import OpenAttempt, Purpose
from score_learn.services import attempts
from score_learn.services.answers import Given
from score_learn.storage.database import db
from tests.builders import (
    NOON,
    client_id,
    make_question,
    right_answer,
)

LATER = NOON + timedelta(minutes=5)


def begin(actor: Actor, name: str = "a", quiz: str = "fire", purpose: Purpose = "lesson") -> str:
    attempt = client_id(name)
    attempts.begin(attempt, actor, "safety", quiz, purpose, lang="en", now=NOON)
    return attempt


def answer(attempt: str, question: str, given: Answer, name: str = "") -> Given:
    return Given(
        answer_id=client_id(f"{attempt} {question} {name}"),
        attempt_id=attempt,
        question=QuestionId(question),
        answer=given,
    )


def choices(question: ChoiceQuestion) -> list[str]:
    return sorted(choice.id for choice in question.choices)


def first_question(actor: Actor, attempt: str) -> ChoiceQuestion:
    question = attempts.open_attempt(attempt, actor, "en").asked[0].question
    assert isinstance(question, ChoiceQuestion)
    return question


def all_right(actor: Actor, attempt: str, name: str = "") -> list[Given]:
    return [
        answer(attempt, one.question.id, right_answer(make_question("x..", one.question.id)), name)
        for one in attempts.open_attempt(attempt, actor, "en").asked
    ]


def rows(table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


def seen(shown: OpenAttempt) -> list[tuple[str, list[str]]]:
    return [
        (one.question.id, [choice.id for choice in one.question.choices])  # as seen
        for one in shown.asked
    ]
