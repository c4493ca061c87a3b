"""Many learners at once, each in a thread, while the main thread does its harm."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from score_learn.drills.browser import Browser
from score_learn.drills.journal import Journal
from score_learn.drills.learner import PAUSE_SECONDS, Learner, LeftError
from score_learn.drills.people import Card
from score_learn.drills.server import COURSE, HOST

GRACE_SECONDS = 15
"""How long a learner goes on trying after the drill's end, to hear of what was last sent."""

PATIENCE_SECONDS = 600
"""Far more than the slowest machine needs: a drill fails by what is lost, not by a time that passed."""


@dataclass(kw_only=True)
class Load:
    """The learners of a drill; `port` is where they knock, which may be a proxy's."""

    port: int
    cards: tuple[Card, ...]
    seed: int
    rhythm: float = 0.0
    patience: float = 20
    journal: Journal = field(default_factory=Journal)
    _over: threading.Event = field(default_factory=threading.Event)
    _ended_at: float = 0.0
    _threads: list[threading.Thread] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[Journal]:
        """Let the learners work until the block ends; each then finishes what it is sending."""
        for place, card in enumerate(self.cards):
            thread = threading.Thread(target=self._live, args=(place, card), daemon=True)
            self._threads.append(thread)
            thread.start()
        try:
            yield self.journal
        finally:
            self.end()

    def end(self) -> None:
        """Tell everybody to stop and wait for them."""
        self._ended_at = time.monotonic()
        self._over.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, acknowledgements: int, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until that many are acknowledged in all; raises TimeoutError when nothing goes on."""
        deadline = time.monotonic() + seconds
        while len(self.journal.acknowledged) < acknowledgements:
            if time.monotonic() > deadline:
                came = dict(self.journal.failures)
                raise TimeoutError(
                    f"{acknowledgements} acknowledgements not in {seconds} s: {came}"
                )
            time.sleep(0.02)

    def _live(self, place: int, card: Card) -> None:
        learner = Learner(
            browser=Browser(HOST, self.port, patience=self.patience),
            card=card,
            module=COURSE,
            journal=self.journal,
            chance=Random(f"{self.seed}-{place}"),  # noqa: S311 -- answers, no secrets
            is_over=self._over.is_set,
            leaves=self._leaves,
            rhythm=self.rhythm,
        )
        is_in = False
        while not self._over.is_set():
            try:
                if not is_in:
                    learner.sign_in()
                    is_in = True
                learner.take_quiz()
            except LeftError:
                is_in = False
                self._over.wait(PAUSE_SECONDS)

    def _leaves(self) -> bool:
        return self._over.is_set() and time.monotonic() > self._ended_at + GRACE_SECONDS


def say(sentence: str) -> None:
    """Tell whoever watches how far a drill is; the report alone goes to standard output."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
