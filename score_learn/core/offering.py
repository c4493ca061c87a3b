"""Which edition a learner gets while a translation is not complete."""

from typing import TypeVar

from score_learn.core.course import Fallback

T = TypeVar("T")


def choose(
    policy: Fallback, *, newest: T | None, is_complete: bool, held: T | None, source: T
) -> T | None:
    """Return the edition to show; None when the module is not offered in the language.

    `newest` is the newest edition in the learner's language, if any, and `held` the last complete
    one.  hold: the last complete edition; before there is one, as source does, so that what is
    translated is of use.  source: the newest, its cards and questions that are not translated
    standing in the source language.  off: nothing.
    """
    if newest is not None and is_complete:
        return newest
    if policy == "off":
        return None
    if policy == "hold" and held is not None:
        return held
    return newest if newest is not None else source
