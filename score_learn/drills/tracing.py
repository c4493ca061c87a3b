"""System calls of running processes made to fail, by strace; and a limit on open files."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click

ATTACH_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """Which calls fail, how, and which of them in each thread ("3+5": the third, then each fifth)."""

    calls: str
    error: str
    when: str

    def __str__(self) -> str:
        return f"{self.calls}:{self.error}"


@contextlib.contextmanager
def failing(pids: Iterable[int], fault: Fault) -> Iterator[None]:
    """Let the calls of these processes, and of what they start, fail while the block runs."""
    targets = [argument for pid in pids for argument in ("-p", str(pid))]
    inject = f"inject={fault.calls}:error={fault.error}:when={fault.when}"
    tracer = subprocess.Popen(
        [find_strace(), "-f", "-qq", "-o", "/dev/null", "-e", f"trace={fault.calls}", "-e", inject,
         *targets],
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        _wait_until_attached(tracer, [int(pid) for pid in targets[1::2]])
        yield
    finally:
        tracer.send_signal(signal.SIGINT)  # on which it lets go of them
        with contextlib.suppress(subprocess.TimeoutExpired):
            tracer.wait(5)
        tracer.kill()
        tracer.communicate()


def find_strace() -> str:
    """Return where strace is; refuses in words when it is not here."""
    found = shutil.which("strace")
    if found is None:
        raise click.ClickException("This drill needs strace: apt-get install strace")
    return found


@contextlib.contextmanager
def few_files(pids: Iterable[int], spare: int) -> Iterator[None]:
    """Let processes open only so many files more than they have open now."""
    before = []
    for pid in pids:
        with contextlib.suppress(OSError):
            limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            highest = max(map(int, os.listdir(f"/proc/{pid}/fd")))  # noqa: PTH208 -- names alone
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (highest + 1 + spare, limits[1]))
            before.append((pid, limits))
    try:
        yield
    finally:
        for pid, limits in before:
            with contextlib.suppress(OSError):
                resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)


def _wait_until_attached(tracer: subprocess.Popen[bytes], pids: list[int]) -> None:
    deadline = time.monotonic() + ATTACH_SECONDS
    while not all(_is_traced(pid) for pid in pids):
        if tracer.poll() is not None:
            said = tracer.communicate()[1].decode().strip()
            raise click.ClickException(f"strace may not watch the program here: {said}")
        if time.monotonic() > deadline:
            raise TimeoutError("strace did not attach")
        time.sleep(0.02)


def _is_traced(pid: int) -> bool:
    """Tell whether somebody traces it; a process that has ended needs nobody."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status", encoding="utf-8") as status:  # noqa: PTH123
        return not any(line == "TracerPid:\t0\n" for line in status)
    return True
