"""From answers to marks: every kind, whole and partial."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from score_learn.core.grading import TYPED_LIMIT, fits, fold_typed, grade, readings
from score_learn.core.question import Answer, Question
from tests.builders import (
    make_match,
    make_number,
    make_order,
    make_question,
    make_typed,
    right_answer,
)

ALL_KINDS = [
    make_question("x..."),
    make_question("x.", kind="true-false"),
    make_question("xx.."),
    make_question("xx..", partial=True),
    make_match(),
    make_match(partial=True),
    make_order(),
    make_order(partial=True),
    make_number("85", tolerance=Fraction(2)),
    make_typed("red"),
]


def ticked(question: Question, marks: str) -> Answer:
    """Return the ids of the choices under an "x"."""
    return tuple(
        choice.id for choice, mark in zip(question.choices, marks, strict=True) if mark == "x"
    )


@pytest.mark.parametrize("question", ALL_KINDS)
def test_a_perfect_answer_earns_everything(question: Question) -> None:
    assert grade(question, right_answer(question)) == 1


@pytest.mark.parametrize("question", ALL_KINDS)
@pytest.mark.parametrize("answer", [None, ()])
def test_no_answer_earns_nothing(question: Question, answer: Answer) -> None:
    assert grade(question, answer) == 0
    assert fits(question, answer)


@pytest.mark.parametrize(
    ("key", "marks", "share"),
    [
        pytest.param("xx..", "xx..", 1, id="all right"),
        pytest.param("xx..", "x...", Fraction(1, 2), id="half of the right ones"),
        pytest.param("xx..", "xxx.", Fraction(1, 2), id="one slip costs a half"),
        pytest.param("xxx.", "xxxx", 0, id="ticking everything"),
        pytest.param("xx..", "..xx", 0, id="never below zero"),
        pytest.param("xxx", "xx.", Fraction(2, 3), id="no wrong choice at all"),
    ],
)
def test_share_of_a_square_question_in_parts(key: str, marks: str, share: Fraction) -> None:
    question = make_question(key, partial=True)
    assert grade(question, ticked(question, marks)) == share


@pytest.mark.parametrize(
    ("key", "marks"),
    [("xx..", "x..."), ("xx..", "xxx."), ("x...", "xx.."), ("x...", ".x..")],
)
def test_without_parts_it_is_all_or_nothing(key: str, marks: str) -> None:
    question = make_question(key)
    assert grade(question, ticked(question, marks)) == 0


def test_a_round_question_has_no_parts() -> None:
    question = make_question("x...", partial=True)
    assert grade(question, ticked(question, "xx..")) == 0


def pairs(*numbers: tuple[int, int]) -> Answer:
    question = make_match()
    return tuple(f"{question.lefts[a].id}:{question.rights[b].id}" for a, b in numbers)


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        pytest.param(pairs((0, 0), (1, 1), (2, 3)), Fraction(2, 3), id="one wrong"),
        pytest.param(pairs((0, 0)), Fraction(1, 3), id="one only"),
        pytest.param(pairs((0, 0), (0, 1), (1, 1)), Fraction(1, 3), id="a left used twice"),
        pytest.param(pairs((0, 0), (0, 0)), Fraction(1, 3), id="the same pair twice"),
    ],
)
def test_share_of_a_match_in_parts(answer: Answer, share: Fraction) -> None:
    assert grade(make_match(partial=True), answer) == share
    assert grade(make_match(), answer) == 0


def steps(*numbers: int | None) -> Answer:
    question = make_order()
    return tuple("" if one is None else question.steps[one].id for one in numbers)


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        pytest.param(steps(0, 2, 1), Fraction(1, 3), id="two in each other's place"),
        pytest.param(steps(0, 0, 0), 0, id="one step everywhere"),
        pytest.param(steps(0, None, 2), Fraction(2, 3), id="one not placed"),
        pytest.param(steps(0), Fraction(1, 3), id="one only"),
    ],
)
def test_share_of_an_order_in_parts(answer: Answer, share: Fraction) -> None:
    assert grade(make_order(partial=True), answer) == share
    assert grade(make_order(), answer) == 0


@pytest.mark.parametrize(
    "typed",
    [
        "85", " 85 ", "85dB", "85 DB", "85,0", "85.0", "86.9", "८५", "８５ dB", "٨٥", "٨٥٫٥",
        "dB 85", "+85", "85\u200b",
    ],
)  # fmt: skip
def test_a_number_is_understood_in_any_script(typed: str) -> None:
    question = make_number("85", tolerance=Fraction(2), unit="dB")
    assert grade(question, (typed,)) == 1


@pytest.mark.parametrize(
    "typed", ["", "eighty-five", "85 km", "88", "82.9", "8 5 . .", "1/2", "85-", "½", "9" * 300]
)
def test_what_is_no_number_or_too_far_is_wrong(typed: str) -> None:
    question = make_number("85", tolerance=Fraction(2), unit="dB")
    assert grade(question, (typed,)) == 0


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1,200", {Fraction(1200), Fraction("1.2")}),
        ("1.200", {Fraction(1200), Fraction("1.2")}),
        ("1,20,000", {Fraction(120000)}),
        ("1.234,5", {Fraction("1234.5")}),
        ("12,34,567.50", {Fraction("1234567.5")}),
        ("1’000’000", {Fraction(1000000)}),
        ("−3,5", {Fraction("-3.5")}),
        ("0.5", {Fraction(1, 2)}),
    ],
)
def test_points_and_commas_are_read_as_factories_write_them(
    typed: str, numbers: set[Fraction]
) -> None:
    assert readings(typed) == numbers


@given(st.text(max_size=30))
def test_no_text_breaks_a_number(typed: str) -> None:
    readings(typed, "dB")


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("  Bright   RED ", "bright red"),
        ("ＲＥＤ", "red"),
        ("STRASSE", "straße"),
        ("लाल", "लाल"),
        ("क\u200d्ष", "क्ष"),
    ],
)
def test_a_typed_word_is_folded(typed: str, accepted: str) -> None:
    assert grade(make_typed(accepted), (typed,)) == 1


def test_another_word_is_wrong() -> None:
    assert grade(make_typed("red", "bright red"), ("reed",)) == 0


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(typed: str) -> None:
    assert fold_typed(fold_typed(typed)) == fold_typed(typed)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (make_question("x..."), ("no such choice",)),
        (make_match(), ("no such pair",)),
        (make_match(), (*pairs((0, 0)), f"{make_match().lefts[0].id}:none")),
        (make_order(), ("no such step",)),
        (make_number(), ("1", "2")),
        (make_typed("red"), ("r" * (TYPED_LIMIT + 1),)),
        (make_typed("red"), ("re\x00d",)),
        (make_typed("red"), ("re\ud800d",)),
    ],
)
def test_what_the_question_does_not_offer_does_not_fit(question: Question, answer: Answer) -> None:
    assert not fits(question, answer)


@pytest.mark.parametrize("question", ALL_KINDS)
def test_what_the_question_offers_fits(question: Question) -> None:
    assert fits(question, right_answer(question))


def test_an_order_may_have_empty_places() -> None:
    assert fits(make_order(), steps(None, 0, None))
