"""What hashing leaves behind is given back in a pause, and only then."""

import threading
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from score_learn.services import spare_memory
from score_learn.services.spare_memory import SpareMemory, give_back

MIB = 1024 * 1024
PAGE = 4096


def resident() -> int:
    return int(Path("/proc/self/statm").read_text("utf-8").split()[1]) * PAGE


def test_a_hash_leaves_nothing_behind_once_it_is_given_back() -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=19 * 1024, parallelism=1)
    for _ in range(3):
        hasher.hash("a secret")
    held = resident()
    if not give_back():
        pytest.skip("the C library gives nothing back, or kept nothing")
    assert resident() < held - 10 * MIB


def test_it_is_given_back_once_for_each_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    given = threading.Semaphore(0)
    times: list[int] = []

    def note() -> bool:
        times.append(1)
        given.release()
        return True

    monkeypatch.setattr(spare_memory, "give_back", note)
    memory = SpareMemory(pause_seconds=0.2)
    for _ in range(50):
        memory.was_used()
    assert given.acquire(timeout=60)
    assert len(times) == 1, "fifty uses, one pause"
    memory.was_used()
    assert given.acquire(timeout=60)
    assert len(times) == 2


def test_a_library_that_cannot_is_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spare_memory.ctypes, "CDLL", lambda _name: object())
    assert give_back() is False
