"""Which mark a list item bears, and so which lists are answer lists."""

import re
from dataclasses import dataclass
from typing import Literal

from score_learn.core.compiler.blocks import Raw, RawItem
from score_learn.core.compiler.repair import RIGHT, WRONG

Sort = Literal["round", "square", "order", "typed", "match", "unknown", "glued", "none"]

BRACKETS = re.compile(r"([(\[])([^()\[\]]{1,2})[)\]](?= |$)")
GLUED = re.compile(rf"\[[ {RIGHT}]\]\(")
TYPED = re.compile(r"=(?!>) *")
CODE_SPAN = re.compile(r"`[^`]*`")


@dataclass(frozen=True, slots=True)
class Marked:
    """A list item by its mark: what kind, which sign, and the words after it."""

    item: RawItem
    sort: Sort
    sign: str
    text: str

    @property
    def right(self) -> bool:
        """True when the sign means right."""
        return bool(self.sign.strip()) and self.sign in RIGHT


def marked(item: RawItem) -> Marked:
    """Return the item with its mark."""
    brackets = BRACKETS.match(item.text)
    if GLUED.match(item.text):
        return Marked(item, "glued", "", item.text)
    if brackets:
        sort = _sort(brackets[1], brackets[2])
        if sort != "none":
            return Marked(item, sort, brackets[2], item.text[brackets.end() :].strip())
    typed = TYPED.match(item.text)
    if typed:
        return Marked(item, "typed", "", item.text[typed.end() :])
    sort = "match" if arrow(item.text) is not None else "none"
    return Marked(item, sort, "", item.text)


def _sort(bracket: str, sign: str) -> Sort:
    if sign == " " or sign in RIGHT:
        return "round" if bracket == "(" else "square"
    if sign in WRONG:
        return "unknown"
    return "order" if bracket == "(" and sign.isdecimal() else "none"


def arrow(text: str) -> int | None:
    """Return where `=>` stands outside code, or None."""
    masked = CODE_SPAN.sub(lambda found: "`" * len(found[0]), text)
    place = masked.find("=>")
    return place if place >= 0 else None


def is_answer_list(raw: Raw, *, stamped: bool) -> bool:
    """Tell whether a list makes a question.

    Empty boxes under a heading without an id are a checklist; arrows in some items only are text.
    """
    if raw.sort != "list":
        return False
    sorts = [marked(item) for item in raw.items]
    if not stamped and all(row.sort == "square" and row.sign == " " for row in sorts):
        return False
    if any(row.sort not in {"none", "match"} for row in sorts):
        return True
    arrows = [row.sort == "match" for row in sorts]
    return any(arrows) if stamped else all(arrows)
