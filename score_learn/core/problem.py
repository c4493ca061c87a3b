"""Mistakes of authors, as values.

The compiler never raises for what an author wrote: it collects problems and goes on, so that all
of them are reported at once.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake, where it stands, and how to put it right.

    `code` is stable and listed in docs/authoring.md.  A notice does not stop publishing; an error
    does.  `file` is relative to the module's folder; `line` counts from 1.
    """

    code: str
    severity: Literal["error", "notice"]
    file: str
    line: int
    read: str
    expected: str
    fix: str
