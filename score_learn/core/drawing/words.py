"""The words of one line of a drawing's text, taken one after the other."""

import difflib
from collections.abc import Callable, Sequence
from typing import NoReturn

from score_learn.core.drawing.codes import Report
from score_learn.core.drawing.kit import Point

FURTHEST = 440
"""No place lies further out: what is cut off by the edge still stands somewhere near."""


class UnfitError(Exception):
    """The line cannot be read on; what is wrong with it has been reported."""


class Words:
    """What is left of a line.  `place_of` knows the points of things named before."""

    def __init__(
        self,
        words: list[str],
        line: int,
        report: Report,
        place_of: Callable[[str], Point | None],
    ) -> None:
        self.words = words
        self.line = line
        self.report = report
        self.place_of = place_of

    @property
    def next(self) -> str:
        """The word that comes next, "" at the end."""
        return self.words[0] if self.words else ""

    @property
    def is_number(self) -> bool:
        """Whether a number comes next."""
        whole = self.next.removeprefix("-").replace(".", "", 1)
        return whole.isascii() and whole.isdecimal()

    def take(self) -> str:
        """Return the next word."""
        if not self.words:
            self.fail("D04", "the end of the line", fix="the line breaks off; write the rest")
        return self.words.pop(0)

    def expect(self, word: str) -> None:
        """Take that word, or report another one."""
        if self.next != word:
            self.fail("D04", self.next or "the end of the line", expected=word)
        self.words.pop(0)

    def one_of(self, known: Sequence[str], code: str = "D04") -> str:
        """Return the next word, which must be one of those known."""
        word = self.take()
        if word not in known:
            self.fail(code, word, **nearest(word, known))
        return word

    def number(self) -> float:
        """Return the next word as a number."""
        if not self.is_number:
            self.fail("D03", self.next or "the end of the line")
        return float(self.words.pop(0))

    def place(self) -> Point:
        """Return two numbers, or the point of something named before."""
        if not self.is_number and "." in self.next:
            word = self.take()
            return self.place_of(word) or self.fail("D05", word)
        place = self.number(), self.number()
        if max(map(abs, place)) > FURTHEST:
            self.fail("D06", f"{place[0]:g} {place[1]:g}")
        return place

    def end(self) -> None:
        """Report what is left over."""
        if self.words:
            self.fail("D04", self.words[0])

    def fail(self, code: str, read: str, **change: str) -> NoReturn:
        """Report a mistake in this line and stop reading it."""
        self.report.add(code, self.line, read, **change)
        raise UnfitError


def nearest(word: str, known: Sequence[str]) -> dict[str, str]:
    """Return the fix "did you mean ...?", where something known is spelt nearly so."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return {"fix": f"did you mean {found[0]}?"} if found else {}
