"""Secrets that are too easy to guess."""

import pytest

from score_learn.core.secret import fold_password, fold_site_code, is_weak_pin


@pytest.mark.parametrize(
    "pin",
    [
        "123456", "654321", "012345", "567890", "987654", "111111", "000000", "121212", "123123",
        "१२३४५६", "12345", "1234567", "abcdef", "", "70815x",
    ],
)  # fmt: skip
def test_the_first_that_anybody_would_try_are_weak(pin: str) -> None:
    assert is_weak_pin(pin, "A007")


@pytest.mark.parametrize(
    ("pin", "employee_no"),
    [("000007", "A007"), ("884711", "E-884711"), ("994711", "E-884711"), ("884711", "९९८८४७११")],
)
def test_the_end_of_ones_own_number_is_weak(pin: str, employee_no: str) -> None:
    assert is_weak_pin(pin, employee_no)


@pytest.mark.parametrize("pin", ["708152", "७०८१५२", "493826", "100007"])
def test_others_are_good_enough(pin: str) -> None:
    assert not is_weak_pin(pin, "A007")


def test_a_password_is_the_same_from_any_keyboard() -> None:
    assert fold_password("ｐａｓｓ e\u0301") == "pass é"


def test_a_site_code_may_be_typed_loosely() -> None:
    assert fold_site_code(" sun rise-४८२७ ") == fold_site_code("SUNRISE4827")
