"""From answers to marks.

Marks are exact fractions: three thirds make a whole, which floats cannot promise.  Rounding happens
once, where a number is shown.
"""

import re
import unicodedata
from collections import Counter
from fractions import Fraction
from typing import assert_never

from score_learn.core.people import fold_digits
from score_learn.core.question import (
    Answer,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    TypedQuestion,
)

NOTHING = Fraction(0)
WHOLE = Fraction(1)

TYPED_LIMIT = 200
"""Letters that a typed answer may have; a word or a number needs far fewer."""

SEPARATORS = {"٫": ".", "٬": ",", "−": "-", "'": ",", "’": ","}
"""Signs of other scripts that mean a decimal point, a grouping comma or a minus."""

NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")


def grade(question: Question, answer: Answer) -> Fraction:
    """Return the share of the points earned, from 0 to 1; not answered earns nothing."""
    if not answer:
        return NOTHING
    match question:
        case ChoiceQuestion():
            return _grade_choices(question, answer)
        case MatchQuestion():
            return _grade_pairs(question, answer)
        case OrderQuestion():
            return _grade_order(question, answer)
        case NumberQuestion():
            return _all_or_nothing(_is_near(question, answer[0]))
    accepted = {fold_typed(word) for word in question.accepted}
    return _all_or_nothing(fold_typed(answer[0]) in accepted)


def fits(question: Question, answer: Answer) -> bool:
    """Tell whether the answer is made of what the question offers, right or wrong.

    An order may hold empty places for steps that were not placed.
    """
    if not answer:
        return True
    match question:
        case ChoiceQuestion():
            return set(answer) <= question.right | question.wrong
        case MatchQuestion():
            lefts = {left.id for left in question.lefts}
            rights = {right.id for right in question.rights}
            pairs = [pair.partition(":") for pair in answer]
            return all(left in lefts and right in rights for left, _, right in pairs)
        case OrderQuestion():
            return set(answer) <= {step.id for step in question.steps} | {""}
        case NumberQuestion() | TypedQuestion():
            return len(answer) == 1 and _is_line(answer[0])
    assert_never(question)


def fold_typed(typed: str) -> str:
    """Return what two spellings of a word have in common: no case, width, joiners, outer spaces."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    visible = "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def readings(typed: str, unit: str = "") -> frozenset[Fraction]:
    """Return the numbers that `typed` may mean, none when it is no number.

    Digits of any script, comma or point, with or without the unit.  "1,200" is read both ways,
    since a factory may have learned either.
    """
    folded = _without_unit(_fold_number(typed), _fold_number(unit))
    if len(folded) > TYPED_LIMIT or not NUMBER.fullmatch(folded):
        return frozenset()
    marks = [sign for sign in folded if sign in ".,"]
    if not marks:
        return frozenset({Fraction(folded)})
    whole = Fraction(folded.replace(",", "").replace(".", ""))
    before, last, after = folded.rpartition(marks[-1])
    decimal = Fraction(f"{before.replace(',', '').replace('.', '')}.{after}")
    if marks.count(last) > 1:
        return frozenset({whole})
    if len(marks) > 1 or len(after) != 3:
        return frozenset({decimal})
    return frozenset({whole, decimal})


def _is_line(typed: str) -> bool:
    controls = {"Cc", "Cs"}
    return len(typed) <= TYPED_LIMIT and not any(
        unicodedata.category(letter) in controls for letter in typed
    )


def _all_or_nothing(right: bool) -> Fraction:
    return WHOLE if right else NOTHING


def _grade_choices(question: ChoiceQuestion, answer: tuple[str, ...]) -> Fraction:
    """Where all that fit are ticked ("square"), let each wrong tick cost its share."""
    ticked = set(answer)
    if not question.partial or question.kind != "square":
        return _all_or_nothing(ticked == question.right)
    hits = Fraction(len(ticked & question.right), len(question.right))
    slips = Fraction(len(ticked - question.right), max(len(question.wrong), 1))
    return max(hits - slips, NOTHING)


def _grade_pairs(question: MatchQuestion, answer: tuple[str, ...]) -> Fraction:
    """Count a left side that was paired twice as paired wrongly."""
    key = {f"{left}:{right}" for left, right in question.pairs}
    if not question.partial:
        return _all_or_nothing(set(answer) == key)
    used = Counter(pair.partition(":")[0] for pair in set(answer))
    hits = {pair for pair in answer if pair in key and used[pair.partition(":")[0]] == 1}
    return Fraction(len(hits), len(key))


def _grade_order(question: OrderQuestion, answer: tuple[str, ...]) -> Fraction:
    """Count a step that was placed twice nowhere."""
    key = tuple(step.id for step in question.steps)
    if not question.partial:
        return _all_or_nothing(answer == key)
    placed = Counter(answer)
    hits = sum(
        given == step and placed[step] == 1 for given, step in zip(answer, key, strict=False)
    )
    return Fraction(hits, len(key))


def _is_near(question: NumberQuestion, typed: str) -> bool:
    return any(
        abs(reading - question.value) <= question.tolerance
        for reading in readings(typed, question.unit)
    )


def _fold_number(typed: str) -> str:
    return "".join(SEPARATORS.get(sign, sign) for sign in fold_digits(typed).casefold())


def _without_unit(typed: str, unit: str) -> str:
    return typed.removesuffix(unit) if typed.endswith(unit) else typed.removeprefix(unit)
