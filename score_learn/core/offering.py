"""Which edition a learner gets while a translation is not complete."""

from typing import TypeVar

from score_learn.core.course import Fallback

T = TypeVar("T")


def choose(
    policy: Fallback, *, newest: T | None, is_complete: bool, held: T | None, source: T
) -> T | None:
    """Return the edition to show; None when the module is not offered in the language.

    `newest` is the newest edition in the learner's language, if any, and `held` the last complete
    one.  hold: the last complete edition, before there is one the source.  source: the newest,
    its questions that are not translated standing in the source language.  off: nothing.
    """
    if newest is not None and is_complete:
        return newest
    if policy == "off":
        return None
    if policy == "hold":
        return held if held is not None else source
    return newest if newest is not None else source
