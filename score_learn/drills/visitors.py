"""People who sign in, look at pages and sign out again: the part of a mixed load that learners lack."""

import threading
from dataclasses import dataclass, field
from random import Random

from score_learn.drills.browser import FAILED, Browser
from score_learn.drills.journal import Journal
from score_learn.drills.learner import Learner, LeftError
from score_learn.drills.people import Card
from score_learn.drills.server import COURSE, HOST

PAGES = ("/learn/", f"/learn/modules/{COURSE}", "/learn/record", "/about", "/language")
LOOKED_AT = 12
"""Pages between signing in and signing out."""


@dataclass
class Visitors:
    """One thread for each card; `journal` counts their failures, `pages` and `sign_ins` what went well."""

    port: int
    cards: tuple[Card, ...]
    journal: Journal
    rhythm: float
    pages: int = 0
    sign_ins: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Let them come."""
        for card in self.cards:
            thread = threading.Thread(target=self._live, args=(card,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Wait until all are gone."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _live(self, card: Card) -> None:
        chance = Random(card.employee_no)  # noqa: S311 -- which page, no secrets
        while not self._over.is_set():
            try:
                self._visit(card, chance)
            except LeftError:
                return
            except FAILED:
                self.journal.fail("no reply")

    def _visit(self, card: Card, chance: Random) -> None:
        browser = Browser(HOST, self.port)
        Learner(
            browser=browser, card=card, module=COURSE, journal=self.journal, chance=chance,
            is_over=self._over.is_set, leaves=self._over.is_set,
        ).sign_in()  # fmt: skip
        self.sign_ins += 1
        for _ in range(LOOKED_AT):
            answered = browser.get(chance.choice(PAGES))
            if answered.status == 200:
                self.pages += 1
            else:
                self.journal.fail(str(answered.status))
            self._over.wait(self.rhythm)
        browser.post("/sign-out", [])
