"""Compiling course folders in the limited child, and stamping ids into them.

Nothing here reads Markdown: a child of its own does, with bounds on time, memory and writing, so
that no file of a trainer's can harm the program.  A child that dies is a problem like any other.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import score_learn
from score_learn.core.compilation import Compilation, PublishedQuestion
from score_learn.core.document import from_document
from score_learn.core.problem import Problem

ROOT = Path(score_learn.__file__).parents[1]
CHILD = "score_learn.core.compiler"
WALL_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamping:
    """What stamping did: the files written, and a line for each id given or retired."""

    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: Problem | None = None


def compile_folder(
    folder: Path,
    *,
    translations: Path,
    languages: Sequence[str],
    wall_seconds: float = WALL_SECONDS,
) -> Compilation:
    """Return the editions of a module's folder, or its problems.

    `languages` are registry codes; one without a catalog gets no edition.  The source is always
    compiled.
    """
    request = {
        "mode": "compile",
        "folder": str(folder.resolve()),
        "translations": str(translations.resolve()),
        "languages": list(languages),
    }
    reply = _ask(request, wall_seconds)
    if isinstance(reply, Problem):
        return Compilation(key=folder.resolve().name, revision="", problems=(reply,))
    return from_document(Compilation, reply)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptLine:
    """One recording to make: its file, where the words stand, a note for the reader, the words."""

    file: str
    place: str
    note: str
    words: str
    recorded: bool


def audio_script(
    folder: Path, *, translations: Path, language: str, wall_seconds: float = WALL_SECONDS
) -> list[ScriptLine]:
    """Return what a reader should record of a module in a language, in the course's order.

    Empty where the folder cannot be read at all: `compile_folder` says why.
    """
    request = {
        "mode": "script",
        "folder": str(folder.resolve()),
        "translations": str(translations.resolve()),
        "languages": [language],
    }
    reply = _ask(request, wall_seconds)
    if isinstance(reply, Problem):
        return []
    return [from_document(ScriptLine, line) for line in reply]


def stamp_folder(
    folder: Path,
    *,
    published: Mapping[str, PublishedQuestion] | None = None,
    wall_seconds: float = WALL_SECONDS,
) -> Stamping:
    """Write missing ids and repaired marks into a module's files.

    `published` says where the question ids on the shelf are: of several questions with one id the
    one in that lesson keeps it, then the one in those words, then the one that is read first.  An
    id that is published but no longer in the folder is retired.
    """
    request = {
        "mode": "stamp",
        "folder": str(folder.resolve()),
        "published": dict(published or {}),
        "seed": secrets.token_hex(16),
    }
    reply = _ask(request, wall_seconds)
    if isinstance(reply, Problem):
        return Stamping(problem=reply)
    _write_all({folder / name: text for name, text in reply["files"].items()})
    return Stamping(files=tuple(sorted(reply["files"])), notes=tuple(reply["notes"]))


def _ask(request: Mapping[str, object], wall_seconds: float) -> Any | Problem:
    """Return the child's reply, or the problem that it gave none."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", CHILD],
            input=json.dumps(request),
            capture_output=True,
            encoding="utf-8",
            cwd=ROOT,
            env={"PATH": os.defpath, "PYTHONUTF8": "1"},
            timeout=wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _unanswered("L01", f"no reply within {wall_seconds:g} seconds")
    if child.returncode:
        last = child.stderr.strip().rpartition("\n")[2]
        return _unanswered("L08", f"the compiler ended with {child.returncode}: {last}")
    return json.loads(child.stdout)


def _unanswered(code: str, read: str) -> Problem:
    return Problem(
        code=code,
        severity="error",
        file="module.md",
        line=1,
        read=read,
        expected="a folder that is compiled in time",
        fix="take out the newest changes until it compiles, then report the text that did not",
    )


def _write_all(texts: Mapping[Path, str]) -> None:
    """Replace files so that each is at any moment either whole and old or whole and new."""
    for path, text in texts.items():
        descriptor, new = tempfile.mkstemp(dir=path.parent, prefix=".stamp-")
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            Path(new).chmod(path.stat().st_mode)
        else:
            Path(new).chmod(0o644)
        Path(new).replace(path)
