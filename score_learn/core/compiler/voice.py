"""Who says a draft's words: the source, or a translation that is whole for the unit at hand.

The unit that never mixes languages is the card, the question, and the title.  If one string of a
unit has no translation, the whole unit stands in the source language and says so.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from score_learn.core.compiler.catalog import Catalog, fits, linked
from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.draft import Image, Message, messages_in
from score_learn.core.compiler.pictures import Gallery, face_of
from score_learn.core.compiler.prose import render_inline, render_plain
from score_learn.core.compiler.recordings import Recordings
from score_learn.core.question import Picture


@dataclass(frozen=True, slots=True)
class Voice:
    """Says the words of one unit, all in one language."""

    lang: str
    find: Callable[[Message], str]
    gallery: Gallery
    recordings: Recordings

    def say(self, message: Message) -> str:
        """Return the words as one line of Markdown."""
        return linked(message, self.find(message))

    def inline(self, message: Message) -> str:
        """Return the words as HTML without blocks."""
        return render_inline(self.say(message))

    def plain(self, message: Message) -> str:
        """Return the words without markup."""
        return render_plain(self.say(message))

    def paragraphs(self, messages: Sequence[Message]) -> str:
        """Return one message inline, several as paragraphs."""
        if len(messages) == 1:
            return self.inline(messages[0])
        return "".join(f"<p>{self.inline(message)}</p>" for message in messages)

    def audio(self, messages: Iterable[Message]) -> tuple[str, ...]:
        """Return the recordings of all these words, in turn; none unless there is one of each."""
        words = [self.find(message) for message in messages if message.text]
        found = [self.recordings.find(one, self.lang) for one in words]
        return tuple(name for name in found if name) if all(found) else ()

    def face(self, speaker: Message) -> Picture | None:
        """Return the face of who speaks in a story: `img/face-<name>.svg`, the source's name."""
        found = self.gallery.find(face_of(speaker.text), self.lang)
        if found is None:
            return None
        return Picture(name=found.name, alt="", width=found.width, height=found.height)

    def picture(self, image: Image | None) -> Picture | None:
        """Return the picture, in the version for this language where there is one."""
        found = self.gallery.find(image.path, self.lang) if image else None
        if image is None or found is None:
            return None
        return Picture(
            name=found.name, alt=self.plain(image.alt), width=found.width, height=found.height
        )


@dataclass
class Speaker:
    """Finds the voice for each unit of one edition, and remembers what was missing and used."""

    language: str
    catalog: Catalog
    own: Catalog
    gallery: Gallery
    recordings: Recordings = field(default_factory=Recordings)
    missing: set[tuple[str, str]] = field(default_factory=set)
    used: dict[tuple[str, str], str] = field(default_factory=dict)

    def voice(self, unit: object, report: Report) -> Voice:
        """Return the translation's voice if it has every string of the unit, else the source's."""
        source = Voice(self.language, self._source, self.gallery, self.recordings)
        if self.catalog.lang == self.language:
            return source
        found: dict[tuple[str, str], str] = {}
        missing: set[tuple[str, str]] = set()
        for message in messages_in(unit):
            translation = self._fitting(message, report)
            if translation is None:
                missing.add((message.context, message.text))
            else:
                found[(message.context, message.text)] = translation
        self.missing |= missing
        if missing:
            return source
        self.used.update(found)
        return Voice(self.catalog.lang, self._translation, self.gallery, self.recordings)

    def digest(self) -> str:
        """Return the hash of the entries used, "" for the source."""
        if self.catalog.lang == self.language:
            return ""
        rows = sorted([*key, text] for key, text in self.used.items())
        return sha256(json.dumps(rows).encode()).hexdigest()[:16]

    def _fitting(self, message: Message, report: Report) -> str | None:
        report.at = message.line
        translation = self.catalog.find(message) if message.text else message.text
        if translation and not fits(message, translation):
            report.add("F19", message.line, f"{self.catalog.lang}: {translation}")
            return None
        return translation

    def _source(self, message: Message) -> str:
        """Return the author's words; those of true and false as the program says them."""
        words = self.own.find(message) if message.program else None
        return words or message.text

    def _translation(self, message: Message) -> str:
        return self.used[(message.context, message.text)]
