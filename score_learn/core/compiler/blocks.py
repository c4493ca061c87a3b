"""Lines into blocks: paragraphs, lists, quotes, tables and code.

The structure is decided here and nowhere else, so that a question means the same in every viewer
and no translation can change it.  Nesting, length and number are bounded: whatever passes is
rendered quickly.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.source import Line

MOST_BLOCKS = 60

ITEM = re.compile(r"^( {0,3})([-*+]|\d{1,9}[.)])(?: +(.*)|$)")
QUOTE = re.compile(r"^ {0,3}> ?(.*)$")
RULE = re.compile(r"^ {0,3}([-*_])(?: *\1){2,} *$")
UNDERLINE = re.compile(r"^ {0,3}(={2,}|-{2,}) *$")
DELIMITER = re.compile(r"^ *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:")

Sort = Literal["paragraph", "list", "quote", "table", "code"]


@dataclass(frozen=True, slots=True)
class RawItem:
    """A list item: its number if it has one, its words, and the lines indented under it.

    `width` is how far the words stand from the margin.
    """

    line: int
    number: int | None
    text: str
    children: list[Line]
    width: int


@dataclass(frozen=True, slots=True)
class Raw:
    """A block by its lines; `glued` blocks follow the one before without an empty line."""

    sort: Sort
    line: int
    lines: tuple[Line, ...] = ()
    items: tuple[RawItem, ...] = ()
    glued: bool = False


@dataclass
class Splitter:
    """Walks over the lines of one level."""

    lines: tuple[Line, ...]
    report: Report
    place: int = 0
    blocks: list[Raw] = field(default_factory=list)

    def split(self) -> list[Raw]:
        """Return the blocks of this level."""
        while self.place < len(self.lines):
            line = self.lines[self.place]
            if line.blank:
                self.place += 1
            else:
                self._block(line)
        if len(self.blocks) > MOST_BLOCKS:
            self.report.add("L05", self.blocks[MOST_BLOCKS].line, f"{len(self.blocks)} blocks")
        return self.blocks

    def _block(self, line: Line) -> None:
        self.report.at = line.number
        if line.code:
            self._add("code", self._while(lambda other: other.code))
        elif self._refused(line):
            self.place += 1
        elif QUOTE.match(line.text):
            self._add("quote", self._while(lambda other: bool(QUOTE.match(other.text))))
        elif ITEM.match(line.text):
            self._list()
        elif self._is_table():
            self._add("table", self._while(lambda other: "|" in other.text))
        else:
            self._add("paragraph", self._paragraph())

    def _add(self, sort: Sort, lines: tuple[Line, ...]) -> None:
        first = self.place - len(lines)
        glued = first > 0 and not self.lines[first - 1].blank
        self.blocks.append(Raw(sort, lines[0].number, lines, glued=glued))

    def _while(self, belongs: Callable[[Line], bool]) -> tuple[Line, ...]:
        """Take lines as long as they belong; the first always does."""
        start = self.place
        self.place += 1
        while self.place < len(self.lines) and belongs(self.lines[self.place]):
            self.place += 1
        return self.lines[start : self.place]

    def _refused(self, line: Line) -> bool:
        code = ""
        if line.indent > 3:
            code = "M04"
        elif RULE.match(line.text):
            code = "M13"
        elif REFERENCE.match(line.text):
            code = "M10"
        if code:
            self.report.add(code, line.number, line.text)
        return bool(code)

    def _is_table(self) -> bool:
        following = self.lines[self.place + 1 : self.place + 2]
        return (
            bool(following)
            and "|" in self.lines[self.place].text
            and "|" in following[0].text
            and bool(DELIMITER.match(following[0].text))
        )

    def _paragraph(self) -> tuple[Line, ...]:
        lines = self._while(_continues)
        following = self.lines[self.place : self.place + 1]
        if following and UNDERLINE.match(following[0].text):
            self.report.add("M02", following[0].number, following[0].text)
            self.place += 1
        return lines

    def _list(self) -> None:
        """Take a list: its items, what is indented under them, and empty lines between."""
        start = end = self.place
        ordered = _ordered(self.lines[start])
        for place in range(start, len(self.lines)):
            line = self.lines[place]
            if line.blank:
                continue
            if line.indent < 2 and (line.code or _ordered(line) is not ordered):
                break
            end = place + 1
        self.place = end
        self._add("list", self.lines[start:end])
        items = _items(self.lines[start:end])
        self.blocks[-1] = replace(self.blocks[-1], items=items)
        if len(items) > MOST_BLOCKS:
            self.report.add("L05", items[MOST_BLOCKS].line, f"{len(items)} items")


def split(lines: tuple[Line, ...], report: Report) -> list[Raw]:
    """Return the blocks of these lines, one level deep."""
    return Splitter(lines, report).split()


def unquoted(block: Raw) -> tuple[Line, ...]:
    """Return the lines of a quote without their `>`."""
    lines: list[Line] = []
    for line in block.lines:
        found = QUOTE.match(line.text)
        lines.append(Line(line.number, found[1].rstrip() if found else ""))
    return tuple(lines)


def _continues(line: Line) -> bool:
    """Tell whether a line goes on with a paragraph; a list of its own must begin with 1."""
    item = ITEM.match(line.text)
    begins = item and (item[2] in "-*+" or item[2][:-1] == "1")
    return not (
        line.blank or line.code or begins or QUOTE.match(line.text) or UNDERLINE.match(line.text)
    )


def _ordered(line: Line) -> bool | None:
    """Return True for 1., False for a bullet, None for anything else, a rule included."""
    item = None if line.code or RULE.match(line.text) else ITEM.match(line.text)
    return item[2] not in "-*+" if item else None


def _items(lines: tuple[Line, ...]) -> tuple[RawItem, ...]:
    items: list[RawItem] = []
    children: list[Line] = []
    for line in lines:
        found = None if line.code or (items and line.indent > 1) else ITEM.match(line.text)
        if found:
            children = []
            width = len(found[2]) + 1
            number = int(found[2][:-1]) if found[2] not in "-*+" else None
            items.append(RawItem(line.number, number, (found[3] or "").strip(), children, width))
        else:
            children.append(_dedented(line, items[-1].width))
    return tuple(items)


def _dedented(line: Line, width: int) -> Line:
    return Line(line.number, line.text[min(line.indent, width) :], code=line.code)
