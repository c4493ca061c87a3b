"""Which secrets are too easy to guess to be given out, and how typed ones are read."""

import unicodedata

from score_learn.core.people import PIN_LENGTH, fold_digits

SHORTEST_PASSWORD = 15
"""Letters of a staff password that stands alone, without a second factor."""

SHORTEST_SITE_CODE = 8

RUN = "01234567890"


def fold_password(typed: str) -> str:
    """Return the one spelling of a password that different keyboards may write differently."""
    return unicodedata.normalize("NFKC", typed)


def fold_site_code(typed: str) -> str:
    """Return a site code without the spaces, dashes and case that people and phones add."""
    folded = fold_digits(typed).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter) != "Pd")


def is_weak_pin(pin: str, employee_no: str) -> bool:
    """Tell whether a PIN is not six digits, or among the first that anybody would try.

    One digit or group repeated (111111, 121212, 123123), a run (123456, 987654), or the end of the
    person's own number.
    """
    digits = fold_digits(pin)
    if len(digits) != PIN_LENGTH or not digits.isdecimal():
        return True
    repeats = any(digits == digits[:size] * (PIN_LENGTH // size) for size in (1, 2, 3))
    runs = digits in RUN or digits[::-1] in RUN
    return repeats or runs or _is_tail(digits, fold_digits(employee_no))


def _is_tail(digits: str, employee_no: str) -> bool:
    own = "".join(letter for letter in employee_no if letter.isdecimal())
    tail = own[-PIN_LENGTH:]
    return digits == tail.zfill(PIN_LENGTH) or (len(tail) >= 4 and digits.endswith(tail[-4:]))
