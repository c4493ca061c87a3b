"""The one file of a backup: a tar, gzipped, of a manifest, its seal, and the database.

Nothing in an archive decides where something is written: its three parts are known by name, read in
their order and copied into files of ours.
"""

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from score_learn.core.backup import BackupError, Manifest

CHUNK = 1024 * 1024
SMALL = 1024 * 1024
"""Bytes that a manifest may have."""

Progress = Callable[[int, int], None]
"""Told how many bytes are done, of how many."""


def write(target: Path, manifest: bytes, seal: str, database: Path, progress: Progress) -> None:
    """Write an archive that does not exist yet, and wait until it is on the disk."""
    size = database.stat().st_size
    target.touch(mode=0o600, exist_ok=False)
    with target.open("wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive:
            _add(archive, "manifest.json", len(manifest), io.BytesIO(manifest))
            _add(archive, "seal", len(seal), io.BytesIO(seal.encode()))
            with database.open("rb") as file:
                _add(archive, "database", size, _Counted(file, size, progress))
        raw.flush()
        os.fsync(raw.fileno())


def read_head(path: Path) -> tuple[bytes, str]:
    """Return the manifest and its seal; raises BackupError where there are none."""
    with _reading(path) as archive:
        manifest = _part(archive, "manifest.json", SMALL).read()
        return manifest, _part(archive, "seal", SMALL).read().decode("ascii")


def read_database(path: Path, manifest: Manifest, target: Path | None, progress: Progress) -> None:
    """Copy the database out of an archive, or with no target only read it.

    Raises BackupError when it is not the one that the manifest tells of.
    """
    with _reading(path) as archive, (target or Path(os.devnull)).open("wb") as file:
        for name in ("manifest.json", "seal"):
            _part(archive, name, SMALL)
        digest, done = hashlib.sha256(), 0
        part = _part(archive, "database", manifest.size)
        while chunk := part.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
            done += len(chunk)
            progress(done, manifest.size)
        _check_end(archive)
        if (done, digest.hexdigest()) != (manifest.size, manifest.sha256):
            raise BackupError("the database in it is damaged; use another backup")


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _reading(path: Path) -> Iterator[tarfile.TarFile]:
    """Open an archive; whatever is wrong with it is one sentence."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            yield archive
    except FileNotFoundError as error:
        raise BackupError("there is no such file") from error
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError) as error:
        raise BackupError("it is cut short, damaged, or no backup; use another one") from error


def _part(archive: tarfile.TarFile, name: str, most: int) -> IO[bytes]:
    """Return the next part, which has to be a plain file of that name."""
    member = archive.next()
    file = archive.extractfile(member) if member and member.isreg() else None
    if member is None or file is None or member.name != name or member.size > most:
        raise BackupError(f"it has no part {name!r} where one has to be; use another backup")
    return file


def _check_end(archive: tarfile.TarFile) -> None:
    """Read what comes after the last part: nothing, but for the padding and the sum of a whole file."""
    if archive.next() is not None or len(_stream(archive).read(SMALL)) == SMALL:
        raise BackupError("there is more in it than there should be; use another backup")
    _stream(archive).read(1)


def _stream(archive: tarfile.TarFile) -> IO[bytes]:
    if archive.fileobj is None:
        raise BackupError("it was closed while it was read; try again")
    return archive.fileobj  # type: ignore[return-value]  # typeshed knows only that it can be read


def _add(archive: tarfile.TarFile, name: str, size: int, file: "IO[bytes] | _Counted") -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    archive.addfile(member, file)


class _Counted:
    """A file that tells how much of it was read."""

    def __init__(self, file: IO[bytes], size: int, progress: Progress) -> None:
        self._file, self._size, self._progress = file, size, progress
        self._done = 0

    def read(self, size: int = -1, /) -> bytes:
        """Read on and tell."""
        chunk = self._file.read(size)
        self._done += len(chunk)
        self._progress(self._done, self._size)
        return chunk
