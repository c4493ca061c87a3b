"""The checker sees what it is there for: each test does to a sound database what must be reported."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from score_learn.core.people import Actor, Role
from score_learn.drills.audit import Audit, audit
from score_learn.drills.journal import Journal, Sent
from score_learn.services import attempts, people
from score_learn.services.answers import Given
from score_learn.services.asides import content_hash
from score_learn.services.people import NewPerson
from score_learn.storage.copies import opened
from score_learn.storage.database import db, transaction
from score_learn.storage.ledger import AnswerRow, SubmissionRow
from score_learn.storage.standings import StandingRow
from tests.builders import NOON, client_id, make_module, publish

ATTEMPT, HAND_IN = client_id("attempt"), client_id("hand-in")


@dataclass
class Sound:
    """A database that holds one quiz taken, and the journal of who took it."""

    url: str
    journal: Journal

    def audit(self) -> Audit:
        return audit(self.url, self.journal)

    def change(self, statement: sa.Executable) -> None:
        with opened(self.url), transaction():
            db.session.execute(statement)


@pytest.fixture
def sound(database_url: str, plain_app: Flask) -> Sound:
    journal = Journal()
    with opened(database_url):
        publish(make_module())
        site_id = people.add_site("Drill", organisation="Drill", now=NOON)
        new = NewPerson(employee_no="D1", name="Learner", unit="Hall")
        person_id = people.add_person(site_id, new, now=NOON)
        actor = Actor(role=Role.LEARNER, site_id=site_id, person_id=person_id, track="worker")
        attempts.begin(ATTEMPT, actor, "safety", "fire", "lesson", lang="en", now=NOON)
        _acknowledged(journal, "attempt", ATTEMPT, (person_id, "safety", "fire", "lesson"))
        given = []
        for one in attempts.open_attempt(ATTEMPT, actor, "en").asked:
            answer = (one.question.choices[0].id,)
            key = client_id(one.question.id)
            given.append(
                Given(answer_id=key, attempt_id=ATTEMPT, question=one.question.id, answer=answer)
            )
            attempts.save_answer(given[-1], actor, lang="en", now=NOON)
            _acknowledged(journal, "answer", key, (ATTEMPT, one.question.id, answer))
        attempts.hand_in(HAND_IN, ATTEMPT, given, actor, lang="en", now=NOON)
        carried = sorted((one.question, one.answer) for one in given)
        _acknowledged(journal, "hand-in", HAND_IN, (ATTEMPT, content_hash(carried)))
    return Sound(database_url, journal)


def _acknowledged(journal: Journal, kind: str, key: str, content: tuple[object, ...]) -> None:
    journal.send(Sent(kind, key, content))
    journal.acknowledge(key, 0.01)


def some_answer(sound: Sound) -> str:
    return next(key for key, sent in sound.journal.sent.items() if sent.kind == "answer")


def test_a_sound_database_has_nothing_to_report(sound: Sound) -> None:
    found = sound.audit()

    assert found.stored == len(sound.journal.acknowledged) > 2
    assert (found.lost, found.duplicate, found.unknown, found.faults) == ((), (), (), ())


def test_a_deleted_answer_is_lost(sound: Sound) -> None:
    gone = some_answer(sound)

    sound.change(sa.delete(AnswerRow).where(AnswerRow.answer_id == gone))

    assert sound.audit().lost == (gone,)


def test_an_answer_stored_otherwise_than_sent_is_lost(sound: Sound) -> None:
    bent = some_answer(sound)

    sound.change(sa.update(AnswerRow).where(AnswerRow.answer_id == bent).values(answer=["other"]))

    assert sound.audit().lost == (bent,)


def test_a_row_that_nobody_sent_is_a_duplicate(sound: Sound) -> None:
    columns = [
        column for column in AnswerRow.__table__.columns if column.name not in {"id", "answer_id"}
    ]
    copied = sa.select(sa.literal(client_id("ghost")), *columns).limit(1)

    sound.change(
        sa.insert(AnswerRow).from_select(["answer_id", *(c.name for c in columns)], copied)
    )

    assert sound.audit().duplicate == (client_id("ghost"),)


def test_an_attempt_graded_twice_is_a_duplicate_and_a_fault(sound: Sound) -> None:
    columns = [
        column for column in SubmissionRow.__table__.columns
        if column.name not in {"id", "hand_in_id", "grading"}
    ]  # fmt: skip
    copied = sa.select(sa.literal(client_id("again")), sa.literal(2), *columns)
    names = ["hand_in_id", "grading", *(column.name for column in columns)]

    sound.change(sa.insert(SubmissionRow).from_select(names, copied))

    found = sound.audit()
    assert found.duplicate == (client_id("again"),)
    assert "1 attempts were graded more than once" in found.faults


def test_what_is_stored_and_was_not_heard_is_unknown(sound: Sound) -> None:
    unheard = some_answer(sound)
    del sound.journal.acknowledged[unheard]

    assert sound.audit().unknown == (unheard,)


def test_a_fact_that_does_not_fit_its_chain_is_a_fault(sound: Sound) -> None:
    bent = sa.update(AnswerRow).where(AnswerRow.answer_id == some_answer(sound))

    sound.change(bent.values(chain_hash="0" * 64))

    (fault,) = sound.audit().faults
    assert "breaks in the chains" in fault
    assert "answer" in fault


def test_a_standing_that_differs_from_the_facts_is_a_fault(sound: Sound) -> None:
    sound.change(sa.delete(StandingRow))

    assert sound.audit().faults == ("1 standings differ from the facts",)
