"""The line in which SQLite's writers wait: first come, first served, over threads and processes.

SQLite has one writer at a time, and whoever finds it busy sleeps and tries again, so that under load
some wait for seconds while others write again and again.  Here each draws a number from a file beside
the database and waits for the numbers before it.  A number is a byte of that file, locked as long as
its holder waits or writes: the kernel frees it when the holder ends, however it ends.  The line is
for order and speed alone; what keeps two from writing at once is SQLite itself.
"""

import contextlib
import errno
import fcntl
import os
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import TimeoutError as WaitedInVainError

from score_learn.storage.owners import give

SUFFIX = "-writers"
"""What the line's name adds to the database's."""

COUNTER_AT = 1 << 62
"""The byte that is locked while a number is drawn; no number ever comes near it."""

STEP_SECONDS = 0.0002
"""How long the next in line sleeps between two looks; those behind sleep longer, by their place."""

LONGEST_STEP_SECONDS = 0.005

NUMBER = struct.Struct("<Q")
FLOCK = struct.Struct("hhqqi4x")
"""What fcntl takes: kind, whence, first byte, bytes, process (0: the lock is the open file's)."""


class NoTurnError(WaitedInVainError):
    """Others wrote for longer than this writer may wait; trying again later helps."""


@contextlib.contextmanager
def turn(line: Path, *, patience_ms: int) -> Iterator[int]:
    """Wait for one's turn to write, and give the milliseconds of patience that are left.

    The line belongs to whom the database file beside it belongs to, or else to its folder's owner.
    Raises NoTurnError when it does not come in time, or the file cannot be used.  Without the
    kernel's locks of open files (they are Linux's) there is no line.
    """
    if sys.platform != "linux":
        yield patience_ms
        return
    until = time.monotonic() + patience_ms / 1000
    try:
        file = _open(line)
    except OSError as error:
        raise NoTurnError(f"{line} cannot be used: {error.strerror}") from error
    try:
        _queue(file, line, until)
        yield max(1, round((until - time.monotonic()) * 1000))
    finally:
        os.close(file)  # with it all locks of this open file go


def make(path: Path, *, like: Path) -> int:
    """Make a file for us alone and return it open; one that root makes is for the owner of `like`.

    A command that root runs would else leave behind what the service may not open.  Raises
    FileExistsError: what lies there already is never given away.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    give(file, like=like)
    return file


def _open(line: Path) -> int:
    """Open the line, and make it where there is none."""
    with contextlib.suppress(FileNotFoundError):
        return os.open(line, os.O_RDWR | os.O_CLOEXEC)
    database = line.with_name(line.name.removesuffix(SUFFIX))
    with contextlib.suppress(FileExistsError):  # another has made it meanwhile
        return make(line, like=database if database.exists() else line.parent)
    return os.open(line, os.O_RDWR | os.O_CLOEXEC)


def _queue(file: int, line: Path, until: float) -> None:
    """Draw a number and wait for its turn."""
    try:
        _wait(file, _draw(file, until), until)
    except OSError as error:
        raise NoTurnError(f"{line} cannot be used: {error.strerror}") from error


def _draw(file: int, until: float) -> int:
    """Return the next number, its byte locked before anybody else can draw."""
    while not _lock(file, fcntl.F_WRLCK, COUNTER_AT):
        _sleep(STEP_SECONDS, until)
    drawn = os.pread(file, NUMBER.size, 0)
    number = NUMBER.unpack(drawn)[0] + 1 if len(drawn) == NUMBER.size else 1
    os.pwrite(file, NUMBER.pack(number), 0)
    _lock(file, fcntl.F_WRLCK, number)
    _lock(file, fcntl.F_UNLCK, COUNTER_AT)
    return int(number)


def _wait(file: int, number: int, until: float) -> None:
    """Return when nobody with a smaller number is left; none can come later."""
    while (ahead := _first_before(file, number)) is not None:
        _sleep(min(STEP_SECONDS * (number - ahead), LONGEST_STEP_SECONDS), until)


def _sleep(seconds: float, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise NoTurnError("others were writing all the time")
    time.sleep(min(seconds, left))


def _lock(file: int, kind: int, at: int) -> bool:
    """Lock or free one byte, or return False when another has it."""
    try:
        fcntl.fcntl(file, fcntl.F_OFD_SETLK, FLOCK.pack(kind, os.SEEK_SET, at, 1, 0))
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EACCES}:
            return False
        raise NoTurnError(f"the line of writers cannot be used: {error.strerror}") from error
    return True


def _first_before(file: int, number: int) -> int | None:
    """Return the number of somebody who waits or writes before this one; None when nobody does."""
    asked = FLOCK.pack(fcntl.F_RDLCK, os.SEEK_SET, 0, number, 0)
    kind, _whence, first, _bytes, _process = FLOCK.unpack(
        fcntl.fcntl(file, fcntl.F_OFD_GETLK, asked)
    )
    return None if kind == fcntl.F_UNLCK else int(first)
