"""The record of a person who learned is one chain: whoever changes a row by hand is found out."""

import pytest
import sqlalchemy as sa

from score_learn.core.people import Actor, Role
from score_learn.core.refusal import Refused
from score_learn.services import attempts, commitments, courses, dashboards, people, records
from score_learn.services.dashboards import Filter
from score_learn.storage import ledger, taking
from score_learn.storage import people as people_rows
from score_learn.storage.chain import ChainWentOnError
from score_learn.storage.database import db, transaction
from score_learn.storage.ledger import AttemptRow
from score_learn.storage.people import PersonRow
from score_learn.storage.prepared import plain
from tests.builders import NOON, client_id, make_module, publish
from tests.services.conftest import Factory, learner
from tests.services.taking import all_right, answer, begin, choices, first_question
from tests.web.learning import kinds

FACTS = ("attempt", "answer", "submission", "visit", "conflict", "commitment", "commitment_review")


@pytest.fixture
def history(meena: Actor, factory: Factory) -> Actor:
    """Meena, with a fact of every kind; and somebody beside her."""
    live(meena, learner(factory.site_id, "B1"))
    return meena


def live(meena: Actor, other: Actor) -> None:
    """Let one person do something of every kind, and another open two cards."""
    publish(make_module())
    publish(kinds())
    for actor in meena, other:
        courses.open_card(actor, "safety", "fire", "fire-0", now=NOON)
        courses.open_card(actor, "safety", "fire", "fire-1", now=NOON)
    attempt = begin(meena)
    question = first_question(meena, attempt)
    for number, choice in enumerate(choices(question)[:2]):
        given = answer(attempt, question.id, (choice,), str(number))
        attempts.save_answer(given, meena, lang="en", client_at=NOON, now=NOON)
    right = all_right(meena, attempt, "h")
    attempts.hand_in(client_id("h"), attempt, right, meena, lang="en", now=NOON)
    with pytest.raises(Refused):
        attempts.hand_in(client_id("late"), attempt, [given], meena, lang="en", now=NOON)
    commitments.choose(client_id("c"), meena, "kinds", "ask", lang="en", now=NOON)
    commitments.look_back(client_id("c"), meena, "done", now=NOON)


def change(sql: str) -> None:
    with transaction():
        assert db.session.execute(sa.text(sql)).rowcount


def found() -> list[tuple[str, str, str]]:
    return [(one.whose, one.fault.fact, one.fault.what) for one in records.broken_chains()]


def ids(table: str) -> list[int]:
    return list(db.session.scalars(sa.text(f"SELECT id FROM {table} ORDER BY id")))


def test_a_fact_after_an_end_that_is_gone_is_not_stored(meena: Actor) -> None:
    publish(make_module())
    attempt = begin(meena)

    def add_twice_after_one_end() -> None:
        assert meena.site_id
        assert meena.person_id
        with transaction():
            end = people_rows.lock_person(meena.site_id, meena.person_id)
            assert end
            row = taking.find_attempt(attempt)
            for _ in range(2):
                again = {**row._asdict(), "id": client_id(str(len(ids("attempt"))))}
                ledger.add(end, plain(AttemptRow)(**again))

    with pytest.raises(ChainWentOnError, match="went on elsewhere"):
        add_twice_after_one_end()
    assert ids("attempt") == [attempt]
    assert found() == []


def test_a_history_of_every_kind_of_fact_is_sound(history: Actor) -> None:
    for name in FACTS:
        assert db.session.scalar(sa.text(f"SELECT COUNT(*) FROM {name}")), name
    assert found() == []


CHANGES = {
    "attempt": "UPDATE attempt SET language = 'hi'",
    "answer": "UPDATE answer SET client_at = NULL WHERE id = (SELECT MIN(id) FROM answer)",
    "submission": "UPDATE submission SET score = '1/2'",
    "conflict": "UPDATE conflict SET reason = 'NOT_FOUND'",
    "commitment": "UPDATE commitment SET choice = 'thank'",
    "commitment_review": "UPDATE commitment_review SET outcome = 'tried'",
}


@pytest.mark.parametrize("table", CHANGES)
def test_an_altered_row_is_named_with_the_persons_number(history: Actor, table: str) -> None:
    change(CHANGES[table])
    [(whose, fact, what)] = found()
    assert whose.startswith("person A007 ")
    assert fact.startswith(f"{table} ")
    assert what == "altered"


def test_an_altered_visit_shows_with_both_people(history: Actor) -> None:
    change("UPDATE visit SET card = 'fire-9' WHERE card = 'fire-1'")
    assert [(whose[:11], what) for whose, _, what in found()] == [
        ("person A007", "altered"), ("person B1 o", "altered"),
    ]  # fmt: skip


def test_a_deleted_row_shows_in_the_middle_and_at_the_end(history: Actor, factory: Factory) -> None:
    first, *_, last = ids("answer")
    change(f"DELETE FROM answer WHERE id = {first}")
    change("DELETE FROM commitment_review")
    site = factory.site_id
    assert found() == [
        (f"person A007 of site {site}", "fact 4", "missing"),
        (f"person A007 of site {site}", "fact 14", "missing"),
    ]
    assert last


def test_a_row_put_in_is_named(history: Actor) -> None:
    change(
        "INSERT INTO visit (site_id, person_id, module, lesson, card, edition_id, track, ordinal,"
        " at, chain_place, chain_hash) SELECT site_id, person_id, module, lesson, 'x', edition_id,"
        " track, 99, at, chain_place, chain_hash FROM visit WHERE ordinal = 1"
    )
    assert {what for _, _, what in found()} == {"inserted", "moved"}


def test_rows_that_changed_places_show(history: Actor) -> None:
    one, other = ids("answer")[:2]
    change(f"UPDATE answer SET id = 0 WHERE id = {one}")
    change(f"UPDATE answer SET id = {one} WHERE id = {other}")
    change(f"UPDATE answer SET id = {other} WHERE id = 0")
    assert [(fact, what) for _, fact, what in found()] == [(f"answer {one}", "moved")]


def test_a_head_set_back_shows(history: Actor) -> None:
    with transaction():
        row = db.session.get_one(PersonRow, history.person_id)
        row.chain_length, row.chain_hash = 0, ""
    assert [(fact, what) for _, fact, what in found()] == [("facts 1 to 14", "inserted")]


def test_the_exports_of_a_site_are_a_chain_of_their_own(
    manager: Actor, history: Actor, factory: Factory
) -> None:
    for _ in range(2):
        dashboards.export_people(manager, Filter(module="safety"), "en", now=NOON)
    assert found() == []
    change(f"DELETE FROM audit WHERE id = {ids('audit')[0]}")
    assert found() == [(f"exports of site {factory.site_id}", "fact 1", "missing")]


@pytest.fixture
def manager(factory: Factory) -> Actor:
    account = people.add_account(factory.site_id, "shah", "R. Shah", Role.MANAGER, now=NOON)
    return Actor(role=Role.MANAGER, site_id=factory.site_id, account_id=account)
