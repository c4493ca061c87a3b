"""What hashing leaves behind goes back to the system once nobody signs in.

argon2 works in 19 MiB, which the C library keeps for the next hash.  Given back after every hash
they would make each a quarter slower; given back in a pause they cost nobody anything.
"""

import ctypes
import threading
import time

PAUSE_SECONDS = 15.0
"""At the start of a shift, when people sign in one after the other, nothing is given back in between."""


class SpareMemory:
    """Notes each use, and gives back what is spare after `pause_seconds` without one.

    A thread waits for the pause, and only while there is one to wait for.
    """

    def __init__(self, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._pause_seconds = pause_seconds
        self._used_at = 0.0
        self._lock = threading.Lock()
        self._waiting: threading.Thread | None = None

    def was_used(self) -> None:
        """Begin the pause anew."""
        with self._lock:
            self._used_at = time.monotonic()
            if self._waiting is None:
                self._waiting = threading.Thread(target=self._wait, daemon=True)
                self._waiting.start()

    def _wait(self) -> None:
        while (seconds := self._seconds_left()) > 0:
            time.sleep(seconds)
        give_back()

    def _seconds_left(self) -> float:
        with self._lock:
            left = self._used_at + self._pause_seconds - time.monotonic()
            if left <= 0:
                self._waiting = None
            return left


def give_back() -> bool:
    """Return free memory to the system; False where the C library cannot (it is not glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return bool(trim and trim(0))
