"""Front matter: a few `key: value` lines between two `---`.

Read by hand: six keys need no YAML, and YAML would turn `no` into false and `010` into eight.
A value may be followed by ` # a note`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from score_learn.core.compiler.codes import Report

SETTING = re.compile(r"^([A-Za-z][A-Za-z-]*)\s*[:：]\s*(.*?)\s*$")
NOTE = re.compile(r"(^|\s)#.*$")


class Value(NamedTuple):
    """What a setting's value may be: as a pattern, and in words for who wrote another one."""

    pattern: str
    words: str


def one_of(*values: str) -> Value:
    """Return the value that is one of these words."""
    return Value("|".join(values), "one of: " + ", ".join(values))


YES_OR_NO = Value("yes|no", "yes or no")


@dataclass(frozen=True, slots=True)
class Header:
    """The settings of a page; `end` is how many lines they took."""

    end: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def choose(self, key: str, known: Value, otherwise: str, report: Report) -> str:
        """Return the value of `key` if it is one of those known, else report it."""
        value = self.values.get(key)
        if value is None:
            return otherwise
        if re.fullmatch(known.pattern, value):
            return value
        report.add("F08", self.lines[key], f"{key}: {value}", expected=known.words)
        return otherwise


def read_header(texts: list[str], known: set[str], report: Report) -> Header:
    """Return the front matter; a page without one has no settings."""
    if not texts or texts[0].rstrip() != "---":
        return Header()
    end = next((place for place, text in enumerate(texts[1:], 1) if text.rstrip() == "---"), 0)
    if not end:
        report.add("F05", 1, "---")
        return Header(_open_end(texts))
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, text in enumerate(texts[1:end], 2):
        plain = NOTE.sub("", text)
        key, value = _setting(plain)
        fault = _fault(plain, key, known, values)
        if fault:
            report.add(fault, number, text, **_expected(fault, known))
        elif key:
            values[key], lines[key] = value, number
    return Header(end + 1, values, lines)


def _open_end(texts: list[str]) -> int:
    """Return where settings end that nobody closed: before the first line that is none."""
    lines = enumerate(texts[1:], 1)
    return next((place for place, text in lines if not SETTING.match(text)), len(texts))


def _setting(text: str) -> tuple[str, str]:
    found = SETTING.match(text)
    return (found[1].lower(), found[2]) if found else ("", "")


def _fault(text: str, key: str, known: set[str], values: Mapping[str, str]) -> str:
    """Return the code of what is wrong with a line of the front matter, or ""."""
    if not text.strip():
        return ""
    if not SETTING.match(text):
        return "F06"
    if key not in known:
        return "F07"
    return "F09" if key in values else ""


def _expected(fault: str, known: set[str]) -> dict[str, str]:
    return {"expected": "one of: " + ", ".join(sorted(known))} if fault == "F07" else {}
