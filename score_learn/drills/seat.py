"""A learner without a browser: calls the services that the pages call, in this process."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import assert_never
from uuid import UUID

import sqlalchemy as sa

from score_learn import clock
from score_learn.core.people import Actor, Role, SiteId
from score_learn.core.question import (
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    TypedQuestion,
)
from score_learn.drills.journal import Journal, Sent
from score_learn.drills.learner import LESSON
from score_learn.drills.people import Card
from score_learn.drills.server import COURSE
from score_learn.services import attempts
from score_learn.services.answers import Given
from score_learn.services.asides import content_hash
from score_learn.storage.database import db
from score_learn.storage.people import PersonRow

LANG = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """`heard` is told the key of whatever was acknowledged, at that moment."""

    actor: Actor
    journal: Journal
    chance: Random
    heard: Callable[[str], None]

    @classmethod
    def of(
        cls, card: Card, journal: Journal, chance: Random, heard: Callable[[str], None]
    ) -> "Seat":
        """Return the seat of somebody who is in the database."""
        site_id = db.session.scalars(
            sa.select(PersonRow.site_id).where(PersonRow.id == card.person_id)
        ).one()
        actor = Actor(
            role=Role.LEARNER, site_id=SiteId(site_id), person_id=card.person_id, track="worker"
        )
        return cls(actor=actor, journal=journal, chance=chance, heard=heard)

    def take_quiz(self) -> None:
        """Begin, answer every question, and hand in."""
        attempt = self._new_key()
        content = (self.actor.person_id, COURSE, LESSON, "lesson")
        self._deliver(
            Sent("attempt", attempt, content),
            lambda: attempts.begin(
                attempt, self.actor, COURSE, LESSON, "lesson", lang=LANG, now=clock.now()
            ),
        )
        given = [
            self._answer(attempt, one.question)
            for one in attempts.open_attempt(attempt, self.actor, LANG).asked
        ]
        key, carried = self._new_key(), sorted((one.question, one.answer) for one in given)
        self._deliver(
            Sent("hand-in", key, (attempt, content_hash(carried))),
            lambda: attempts.hand_in(key, attempt, given, self.actor, lang=LANG, now=clock.now()),
        )

    def _answer(self, attempt: str, question: Question) -> Given:
        answer = some_answer(question, self.chance)
        given = Given(
            answer_id=self._new_key(), attempt_id=attempt, question=question.id, answer=answer
        )
        self._deliver(
            Sent("answer", given.answer_id, (attempt, question.id, answer)),
            lambda: attempts.save_answer(given, self.actor, lang=LANG, now=clock.now()),
        )
        return given

    def _deliver(self, sent: Sent, store: Callable[[], object]) -> None:
        self.journal.send(sent)
        began = monotonic()
        store()
        self.journal.acknowledge(sent.key, monotonic() - began)
        self.heard(sent.key)

    def _new_key(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))


def some_answer(question: Question, chance: Random) -> tuple[str, ...]:
    """Return an answer that the question takes, right or wrong."""
    match question:
        case ChoiceQuestion():
            return (chance.choice(question.choices).id,)
        case MatchQuestion():
            return tuple(
                f"{left.id}:{chance.choice(question.rights).id}" for left in question.lefts
            )
        case OrderQuestion():
            return tuple(step.id for step in chance.sample(question.steps, len(question.steps)))
        case NumberQuestion() | TypedQuestion():
            return (str(chance.randrange(100)),)
    assert_never(question)
