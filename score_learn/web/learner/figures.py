"""Fractions as people read them: "4", "3½", "2 4⁄7"."""

import math
from decimal import Decimal
from fractions import Fraction

import flask_babel
from babel.numbers import format_decimal

from score_learn.core.standing import Result

VULGAR = {
    Fraction(1, 2): "½", Fraction(1, 3): "⅓", Fraction(2, 3): "⅔", Fraction(1, 4): "¼",
    Fraction(3, 4): "¾", Fraction(1, 5): "⅕", Fraction(2, 5): "⅖", Fraction(3, 5): "⅗",
    Fraction(4, 5): "⅘", Fraction(1, 6): "⅙", Fraction(5, 6): "⅚", Fraction(1, 8): "⅛",
    Fraction(3, 8): "⅜", Fraction(5, 8): "⅝", Fraction(7, 8): "⅞",
}  # fmt: skip
"""Fractions that have a sign of their own in the fonts of cheap phones."""


def exact(number: Fraction | int) -> str:
    """Return a number exactly, as a whole and a fraction, in the page's digits."""
    whole, rest = divmod(Fraction(number), 1)
    if not rest:
        return _digits(whole)
    sign = VULGAR.get(rest)
    if sign:
        return f"{_digits(whole)}{sign}" if whole else sign
    small = f"{_digits(rest.numerator)}⁄{_digits(rest.denominator)}"
    return f"{_digits(whole)}\u00a0{small}" if whole else small


def measure(number: Fraction) -> str:
    """Return a measured number with all its decimals, "20.5"; one that has no end as a fraction."""
    decimal = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(decimal) != number:
        return exact(number)
    return format_decimal(decimal, locale=flask_babel.get_locale(), decimal_quantization=False)


def needed(result: Result) -> Fraction | int:
    """Return the points that pass: a whole number, unless parts of points could be earned."""
    least = result.pass_mark * result.points
    parts = any(marked.question.partial for marked in result.marked)
    return least if parts else math.ceil(least)


def _digits(number: int) -> str:
    return str(flask_babel.format_decimal(number))
