"""How often a secret may be guessed."""

from datetime import timedelta

import pytest

from score_learn.core.throttle import is_off, seconds_of_the_hour, seconds_to_wait
from tests.builders import NOON


def later(**more: float) -> timedelta:
    return timedelta(**more)


@pytest.mark.parametrize(
    ("failures", "wait"),
    [(0, 0), (1, 0), (2, 0), (3, 0), (4, 5), (5, 15), (6, 30), (7, 60), (8, 120), (9, 300)],
)
def test_waits_grow(failures: int, wait: int) -> None:
    assert seconds_to_wait(failures, NOON, NOON) == wait
    assert seconds_to_wait(failures, NOON, NOON + later(seconds=wait)) == 0


def test_part_of_a_second_is_a_second() -> None:
    assert seconds_to_wait(4, NOON, NOON + later(seconds=4.2)) == 1


def test_nobody_waits_who_never_failed() -> None:
    assert seconds_to_wait(4, None, NOON) == 0


def test_a_clock_that_was_set_back_neither_shortens_nor_lengthens_a_wait() -> None:
    assert seconds_to_wait(9, NOON, NOON - later(days=2)) == 300
    assert seconds_of_the_hour(30, NOON, NOON - later(days=2)) == 3600


def test_ten_failures_end_it() -> None:
    assert not is_off(9)
    assert is_off(10)


@pytest.mark.parametrize(
    ("failures", "minutes", "wait"),
    [(29, 0, 0), (30, 0, 3600), (30, 59, 60), (30, 60, 0), (400, 30, 1800)],
)
def test_a_device_may_fail_thirty_times_an_hour(failures: int, minutes: int, wait: int) -> None:
    assert seconds_of_the_hour(failures, NOON, NOON + later(minutes=minutes)) == wait


def test_a_device_that_never_failed_does_not_wait() -> None:
    assert seconds_of_the_hour(30, None, NOON) == 0
