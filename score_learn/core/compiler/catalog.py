"""Translations of one module into one language.

Only whole truths get in: a fuzzy or empty entry is not there, and one that would not fit its
source (another set of links, hidden signs, unbounded length) counts as missing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from babel.messages.pofile import PoFileError, read_po

from score_learn.core.compiler.draft import Message
from score_learn.core.compiler.source import HIDDEN, flat, unified
from score_learn.core.compiler.words import (
    CODE_SPAN,
    IMAGE,
    MARKS,
    MOST_MARKS,
    MOST_SIGNS,
    outside_code,
)
from score_learn.core.pseudo import END, RIGHT_TO_LEFT, pseudo

Entries = Mapping[tuple[str, str], str]

REVIEWED = re.compile(rb'^"X-Reviewed: *yes *\\n"', re.I | re.M)
"""Babel drops headers it does not know, so this one is read from the text."""

TARGET = re.compile(r"\]\(([^)]*)\)")
PSEUDO_KEEPS = "/accept"
"""Accepted answers are typed, so the pseudo language leaves them as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Entries by context and source text; `program` holds the program's own, for True and False.

    `faults` are what could not be read in the file, by line.  A pseudo catalog has no entries: it
    makes every translation from the source.
    """

    lang: str
    entries: Entries = field(default_factory=dict)
    reviewed: bool = False
    program: Entries = field(default_factory=dict)
    faults: tuple[tuple[int, str], ...] = ()
    pseudo: bool = False

    def find(self, message: Message) -> str | None:
        """Return the translation, or None when there is none."""
        if self.pseudo:
            kept = message.context.endswith(PSEUDO_KEEPS)
            return message.text if kept else pseudo(self.lang, message.text)
        entries = self.program if message.program else self.entries
        return entries.get((message.context, message.text))


def pseudo_catalog(lang: str) -> Catalog:
    """Return the catalog of a language made by program."""
    return Catalog(lang=lang, pseudo=True)


def read_catalog(lang: str, course: bytes, program: bytes = b"") -> Catalog:
    """Return the catalog in a course's PO file, with the entries of the program's beside it.

    It counts as reviewed only if its header says `X-Reviewed: yes`.
    """
    entries, reviewed, faults = _read(course)
    own, _, _ = _read(program)
    return Catalog(lang=lang, entries=entries, reviewed=reviewed, program=own, faults=faults)


def _read(content: bytes) -> tuple[Entries, bool, tuple[tuple[int, str], ...]]:
    try:
        catalog = read_po(BytesIO(content), abort_invalid=True)
    except PoFileError as error:
        return {}, False, ((error.lineno + 1, str(error)),)
    except (UnicodeDecodeError, ValueError, LookupError) as error:
        return {}, False, ((1, str(error)),)
    entries: dict[tuple[str, str], str] = {}
    for message in catalog:
        whole = isinstance(message.id, str) and isinstance(message.string, str)
        if message.id and message.string and whole and not message.fuzzy:
            entries[(str(message.context or ""), unified(str(message.id)))] = str(message.string)
    return entries, REVIEWED.search(content) is not None, ()


def fits(message: Message, translation: str) -> bool:
    """Tell whether a translation can stand where the source stands."""
    outside = CODE_SPAN.sub("", translation) if len(translation) <= 2 * MOST_SIGNS else ""
    targets = sorted(TARGET.findall(outside))
    return (
        len(translation) <= 2 * MOST_SIGNS
        and len(MARKS.findall(translation)) <= 2 * MOST_MARKS
        and not HIDDEN.search(translation.strip(RIGHT_TO_LEFT + END).replace("\n", " "))
        and targets == sorted(str(number) for number in range(1, len(message.links) + 1))
        and not IMAGE.search(outside)
    )


def linked(message: Message, translation: str) -> str:
    """Return the translation with the link targets in the place of their numbers."""
    if not message.links:
        return flat(translation)

    def target(found: re.Match[str]) -> str:
        return f"]({message.links[int(found[1]) - 1]})"

    return outside_code(flat(translation), lambda part: TARGET.sub(target, part))
