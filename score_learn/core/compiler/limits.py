"""Bounds on the work for one file, so that careless or hostile text costs seconds, not a server."""

import resource
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from score_learn.core.compiler.codes import Report

SECONDS = 2.0
MEMORY = 512 * 1024 * 1024
OPEN_FILES = 64

T = TypeVar("T")


class OutOfTime(BaseException):
    """The file's time is used up.  No `except Exception` of a library may swallow this."""


def unlimited(report: Report, work: Callable[[], T]) -> T | None:
    """Let a file take its time; report what its nesting or size makes impossible."""
    try:
        return work()
    except (RecursionError, MemoryError) as error:
        report.add("L06", report.at, type(error).__name__)
        return None


def timed(report: Report, work: Callable[[], T], seconds: float = SECONDS) -> T | None:
    """Give a file so many seconds of processor time, which a busy machine does not shorten."""
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return unlimited(report, work)
    except OutOfTime:
        report.add("L01", report.at, f"more than {seconds:g} seconds")
        return None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _stop(number: int, frame: FrameType | None) -> None:
    raise OutOfTime


def confine(seconds: int) -> None:
    """Bound this process for good: processor time, memory, open files; no content into files."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.dont_write_bytecode = True
