"""An honest learner: takes quizzes as the pages and their script do, and sends a key until it is heard."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlsplit
from uuid import UUID

from score_learn.drills.browser import FAILED, Answered, Browser, Fields
from score_learn.drills.journal import Journal, Kind, Sent
from score_learn.drills.paper import Question, read_questions
from score_learn.drills.people import Card
from score_learn.services.asides import content_hash

LESSON = "working-together"
TRY_LATER = {502, 503, 504, 429}
PAUSE_SECONDS = 0.1
"""Before a try is repeated; the pages' script waits longer, a drill has less time."""

JSON = "application/json"


class LeftError(Exception):
    """The learner goes: the drill is over, or what was sent was refused."""


@dataclass(kw_only=True)
class Learner:
    """One person at one browser.

    `is_over` is asked before anything new is sent, `leaves` after each failed try: True ends the
    learner.  `rhythm` is how many seconds pass between two answers.
    """

    browser: Browser
    card: Card
    module: str
    journal: Journal
    chance: Random
    is_over: Callable[[], bool]
    leaves: Callable[[], bool]
    rhythm: float = 0.0
    quiz: str = LESSON
    answers_each: int = 2
    _given: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Pair the browser and sign in; raises LeftError when the drill ends before."""
        self._open("/enrol")
        self._try(lambda: self.browser.post("/enrol", [("site_code", self.card.site_code)]), {303})
        self._open("/sign-in")
        who = [("employee_no", self.card.employee_no), ("pin", self.card.pin)]
        self._try(lambda: self.browser.post("/sign-in", who), {303})
        self._open("/learn/")  # for the token of the session that has just begun

    def take_quiz(self) -> None:
        """Begin, answer every question more than once, and hand in."""
        attempt = self._new_key()
        begun = [
            ("attempt", attempt), ("module", self.module), ("quiz", self.quiz), ("purpose", "lesson"),
        ]  # fmt: skip
        content = (self.card.person_id, self.module, self.quiz, "lesson")
        opened = self._deliver(Sent("attempt", attempt, content), "/learn/attempts", begun)
        page = self._open(urlsplit(opened.location).path)
        questions = read_questions(page.text)
        self._given.clear()
        for question in questions:
            for _ in range(self.answers_each):
                self._answer(attempt, question)
                time.sleep(self.rhythm)
        self._hand_in(attempt)

    def _answer(self, attempt: str, question: Question) -> None:
        key, given = self._new_key(), question.answer(self.chance)
        fields = [("answer", key), ("question", question.id), *question.fields(given)]
        sent = Sent("answer", key, (attempt, question.id, given))
        self._deliver(sent, question.action, fields)
        self._given[question.id] = (key, given)

    def _hand_in(self, attempt: str) -> None:
        key = self._new_key()
        fields = [("hand_in", key)]
        for question, (answer, given) in self._given.items():
            fields += [("given", question), (f"answer-{question}", answer)]
            fields += [(f"choice-{question}", value) for value in given]
        carried = sorted((question, given) for question, (_, given) in self._given.items())
        sent = Sent("hand-in", key, (attempt, content_hash(carried)))
        self._deliver(sent, f"/learn/attempts/{attempt}/hand-in", fields)

    def _deliver(self, sent: Sent, path: str, fields: Fields) -> Answered:
        """Send until acknowledged; only a whole reply that names the key is one."""
        if self.is_over():
            raise LeftError
        accept = "text/html" if sent.kind == "attempt" else JSON
        self.journal.send(sent)
        while True:
            began = time.monotonic()
            answered = self._once(lambda: self.browser.post(path, fields, accept=accept))
            if answered and _names(answered, sent.kind, sent.key):
                self.journal.acknowledge(sent.key, time.monotonic() - began)
                return answered
            self._note(answered)

    def _open(self, path: str) -> Answered:
        return self._try(lambda: self.browser.get(path), {200})

    def _try(self, ask: Callable[[], Answered], wanted: set[int]) -> Answered:
        while True:
            answered = self._once(ask)
            if answered and answered.status in wanted:
                return answered
            self._note(answered)

    def _once(self, ask: Callable[[], Answered]) -> Answered | None:
        try:
            return ask()
        except FAILED:
            return None

    def _note(self, answered: Answered | None) -> None:
        """Count a failed try and wait a little; raises LeftError when the drill is over."""
        self.journal.fail(_what_came(answered))
        if self.leaves() or (answered and answered.status not in TRY_LATER | {500}):
            raise LeftError
        time.sleep(PAUSE_SECONDS * self.chance.uniform(0.5, 1.5))

    def _new_key(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))


def _what_came(answered: Answered | None) -> str:
    if answered is None:
        return "no reply"
    is_silent = answered.status == 503 and not answered.retry_after
    return "503 without Retry-After" if is_silent else str(answered.status)


def _names(answered: Answered, kind: Kind, key: str) -> bool:
    """Tell whether a reply says that the key is stored: an attempt by its address, others in JSON."""
    if kind == "attempt":
        return answered.status == 303 and key in answered.location
    if answered.status != 200:
        return False
    said: object = json.loads(answered.text).get("id")
    return said == key
