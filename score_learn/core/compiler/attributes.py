"""Settings in the comment behind a heading or a choice: `<!-- q:k3f9 points:2 -->`."""

import re
from dataclasses import dataclass, field
from typing import cast, get_args

from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.source import settings_in
from score_learn.core.question import Audience

WORD = re.compile(r"(\w+):\s*([^\s:]+)(?!\S)|(\S+)")
ID = re.compile(r"[0-9abcdefghjkmnpqrstvwxyz]{4,6}")
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
QUESTION = {"q", "audience", "points", "partial", "shuffle", "read"}
POOL = {"pool", "pick", "pass", "audience"}
CHOICE = {"c", "last"}
SHEET = {"talk", "commitments"}
NOTE = {"course"}
ALONE = {"last", *SHEET}
"""Settings that are words of their own, without a colon."""
YES = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """The words of a comment, and a report for those that make no sense."""

    line: int
    report: Report
    words: dict[str, str] = field(default_factory=dict)

    @property
    def audience(self) -> Audience:
        """The audience asked for, or "all"."""
        return audience(self.words.get("audience", "all"), self.line, self.report, "Q29")

    @property
    def read(self) -> str:
        """The card to read again, as written; an empty name is reported."""
        word = self.words.get("read")
        if word == "":
            self.report.add("Q40", self.line, "read:")
        return word or ""

    def yes(self, key: str, otherwise: bool) -> bool:
        """Return a yes-or-no setting."""
        word = self.words.get(key)
        if word is not None and word not in YES:
            self.report.add("Q29", self.line, f"{key}:{word}")
        return YES.get(word or "", otherwise)

    def count(self, key: str, otherwise: int, code: str) -> int:
        """Return a whole number from 1 to 20, in ASCII digits."""
        word = self.words.get(key)
        if word is None:
            return otherwise
        if re.fullmatch(r"[1-9]|1[0-9]|20", word):
            return int(word)
        expected = f"{key}: and a whole number from 1 to 20, such as {key}:5"
        self.report.add(code, self.line, f"{key}:{word}", expected=expected)
        return otherwise


def audience(word: str, line: int, report: Report, code: str) -> Audience:
    """Return the audience of that name; anything else is reported and means everyone."""
    if word in get_args(Audience):
        return cast("Audience", word)
    report.add(code, line, f"audience:{word}", expected="all, worker, supervisor or manager")
    return "all"


def split_settings(text: str, line: int, report: Report) -> tuple[str, Settings]:
    """Return the text without its settings, and the settings."""
    settings = Settings(line, report)
    kept: list[str] = []
    end = 0
    for found in settings_in(text):
        kept.append(text[end : found.start()])
        end = found.end()
        _read(found[2], settings)
    return ("".join(kept) + text[end:]).strip(), settings


def _read(comment: str, settings: Settings) -> None:
    for found in WORD.finditer(comment):
        key = found[1] or found[3]
        if key in settings.words or (found[3] and key not in ALONE and not key.endswith(":")):
            settings.report.add("M11", settings.line, found[0])
        settings.words[key.rstrip(":")] = found[2] or ""


def only(settings: Settings, allowed: set[str]) -> Settings:
    """Report every setting that does not belong here."""
    for key, value in settings.words.items():
        if key not in allowed:
            settings.report.add("M11", settings.line, f"{key}:{value}" if value else key)
    return settings
