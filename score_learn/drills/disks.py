"""Disks that can be filled up without harm to anybody: a small one of its own, or a limit on files."""

import contextlib
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from score_learn.drills.databases import SQLITE_FILE
from score_learn.drills.server import Program

SIZE_MIB = 48
ROOM_BYTES = 192 * 1024
"""What is left for learners before it is full."""

STEP_BYTES = 4096


class SmallDisk(Protocol):
    """Where the program's database lies."""

    @property
    def kind(self) -> str:
        """Return what it is, for the report."""

    def tighten(self) -> None:
        """Leave a little room."""

    def fill(self) -> bool:
        """Take whatever is left; return whether nothing is free now."""

    def widen(self) -> None:
        """Give room again."""


class Tmpfs:
    """A file system in memory, which only root may mount."""

    kind = "tmpfs"

    def __init__(self, folder: Path) -> None:
        self._folder, self._ballast = folder, folder / "ballast"

    def tighten(self) -> None:
        """Write ballast until only a little room is left."""
        self._write(shutil.disk_usage(self._folder).free - ROOM_BYTES)

    def fill(self) -> bool:
        """Take the last pages, as somebody else's log would."""
        with contextlib.suppress(OSError):
            while True:
                self._write(STEP_BYTES)
        return shutil.disk_usage(self._folder).free == 0

    def widen(self) -> None:
        """Remove the ballast."""
        self._ballast.unlink()

    def _write(self, count: int) -> None:
        with self._ballast.open("ab") as ballast:
            ballast.write(bytes(max(count, 0)))


class FileLimit:
    """No file of the program's may grow beyond a size: what an ordinary user can do to itself."""

    kind = "file size limit"

    def __init__(self, program: Program) -> None:
        self._program = program
        self._files = [program.folder / f"{SQLITE_FILE}{end}" for end in ("-wal", "-journal")]

    def tighten(self) -> None:
        """Let SQLite's journal grow only a little further."""
        now = max((file.stat().st_size for file in self._files if file.exists()), default=0)
        self._limit(now + ROOM_BYTES)

    def fill(self) -> bool:
        """Let no file grow at all."""
        self._limit(1)
        return True

    def widen(self) -> None:
        """Lift the limit."""
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        for pid in [self._program.master, *self._program.worker_pids()]:
            with contextlib.suppress(ProcessLookupError):
                _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, most))


@contextlib.contextmanager
def small_disk(program: Program) -> Iterator[SmallDisk]:
    """Move the database of a program that is not started to a disk that can be filled up.

    As root it is a tmpfs; for anybody else the program's files are limited in size.
    """
    if os.geteuid():
        yield FileLimit(program)
        return
    folder = program.folder / "disk"
    folder.mkdir()
    _run(
        "mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m,mode=700", "score-learn-drill", str(folder)
    )
    try:
        shutil.move(program.folder / SQLITE_FILE, folder / SQLITE_FILE)
        program.database_url = f"sqlite:///{folder / SQLITE_FILE}"
        yield Tmpfs(folder)
    finally:
        program.kill()
        _run("umount", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
