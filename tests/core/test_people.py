"""Numbers as people type them, and who may do what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from score_learn.core.people import (
    MATRIX,
    Action,
    Role,
    Scope,
    fold_digits,
    fold_employee_no,
    fold_user_name,
    scope_of,
)


@pytest.mark.parametrize(
    "typed", ["708152", "७०८१५२", "７０８１５２", "٧٠٨١٥٢", "૭૦૮૧૫૨", " 708 152 ", "70\u200c8152\t"]
)
def test_digits_of_any_script_are_understood(typed: str) -> None:
    assert fold_digits(typed) == "708152"


@pytest.mark.parametrize("typed", ["A007", "a007", "Ａ００７", " a 007", "A००७", "A\x00007"])
def test_an_employee_number_has_one_spelling(typed: str) -> None:
    assert fold_employee_no(typed) == "a007"


def test_leading_zeros_make_a_difference() -> None:
    assert fold_employee_no("007") != fold_employee_no("7")


def test_a_user_name_ignores_case() -> None:
    assert fold_user_name(" Manager") == "manager"


@given(st.text())
def test_folding_twice_changes_nothing(typed: str) -> None:
    assert fold_employee_no(fold_employee_no(typed)) == fold_employee_no(typed)


def test_everything_is_closed_until_a_row_opens_it() -> None:
    assert scope_of(Role.VISITOR, Action.LEARN) is None
    assert scope_of(Role.LEARNER, Action.LEARN) is Scope.SELF
    assert scope_of(Role.MANAGER, Action.LEARN) is None
    assert set(MATRIX) == set(Role)
