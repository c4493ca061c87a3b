"""Keeping standings with the facts they follow from, inside other services' transactions."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from score_learn.core.course import Module
from score_learn.core.document import from_document, to_document
from score_learn.core.people import Actor, PersonId, SiteId
from score_learn.core.progress import Event, advance, state_of
from score_learn.core.question import Track
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.standing import Standing
from score_learn.storage import people, standings
from score_learn.storage.chain import Head
from score_learn.storage.standings import StandingRow

STANDINGS_KEPT = 100
"""Decoded standings that a process keeps: a learner's next page asks for the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """An actor who learns."""

    site_id: SiteId
    person_id: PersonId
    track: Track


def learner_of(actor: Actor) -> Learner:
    """Return the learner that the actor is; refuses with NOT_SIGNED_IN."""
    if actor.person_id is None or actor.site_id is None or actor.track is None:
        raise Refused(Refusal.NOT_SIGNED_IN)
    return Learner(site_id=actor.site_id, person_id=actor.person_id, track=actor.track)


def lock(learner: Learner) -> Head:
    """Let nobody else write this learner's facts until the transaction ends.

    Returns the end of their chain: what one fact, or several at once, are added to.
    """
    end = people.lock_person(learner.site_id, learner.person_id)
    if end is None:
        raise Refused(Refusal.NOT_FOUND)
    return end


def standing_of(learner: Learner, module: str) -> Standing:
    """Return how far the learner is with a module."""
    _, text = standings.held(learner.person_id, module) or (0, "")
    return _decoded(text) if text else Standing(module=module)


@lru_cache(maxsize=STANDINGS_KEPT)
def _decoded(text: str) -> Standing:
    return from_document(Standing, json.loads(text))


def standings_of(learner: Learner) -> dict[str, Standing]:
    """Return how far the learner is with every module ever touched."""
    rows = standings.of_person(learner.person_id)
    return {module: read(row, module) for module, row in rows.items()}


def read(row: StandingRow | None, module: str) -> Standing:
    """Return the standing of a row, or that of somebody who has done nothing."""
    return from_document(Standing, row.document) if row else Standing(module=module)


def write_down(learner: Learner, event: Event, module: Module) -> int:
    """Advance the learner's standing by one fact; return the fact's ordinal, to store with it."""
    facts, text = standings.held(learner.person_id, module.key) or (0, "")
    before = _decoded(text) if text else Standing(module=module.key)
    after = advance(before, event, module, learner.track)
    place = {"person_id": learner.person_id, "module": module.key, "site_id": learner.site_id}
    standings.keep(place, columns(after, facts=facts + 1), is_new=facts == 0)
    return facts + 1


def columns(standing: Standing, *, facts: int) -> dict[str, Any]:
    """Return what a row holds of a standing, by column."""
    return {
        "state": state_of(standing),
        "facts": facts,
        "passed_at": standing.passed_at,
        "last_at": standing.last_at,
        "document": to_document(standing),
    }
