"""Recordings of a course's words: `audio/<words>.<language>.opus` beside the lessons.

A recording is named by the words that are spoken, so that a reworded sentence is never heard in its
old form: its recording is simply not found any more.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from score_learn.core.compiler.codes import Report
from score_learn.core.languages import REGISTRY

FOLDER = "audio/"
NAME = re.compile(r"audio/([0-9a-f]{10})\.([a-z]{2,3}(?:_[A-Za-z]+)?)\.opus")
LARGEST = 512 * 1024
"""Bytes; a minute of speech has about 200 KiB."""

MARKS = re.compile(r"[*_`]|\]\(\d+\)|\[")


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFile:
    """What is known of a recording without keeping it: its size, first bytes and hash."""

    size: int
    head: bytes
    digest: str


def recording_id(words: str) -> str:
    """Return what the recording of these words is called: 10 hex digits of their sha256."""
    return sha256(spoken(words).encode()).hexdigest()[:10]


def spoken(words: str) -> str:
    """Return the words as they are said, without marks of Markdown."""
    return " ".join(MARKS.sub("", words).split())


@dataclass
class Recordings:
    """The recordings of one folder; `used` are those whose words stand on a page."""

    files: Mapping[str, AudioFile] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def find(self, words: str, lang: str) -> str | None:
        """Return the public name of the words' recording in a language; it tells nothing."""
        path = f"{FOLDER}{recording_id(words)}.{lang}.opus"
        file = self.files.get(path)
        if file is None:
            return None
        self.used.add(path)
        return f"{file.digest[:16]}.opus"

    def judge(self, path: str, report: Report) -> None:
        """Report what is wrong with a recording's file."""
        file, found = self.files[path], NAME.fullmatch(path)
        if not found or found[2] not in REGISTRY:
            report.add("P11", 1, path)
        elif file.size > LARGEST:
            report.add("P12", 1, f"{file.size} bytes")
        elif file.head[:4] != b"OggS" or b"OpusHead" not in file.head:
            report.add("P13", 1, path)
        elif path not in self.used:
            report.add("P14", 1, path)
