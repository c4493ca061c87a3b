"""Mistakes of authors, as values.

Nothing is raised for what an author wrote: problems are collected and reading goes on, so that all
of them are reported at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "notice"]

MOST = 100
"""Problems of one severity that are said of one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake, where it stands, and how to put it right.

    `code` is stable and listed in docs/authoring.md.  A notice does not stop publishing; an error
    does.  `file` is relative to the module's folder; `line` counts from 1.
    """

    code: str
    severity: Severity
    file: str
    line: int
    read: str
    expected: str
    fix: str


@dataclass(frozen=True, slots=True)
class Code:
    """What is always the same about a mistake.  A code is never given a second meaning."""

    severity: Severity
    expected: str
    fix: str


@dataclass
class Report:
    """Collects what is wrong with one file, in the words of `codes`.

    Of errors beyond a hundred it says `more`, once, where that is a code; of notices nothing.
    `at` is the line being worked on, for a problem that comes without one, such as running out
    of time.
    """

    file: str
    codes: Mapping[str, Code]
    problems: list[Problem] = field(default_factory=list)
    at: int = 1
    more: str = ""

    def add(self, code: str, line: int, read: str, **change: str) -> None:
        """Add a mistake; `change` replaces the code's own `expected` or `fix`."""
        severity = self.codes[code].severity
        alike = sum(found.severity == severity for found in self.problems)
        if alike < MOST:
            self._append(code, line, read, change)
        elif alike == MOST and severity == "error" and self.more:
            self._append(self.more, line, "more mistakes", {})

    def _append(self, code: str, line: int, read: str, change: Mapping[str, str]) -> None:
        self.problems.append(worded(code, self.codes[code], self.file, line, read, **change))

    @property
    def failed(self) -> bool:
        """True when something graver than a notice was found."""
        return any(found.severity == "error" for found in self.problems)


def worded(code: str, row: Code, file: str, line: int, read: str, **change: str) -> Problem:
    """Return one problem with the wording of its code; `change` replaces `expected` or `fix`."""
    return Problem(
        code=code,
        severity=row.severity,
        file=file,
        line=line,
        read=_shown(read),
        expected=change.get("expected", row.expected),
        fix=change.get("fix", row.fix),
    )


def _shown(read: str) -> str:
    """Return what was read, short and with hidden signs made visible."""
    text = "".join(
        sign if sign.isprintable() or sign in "‍‌" else f"\\u{ord(sign):04x}" for sign in read
    )
    return text if len(text) <= 80 else text[:79] + "…"
