"""Reads a module's folder from disk, and nothing outside it."""

import hashlib
import os
import stat
from pathlib import Path

from score_learn.core.compiler.recordings import AudioFile

MOST_FILES = 500
MOST_BYTES = 256 * 1024 + 1
"""One byte more than any file may have, so that a larger one is noticed without being read."""

KEPT = {".retired"}
ASIDE = {"drawings", "audio"}
HEAD = 64
"""Bytes kept of a recording, to know what it is."""
LONGEST_NAME = 120


def read_folder(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return the files by their path, and the paths of what is no ordinary file.

    Hidden files of editors and version control are passed over; so is drawings/, since what drawings
    are made from is no part of a course, and audio/, which `read_audio` reads.  Links are never
    followed.
    """
    files: dict[str, bytes] = {}
    strange: list[str] = []
    for place, folders, names in os.walk(folder):
        aside = ASIDE if Path(place) == folder else set()
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in aside
        )
        for name in [*folders, *sorted(names)]:
            path = Path(place, name)
            kept = not name.startswith(".") or name in KEPT
            if kept and len(files) < MOST_FILES:
                _take(path, path.relative_to(folder).as_posix(), files, strange)
    return files, strange


def _take(path: Path, name: str, files: dict[str, bytes], strange: list[str]) -> None:
    mode = path.lstat().st_mode
    if stat.S_ISDIR(mode):
        return
    if not stat.S_ISREG(mode) or not name.isprintable() or len(name) > LONGEST_NAME:
        strange.append(name.encode("utf-8", "backslashreplace").decode())
        return
    with path.open("rb") as file:
        files[name] = file.read(MOST_BYTES)


def read_audio(folder: Path) -> dict[str, AudioFile]:
    """Return what is known of the recordings in audio/, by their path; links are passed over."""
    found = (path for path in sorted((folder / "audio").glob("*")) if not path.name.startswith("."))
    return {
        path.relative_to(folder).as_posix(): _audio(path)
        for path in found
        if stat.S_ISREG(path.lstat().st_mode) and path.name.isprintable()
    }


def _audio(path: Path) -> AudioFile:
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return AudioFile(size=path.stat().st_size, head=head, digest=digest)
