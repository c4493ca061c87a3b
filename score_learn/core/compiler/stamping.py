"""Writes into a folder's files what the trainer's tool may write: ids and repaired marks.

Pure: bytes in, texts out.  Chance comes in as a seed, so that the same folder and seed give the
same ids.  An id is never given twice, not even after its question is gone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from score_learn.core.compilation import PublishedQuestion
from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.draft import PageDraft, QuestionDraft
from score_learn.core.compiler.folder import RETIRED, STANDARD, FolderReader, retired_ids
from score_learn.core.compiler.limits import unlimited
from score_learn.core.compiler.pictures import Gallery
from score_learn.core.compiler.repair import repaired
from score_learn.core.compiler.source import read_lines, unified
from score_learn.core.compiler.versions import question_version

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
OLD_ID = re.compile(r"(<!--\s*(?:[^>]*\s)?q:)[^\s>]*(?=\s|-->)")
COMMENT = re.compile(r"<!--\s*(?=(?:audience|points|partial|shuffle|read):)")


@dataclass
class Stamper:
    """Stamps one folder; `written` are the files that change, `notes` what was done."""

    files: Mapping[str, bytes]
    published: Mapping[str, PublishedQuestion]
    seed: str
    written: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def stamp(self) -> None:
        """Repair marks, renew copied ids, give new ones, and retire those that vanished."""
        pages = self._pages()
        kept = self._keepers(pages)
        fresh = self._fresh()
        for page in pages:
            lines = self._mended(page.file)
            for question in page.questions:
                if kept.get(question.id) != (page.file, question.line):
                    new = next(fresh)
                    lines[question.line - 1] = stamped(lines[question.line - 1], new)
                    self.notes.append(f"{page.file}:{question.line}: {new}")
            self._write(page.file, "\n".join(lines))
        self._retire(set(kept) | self._written_ids())

    def _pages(self) -> list[PageDraft]:
        draft = FolderReader("stamp", self.files, STANDARD, unlimited).read()
        return list(draft.pages) if draft else []

    def _keepers(self, pages: list[PageDraft]) -> dict[str, tuple[str, int]]:
        """Return where each id stays: of equals, with the one that is read first."""
        gallery = Gallery(self.files)
        kept: dict[str, tuple[str, int]] = {}
        best: dict[str, tuple[bool, bool]] = {}
        for page in pages:
            for question in page.questions:
                claim = self._claim(question, page.key, gallery)
                if question.id and (question.id not in kept or claim > best[question.id]):
                    kept[question.id], best[question.id] = (page.file, question.line), claim
        return kept

    def _claim(self, question: QuestionDraft, page: str, gallery: Gallery) -> tuple[bool, bool]:
        """Return whether a question stands in the lesson, and in the words, that are published.

        The lesson counts first: a copied file holds the published words too, and the original may
        be reworded after it was copied.
        """
        known = self.published.get(question.id)
        if known is None:
            return False, False
        return known.page == page, known.version == question_version(question, gallery).version

    def _fresh(self) -> Iterator[str]:
        """Yield ids that were never used in this folder."""
        taken = (
            retired_ids(self.files.get(RETIRED, b"")) | set(self.published) | self._written_ids()
        )
        count = 0
        while True:
            count += 1
            digest = sha256(f"{self.seed}/{count}".encode()).digest()
            new = "".join(ALPHABET[byte & 31] for byte in digest[:4])
            if new not in taken:
                taken.add(new)
                yield new

    def _written_ids(self) -> set[str]:
        """Return every id that stands in a file, also in one that could not be read as a page.

        Without its zero bytes even a file that was saved as UTF-16 shows its ids.
        """
        bare = (content.replace(b"\0", b"") for content in self.files.values())
        texts = [content.decode("utf-8", "replace") for content in bare]
        return {found for text in texts for found in re.findall(r"q:([0-9a-z]{4,6})", text)}

    def _mended(self, file: str) -> list[str]:
        texts = unified(self.files[file].decode("utf-8")).split("\n")
        code = {line.number for line in read_lines(texts, 1, Report(file)) if line.code}
        return [text if number in code else repaired(text) for number, text in enumerate(texts, 1)]

    def _write(self, file: str, text: str) -> None:
        if text.encode() != self.files.get(file, b""):
            self.written[file] = text

    def _retire(self, present: set[str]) -> None:
        gone = sorted(set(self.published) - present - retired_ids(self.files.get(RETIRED, b"")))
        if gone:
            old = self.files.get(RETIRED, b"").decode("utf-8", "replace").rstrip("\n")
            self._write(RETIRED, "\n".join([*([old] if old else []), *gone]) + "\n")
            self.notes += [f"{RETIRED}:1: {one} is retired" for one in gone]


def stamped(heading: str, new: str) -> str:
    """Return the heading with that id in its comment, in a comment of its own if it has none."""
    if OLD_ID.search(heading):
        return OLD_ID.sub(rf"\g<1>{new}", heading, count=1)
    if COMMENT.search(heading):
        return COMMENT.sub(f"<!-- q:{new} ", heading, count=1)
    return f"{heading.rstrip()} <!-- q:{new} -->"
