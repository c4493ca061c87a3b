"""What a hand-in carries: each answer is bounded and read as one that is sent by itself."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from score_learn.web.learner.forms import HandInForm
from tests.builders import client_id


def carrying(*questions: str, **more: Any) -> dict[str, Any]:
    """Return the fields of a hand-in that carries the choice "x" for each question."""
    fields: dict[str, Any] = {"hand_in": client_id("hand-in"), "given": list(questions)}
    for question in questions:
        fields |= {f"answer-{question}": client_id(question), f"choice-{question}": "x"}
    return fields | more


def read(fields: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Return the ids, questions and answers that are read."""
    form = HandInForm(MultiDict(fields))
    assert form.validate()
    answers = form.answers("attempt")
    assert {one.attempt_id for one in answers} <= {"attempt"}
    return [(one.answer_id, one.question, one.answer) for one in answers]


def test_nothing_need_be_carried() -> None:
    assert read(carrying()) == []


def test_answers_come_in_the_order_of_the_page() -> None:
    assert read(carrying("q2", "q1")) == [
        (client_id("q2"), "q2", ("x",)),
        (client_id("q1"), "q1", ("x",)),
    ]


def test_a_question_or_an_id_that_comes_twice_counts_once() -> None:
    twice = carrying("q1", "q1", **{"answer-q1": [client_id("first"), "second"]})
    assert read(twice) == [(client_id("first"), "q1", ("x",))]


def test_values_keep_their_order_and_their_gaps() -> None:
    open_order = carrying("q1", **{"choice-q1": [" b ", "", "a"]})
    assert read(open_order) == [(client_id("q1"), "q1", ("b", "", "a"))]


def test_no_value_is_an_answer_with_nothing() -> None:
    assert read(carrying("q1", **{"choice-q1": []})) == [(client_id("q1"), "q1", ())]


ID = client_id("q1")
LONGEST = {"choice-q1": ["x" * 200] * 100}


@pytest.mark.parametrize("fields", [carrying("q1", **LONGEST), carrying("q" * 100)])
def test_the_most_that_may_come_is_taken(fields: dict[str, Any]) -> None:
    assert len(read(fields)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(carrying("q2", "q1", **{"answer-q1": "x"}), id="an id that is none"),
        pytest.param(carrying("q1", **{"answer-q1": ID.upper()}), id="an id in capitals"),
        pytest.param(carrying("q1", **{"answer-q1": f"{ID}\n"}), id="an id and a line's end"),
        pytest.param(carrying("q1", **{"answer-q1": ["", ID]}), id="an empty id before another"),
        pytest.param(carrying("q1", **{"answer-q1": []}), id="no id"),
        pytest.param(carrying("q1", **{"choice-q1": ["x"] * 101}), id="too many values"),
        pytest.param(carrying("q1", **{"choice-q1": ["x", "x" * 201]}), id="too long a value"),
        pytest.param(carrying(" "), id="no question"),
        pytest.param(carrying("q" * 101), id="too long a question"),
        pytest.param(carrying(*(f"q{n}" for n in range(101))), id="too many questions"),
    ],
)
def test_what_would_be_refused_by_itself_is_refused(fields: dict[str, Any]) -> None:
    assert not HandInForm(MultiDict(fields)).validate()
