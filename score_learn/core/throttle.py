"""How often a secret may be guessed.

A failure is counted before the secret is looked at, so the counts here include the guess that is
being checked.
"""

from datetime import datetime, timedelta

WAITS = (0, 0, 0, 5, 15, 30, 60, 120, 300)
"""Seconds to wait after the first, second, ... failure in a row."""

MOST_FAILURES = len(WAITS) + 1
"""After so many failures in a row the secret is off until a new one is given out."""

MOST_PER_HOUR = 30
"""Failures an hour that one device or address may cause, whosever secret it guesses."""

HOUR = timedelta(hours=1)


def is_off(failures: int) -> bool:
    """Tell whether a secret has been guessed wrongly too often."""
    return failures >= MOST_FAILURES


def seconds_to_wait(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """Return the whole seconds until the next guess at a secret may be made, 0 for at once.

    A clock that was set back does not shorten a wait, nor lengthen it beyond the rule.
    """
    if not failures or failed_at is None:
        return 0
    wait = timedelta(seconds=WAITS[min(failures, len(WAITS)) - 1])
    return _whole_seconds(min(failed_at + wait - now, wait))


def seconds_of_the_hour(failures: int, since: datetime | None, now: datetime) -> int:
    """Return the whole seconds until a device or address may guess again, 0 for at once.

    `since` is when the first of the hour's failures was counted.
    """
    if failures < MOST_PER_HOUR or since is None:
        return 0
    return _whole_seconds(min(since + HOUR - now, HOUR))


def _whole_seconds(wait: timedelta) -> int:
    return max(-(-wait // timedelta(seconds=1)), 0)
