"""What the learners of a drill sent, and what they were told: the other side of the audit."""

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal

Kind = Literal["attempt", "answer", "hand-in"]


@dataclass(frozen=True, slots=True)
class Sent:
    """Something with a key made by the client; `content` is what must be stored under it."""

    kind: Kind
    key: str
    content: tuple[object, ...]


@dataclass
class Journal:
    """One for all learners of a drill.

    `sent` is written before anything goes out; `acknowledged` (key to moment) only after a reply
    was read whole.  Moments are those of a clock that nobody sets.  `expected` are failures that
    the drill itself brings about.
    """

    sent: dict[str, Sent] = field(default_factory=dict)
    acknowledged: dict[str, float] = field(default_factory=dict)
    moments: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    expected: set[str] = field(default_factory=lambda: {"no reply", "502", "503", "504"})
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, sent: Sent) -> None:
        """Write down what is about to be sent."""
        with self._lock:
            self.sent[sent.key] = sent

    def acknowledge(self, key: str, seconds: float) -> None:
        """Write down that the server said it has it, after a try of so many seconds."""
        now = monotonic()
        with self._lock:
            self.acknowledged[key] = now
            self.moments.append(now)
            self.latencies.append(seconds)

    def fail(self, what: str) -> None:
        """Count a try without acknowledgement: "no reply", or the status that came."""
        with self._lock:
            self.failures[what] += 1

    def unheard(self) -> set[str]:
        """Return the keys that were sent and not yet acknowledged."""
        with self._lock:
            return self.sent.keys() - self.acknowledged.keys()

    def recovery(self, moment: float) -> float | None:
        """Return the seconds from a moment to the next acknowledgement; None when none came."""
        with self._lock:
            place = bisect_right(self.moments, moment)
            return self.moments[place] - moment if place < len(self.moments) else None

    def longest_recovery(self, moments: Sequence[float]) -> float | None:
        """Return the longest of the recoveries; None when there was none to recover from."""
        waits = [wait for wait in map(self.recovery, moments) if wait is not None]
        return round(max(waits), 3) if waits else None
