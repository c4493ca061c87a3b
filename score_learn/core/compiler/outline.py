"""A page by its headings: title, cards, questions, and what stands under each."""

import re
from dataclasses import dataclass
from itertools import pairwise

from score_learn.core.compiler.attributes import Settings, split_settings
from score_learn.core.compiler.blocks import Raw, split
from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.source import Line

HEADING = re.compile(r"^ {0,3}(#{1,6})(?: +(.*?))?(?: +#+)? *$")
NEARLY = re.compile(r"^ {0,3}(#{1,6})([^\s#].*?)(?: +#+)? *$")
"""A heading whose space is missing; it is read as one, so that nothing under it is misjudged."""
DEEPEST = 3
MOST_SECTIONS = 200


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks under it, up to the next heading; `bare` when nothing stands there."""

    level: int
    line: int
    title: str
    settings: Settings
    blocks: list[Raw]
    bare: bool


def outline(lines: list[Line], report: Report) -> tuple[list[Raw], list[Section]]:
    """Return the blocks before the first heading, and the sections."""
    sections: list[Section] = []
    starts: list[int] = []
    for place, line in enumerate(lines):
        if _is_heading(line, report, titled=bool(starts)):
            starts.append(place)
    if len(starts) > MOST_SECTIONS:
        report.add("L05", lines[starts[MOST_SECTIONS]].number, f"{len(starts)} headings")
    for start, end in pairwise([*starts, len(lines)]):
        sections.append(_section(lines[start], tuple(lines[start + 1 : end]), report))
    _judge_levels(sections, report)
    before = split(tuple(lines[: starts[0]] if starts else lines), report)
    return before, sections


def _is_heading(line: Line, report: Report, *, titled: bool) -> bool:
    """Tell whether a line begins a section; a single # that touches its word is no second title."""
    if line.code:
        return False
    nearly = NEARLY.match(line.text)
    if nearly and nearly[1] == "#" and titled:
        fix = "put a space after ## for a card; in a text begin the line with another word"
        report.add("M15", line.number, line.text, fix=fix)
        return False
    if nearly:
        report.add("M15", line.number, line.text, fix=f"put a space after {nearly[1]}")
    return bool(nearly or HEADING.match(line.text))


def _section(line: Line, under: tuple[Line, ...], report: Report) -> Section:
    found = HEADING.match(line.text) or NEARLY.match(line.text)
    level, words = (len(found[1]), found[2] or "") if found else (1, "")
    title, settings = split_settings(words, line.number, report)
    if not title:
        report.add("M09", line.number, line.text)
    bare = all(other.blank for other in under)
    return Section(level, line.number, title, settings, split(under, report), bare)


def _judge_levels(sections: list[Section], report: Report) -> None:
    if not sections or sections[0].level != 1:
        report.add("F10", sections[0].line if sections else 1, "no title")
    above = 0
    for place, section in enumerate(sections):
        if section.level == 1 and place:
            fix = "write ## before it; a page has one title"
            report.add("F10", section.line, section.title, fix=fix)
        elif section.level > DEEPEST or section.level > above + 1 > 1:
            report.add("M01", section.line, "#" * section.level + " " + section.title)
        above = section.level
