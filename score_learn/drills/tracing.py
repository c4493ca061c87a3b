"""System calls of running processes made to fail, by strace; and a limit on open files."""

import contextlib
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

ATTACH_SECONDS = 20
LOOKS = 100


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
        tracer.wait()
        if tracer.stderr:
            tracer.stderr.close()


def find_strace() -> str:
    """Return where strace is; refuses in words when it is not here."""
    found = shutil.which("strace")
    if found is None:
        raise click.ClickException("This drill needs strace: apt-get install strace")
    return found


@contextlib.contextmanager
def few_files(pids: Iterable[int]) -> Iterator[None]:
    """Let processes open one file more than they keep open: a connection of a client, and no other."""
    before = []
    for pid in pids:
        with contextlib.suppress(OSError):
            limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (_first_unused(pid) + 1, limits[1]))
            before.append((pid, limits))
    try:
        yield
    finally:
        for pid, limits in before:
            with contextlib.suppress(OSError):
                resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)


def _first_unused(pid: int) -> int:
    """Return the lowest number that is not kept open: connections of clients come and go."""
    kept = _open_files(pid)
    for _ in range(LOOKS):
        time.sleep(0.01)
        kept &= _open_files(pid)
    numbers = {number for number, _ in kept}
    return min(set(range(len(numbers) + 1)) - numbers)


def _open_files(pid: int) -> set[tuple[int, str]]:
    found = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            found.add((int(file.name), str(file.readlink())))
    return found


def _wait_until_attached(tracer: subprocess.Popen[bytes], pids: list[int]) -> None:
    deadline = time.monotonic() + ATTACH_SECONDS
    while not all(_is_traced(pid) for pid in pids):
        if tracer.poll() is not None:
            said = tracer.stderr.read().decode().strip() if tracer.stderr else ""
            raise click.ClickException(f"strace may not watch the program here: {said}")
        if time.monotonic() > deadline:
            raise TimeoutError("strace did not attach")
        time.sleep(0.02)


def _is_traced(pid: int) -> bool:
    """Tell whether somebody traces it; a process that has ended needs nobody."""
    with contextlib.suppress(OSError):
        return "\nTracerPid:\t0\n" not in Path(f"/proc/{pid}/status").read_text("utf-8")
    return True
