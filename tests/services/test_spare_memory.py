"""What hashing leaves behind is given back in a pause, and only then."""

import platform
import subprocess
import sys
import threading

import pytest

from score_learn.services import spare_memory
from score_learn.services.spare_memory import SpareMemory, give_back

ALONE = """
from pathlib import Path
from argon2 import PasswordHasher
from score_learn.services.spare_memory import give_back
def pages(): return int(Path("/proc/self/statm").read_text().split()[1])
hasher = PasswordHasher(time_cost=1, memory_cost=19 * 1024, parallelism=1)
for _ in range(3): hasher.hash("a secret")
held = pages()
print(give_back(), (held - pages()) * 4 // 1024)
"""
"""In a process of its own, where nobody else gives anything back meanwhile."""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only glibc keeps it, and gives it back"
)
def test_a_hash_leaves_nothing_behind_once_it_is_given_back() -> None:
    told = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True)
    gave, mib = told.stdout.split()
    assert gave == "True"
    assert int(mib) >= 10


class Clock:
    """Time that passes only when it is let: each sleep waits for its turn and then is over."""

    def __init__(self) -> None:
        self.now = 0.0
        self.turn = threading.Semaphore(0)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert self.turn.acquire(timeout=60)
        self.now += seconds


def test_it_is_given_back_once_for_each_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, given, times = Clock(), threading.Semaphore(0), list[float]()

    def note() -> None:
        times.append(clock.now)
        given.release()

    monkeypatch.setattr(spare_memory, "time", clock)
    monkeypatch.setattr(spare_memory, "give_back", note)
    memory = SpareMemory(pause_seconds=15)
    for _ in range(50):
        memory.was_used()
    clock.now = 10
    memory.was_used()
    clock.turn.release(5)
    assert given.acquire(timeout=60)
    memory.was_used()
    clock.turn.release(5)
    assert given.acquire(timeout=60)

    assert len(times) == 2, "fifty-one uses make one pause, one more makes another"
    assert times[0] >= 25, "a use begins the pause anew"


def test_a_library_that_cannot_is_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spare_memory.ctypes, "CDLL", lambda _name: object())
    assert give_back() is False
