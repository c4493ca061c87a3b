"""A learner's own record; and rebuilding changes nothing, whatever was done before."""

import contextlib
import dataclasses
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from score_learn.core.people import Actor
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import attempts, courses, records
from score_learn.services.answers import Given
from score_learn.storage.database import db, transaction
from score_learn.storage.people import PersonRow
from score_learn.storage.standings import StandingRow
from tests.builders import (
    NOON,
    client_id,
    make_card,
    make_lesson,
    make_module,
    make_question,
    publish,
    right_answer,
)
from tests.services.conftest import Factory, learner

REVISIONS = (
    make_module(test_out=True),
    make_module(
        "safety",
        make_lesson("noise", cards=3),
        make_lesson("fire", cards=(make_card("fire-0"), make_card("fire-1", audience="manager"))),
        test_out=True,
    ),
)


def test_the_own_record_has_every_attempt_the_newest_first(meena: Actor, factory: Factory) -> None:
    publish(make_module())
    for number, quiz in enumerate(("fire", "noise")):
        attempts.begin(
            client_id(quiz), meena, "safety", quiz, "lesson",
            lang="en", now=NOON + timedelta(hours=number),
        )  # fmt: skip
    attempts.hand_in(client_id("h"), client_id("fire"), [], meena, lang="en", now=NOON)
    noise, fire = records.own_record(meena, "en")
    assert (noise.title, noise.handed_in_at, noise.score, noise.passed) == (
        "Lesson noise", None, None, None,
    )  # fmt: skip
    assert (fire.title, fire.handed_in_at, fire.score, fire.passed) == (
        "Lesson fire", NOON, Fraction(0), False,
    )  # fmt: skip
    assert records.own_record(learner(factory.site_id, "B1"), "en") == ()


def test_only_a_learner_has_a_record() -> None:
    with pytest.raises(Refused) as caught:
        records.own_record(Actor(), "en")
    assert caught.value.reason is Refusal.NOT_SIGNED_IN


def play(actors: list[Actor], chance: Random, steps: int) -> None:
    """Do something at random, again and again; what is refused is part of the game."""
    at = NOON
    for step in range(steps):
        at += timedelta(seconds=chance.randrange(-30, 300))
        place = chance.randrange(len(actors))
        act = chance.choice((open_card, open_card, take, publish_other, move))
        with contextlib.suppress(Refused):
            actors[place] = act(actors[place], chance, f"{step}", at) or actors[place]


def open_card(actor: Actor, chance: Random, name: str, at: object) -> None:
    lesson = chance.choice(("fire", "noise"))
    card = f"{lesson}-{chance.randrange(3)}"
    courses.open_card(actor, "safety", lesson, card, now=at)


def take(actor: Actor, chance: Random, name: str, at: object) -> None:
    quiz, purpose = chance.choice(
        (("fire", "lesson"), ("noise", "lesson"), ("test", "pre"), ("test", "test"),
         ("test", "refresher"))
    )  # fmt: skip
    attempt = client_id(f"attempt {name}")
    attempts.begin(attempt, actor, "safety", quiz, purpose, lang="en", now=at)
    answers = [
        Given(
            answer_id=client_id(f"{attempt} {one.question.id}"),
            attempt_id=attempt,
            question=one.question.id,
            answer=right_answer(make_question("x..", one.question.id)),
        )
        for one in attempts.open_attempt(attempt, actor, "en").asked
        if chance.randrange(10)
    ]
    for _ in range(2):
        attempts.hand_in(client_id(f"hand in {name}"), attempt, answers, actor, lang="en", now=at)


def publish_other(actor: Actor, chance: Random, name: str, at: object) -> None:
    publish(chance.choice(REVISIONS), now=at)


def move(actor: Actor, chance: Random, name: str, at: object) -> Actor:
    """Make a worker a manager, or back."""
    track = chance.choice(("worker", "manager"))
    with transaction():
        db.session.get_one(PersonRow, actor.person_id).track = track
    return dataclasses.replace(actor, track=track)


@given(seed=st.integers(min_value=0), steps=st.integers(min_value=1, max_value=40))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_rebuilding_changes_nothing(factory: Factory, seed: int, steps: int) -> None:
    with contextlib.ExitStack() as stack:
        stack.callback(db.session.rollback)
        publish(REVISIONS[0])
        actors = [learner(factory.site_id, f"{seed}-{steps}-{one}") for one in range(3)]
        play(actors, Random(seed), steps)
    assert records.verify() == 0
    assert records.rebuild() == 0
    assert list(records.broken_chains()) == []
    forget()


def forget() -> None:
    """Empty what the next history would stumble over: ids come from its own steps."""
    from score_learn.storage.database import Base

    with transaction():
        for name in ("conflict", "answer", "submission", "visit", "standing", "attempt"):
            db.session.execute(sa.delete(Base.metadata.tables[name]))
        db.session.execute(sa.update(PersonRow).values(chain_length=0, chain_hash=""))


@pytest.mark.usefixtures("safety")
def test_rebuilding_puts_right_what_is_wrong(meena: Actor, factory: Factory) -> None:
    other = learner(factory.site_id, "B1")
    for actor in meena, other:
        courses.open_card(actor, "safety", "fire", "fire-0", now=NOON)
    before = courses.module(meena, "safety", "en")
    with transaction():
        row = db.session.get_one(StandingRow, (meena.person_id, "safety"))
        row.state, row.document = "passed", {"module": "safety", "passed_at": NOON.isoformat()}
        db.session.delete(db.session.get_one(StandingRow, (other.person_id, "safety")))
        db.session.add(
            StandingRow(
                person_id=other.person_id, module="made up", site_id=factory.site_id,
                state="begun", facts=1, document={"module": "made up"},
            )
        )  # fmt: skip
    assert records.verify() == 3
    assert courses.module(meena, "safety", "en").state == "passed"
    assert records.rebuild() == 3
    assert records.rebuild() == 0
    assert courses.module(meena, "safety", "en") == before
