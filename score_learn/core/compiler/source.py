"""From bytes to lines that the rest of the compiler can trust.

Byte order marks and foreign line ends go first, because an unseen mark before a heading hides it.
Then hidden signs, merge leftovers and notes for trainers.  Zero-width joiners stay: Hindi and
Persian are misspelt without them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.repair import repaired

MOST_BYTES = 64 * 1024
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
SPACE = re.compile(r"[ \t\r\n\f\v]+")
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^`]*$")
MERGE = re.compile(r"^(<{7}|>{7})( |$)")
MIDDLE = "======="
"""Only between the other two: alone it is more likely a line under a heading."""

NOTE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|<!--(.*?)-->|(<!--)")
SETTING = re.compile(
    r"\s*(?:(?:q|pool|c|audience|points|partial|shuffle|read|pick|pass):|(?:last|talk|commitments)\s*$)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, counted from 1; `code` lines stand inside a fence."""

    number: int
    text: str
    code: bool = False

    @property
    def blank(self) -> bool:
        """True when the line parts two blocks."""
        return not self.code and not self.text.strip()

    @property
    def indent(self) -> int:
        """Count of spaces before the text."""
        return len(self.text) - len(self.text.lstrip(" "))


def decode(content: bytes, report: Report) -> list[str] | None:
    """Return the lines of a file, or None when it cannot be read at all."""
    if len(content) > MOST_BYTES:
        report.add("F01", 1, f"{len(content)} bytes")
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        report.add(
            "F02", content.count(b"\n", 0, error.start) + 1, repr(content[error.start :][:8])
        )
        return None
    if text.startswith("\ufeff") or "\r" in text:
        report.add("F14", 1, "byte order mark" if text.startswith("\ufeff") else "carriage return")
    return unified(text).split("\n")


def unified(text: str) -> str:
    """Return the text without byte order mark, with line feeds only, in composed form."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def flat(text: str) -> str:
    """Return the text on one line; spaces that do not break stay."""
    return SPACE.sub(" ", text).strip(" ")


def read_lines(texts: list[str], first: int, report: Report) -> list[Line]:
    """Return the lines of a page's body, marks repaired and notes taken out."""
    lines: list[Line] = []
    fence = ""
    note = 0
    for number, raw in enumerate(texts, first):
        swept = _swept(number, raw, report)
        text, note = _end_of_note(swept, note) if note else (swept, 0)
        inside, fence = bool(fence), fence if note else _fence(text, fence)
        if inside or fence:
            lines.append(Line(number, text, code=True))
        elif note:
            lines.append(Line(number, ""))
        else:
            mended, note = _open_line(number, text, report)
            lines.append(Line(number, mended))
    if note:
        report.add("M07", note, "<!--")
    if fence:
        report.add("M06", _last_fence(lines), fence)
    return lines


def _end_of_note(text: str, note: int) -> tuple[str, int]:
    _, closed, rest = text.partition("-->")
    return (rest, 0) if closed else ("", note)


def _fence(text: str, fence: str) -> str:
    """Return the open fence after this line, "" for none."""
    found = FENCE.match(text)
    if not fence:
        return found[1] if found else ""
    closes = text.strip().startswith(fence) and not text.strip().strip(fence[0])
    return "" if closes else fence


def _last_fence(lines: list[Line]) -> int:
    start = len(lines)
    while start and lines[start - 1].code:
        start -= 1
    return lines[start].number


def _swept(number: int, text: str, report: Report) -> str:
    """Return the line without hidden signs and marks of a merge; both are refused."""
    begun = any(found.code == "F11" for found in report.problems)
    if MERGE.match(text) or (begun and text.rstrip() == MIDDLE):
        report.add("F11", number, text[:7])
        return ""
    hidden = HIDDEN.search(text)
    if hidden:
        report.add("F13", number, hidden[0])
    return HIDDEN.sub("", text)


def _open_line(number: int, text: str, report: Report) -> tuple[str, int]:
    """Return the line as it is understood, and its number when a note opens in it."""
    stripped, note = _without_notes(text.replace("\t", "    "), number)
    if stripped.endswith("  ") and stripped.strip() and stripped.rstrip() == text.rstrip():
        report.add("M03", number, text)
    mended = repaired(stripped.rstrip())
    if mended != stripped.rstrip():
        report.add("Q21", number, text.strip())
    return mended, note


def _without_notes(text: str, number: int) -> tuple[str, int]:
    kept: list[str] = []
    end = 0
    for found in NOTE.finditer(text):
        if found[3]:
            return "".join(kept) + text[end : found.start()], number
        if found[2] is not None and not SETTING.match(found[2]):
            kept.append(text[end : found.start()])
            end = found.end()
    return "".join(kept) + text[end:], 0


def settings_in(text: str) -> Iterator[re.Match[str]]:
    """Yield the comments left in a line: those that set something."""
    return (found for found in NOTE.finditer(text) if found[2] is not None)
