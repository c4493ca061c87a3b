"""Every way the program says no, each a value that the pages word once.

A service raises `Refused`; `web/errors.py` finds the sentence.
"""

from enum import Enum


class Refusal(Enum):
    """Why something cannot be done, in the words of a log; see `status` for the page's number."""

    WRONG_SITE_CODE = "wrong site code"
    WRONG_SECRET = "wrong secret"
    WEAK_SECRET = "weak secret"
    TOO_SOON = "too soon"
    CARD_OFF = "card off"
    NOT_SIGNED_IN = "not signed in"
    NOT_ENROLLED = "not enrolled"
    NOT_ALLOWED = "not allowed"
    NOT_FOUND = "not found"
    NOT_OFFERED = "not offered"
    KEY_REUSED = "key reused"
    ATTEMPT_CLOSED = "attempt closed"
    TEST_NOT_OPEN = "test not open"
    NO_ATTEMPTS_LEFT = "no attempts left"
    PRETEST_TOO_LATE = "pretest too late"
    NOT_THAT_QUESTION = "not that question"
    BAD_LANGUAGE = "bad language"

    @property
    def status(self) -> int:
        """The HTTP status of the page that says so."""
        return _STATUS[self]


_STATUS = {
    Refusal.WRONG_SITE_CODE: 422,
    Refusal.WRONG_SECRET: 422,
    Refusal.WEAK_SECRET: 422,
    Refusal.TOO_SOON: 429,
    Refusal.CARD_OFF: 429,
    Refusal.NOT_SIGNED_IN: 401,
    Refusal.NOT_ENROLLED: 401,
    Refusal.NOT_ALLOWED: 403,
    Refusal.NOT_FOUND: 404,
    Refusal.NOT_OFFERED: 404,
    Refusal.KEY_REUSED: 409,
    Refusal.ATTEMPT_CLOSED: 409,
    Refusal.TEST_NOT_OPEN: 409,
    Refusal.NO_ATTEMPTS_LEFT: 409,
    Refusal.PRETEST_TOO_LATE: 409,
    Refusal.NOT_THAT_QUESTION: 422,
    Refusal.BAD_LANGUAGE: 422,
}


class Refused(Exception):  # noqa: N818 -- reads as what happened: the request was refused
    """Raised by a service when it says no.  `wait_seconds` says when trying again makes sense."""

    def __init__(self, reason: Refusal, *, wait_seconds: int = 0) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.wait_seconds = wait_seconds
