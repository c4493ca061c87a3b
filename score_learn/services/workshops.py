"""Folders for what is half done, such as a whole database that is not in its place yet.

They hold what people learned, unencrypted, and so must not stay: one that is in use holds a lock, which
the kernel frees however its holder ends, and the next to begin clears away what nobody holds.
"""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

NAME = re.compile(r"\.score-learn-[0-9a-f]{12}")


@contextlib.contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """Give a new folder in `folder`, readable by us alone, and remove it and those left behind."""
    _clear_away(folder)
    own, lock = _begin(folder.resolve())
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)
        os.close(lock)


def _begin(folder: Path) -> tuple[Path, int]:
    """Make a folder and lock it; again when somebody cleared it away before it was locked."""
    while True:
        own = folder / f".score-learn-{secrets.token_hex(6)}"
        own.mkdir(mode=0o700)
        with contextlib.suppress(FileNotFoundError):
            lock = _open_lock(own)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if _is_there(own, lock):
                return own, lock
            os.close(lock)


def _clear_away(folder: Path) -> None:
    """Remove our own folders that nobody holds: their makers were killed, or the power failed."""
    for left in folder.iterdir():
        if not NAME.fullmatch(left.name):
            continue
        with contextlib.suppress(OSError):
            told = left.lstat()
            if told.st_uid == os.geteuid() and not left.is_symlink():
                _remove_if_free(left)


def _remove_if_free(left: Path) -> None:
    lock = _open_lock(left)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(left)
    finally:
        os.close(lock)


def _open_lock(own: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    return os.open(own / "lock", flags, 0o600)


def _is_there(own: Path, lock: int) -> bool:
    """Tell whether the file that is locked still is the folder's, not one that was cleared away."""
    try:
        return os.path.samestat((own / "lock").stat(), os.fstat(lock))
    except FileNotFoundError:
        return False
