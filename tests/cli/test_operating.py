"""What an operator sees: the demo, and the record put to the proof."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click import Command
from flask import Flask

from score_learn import clock
from score_learn.cli.database import upgrade_database
from score_learn.cli.demo import demo
from score_learn.cli.records import rebuild, verify
from score_learn.cli.server import start
from score_learn.core.people import Actor, Role
from score_learn.services import courses, people
from score_learn.services.people import NewPerson
from score_learn.storage.database import db, transaction
from score_learn.storage.people import AccountRow
from score_learn.storage.standings import StandingRow
from score_learn.storage.visits import VisitRow
from tests.builders import NOON, make_module, publish
from tests.cli.conftest import Run, close, make_program, runner


def test_a_record_that_was_tampered_with_is_found_and_rebuilt(run: Run, program: Flask) -> None:
    with program.app_context():
        publish(make_module())
        site_id = people.add_site("Sunrise", organisation="Sunrise Group", now=NOON)
        new = NewPerson(employee_no="A007", name="Meena", unit="Sewing")
        person_id = people.add_person(site_id, new, now=NOON)
        meena = Actor(role=Role.LEARNER, site_id=site_id, person_id=person_id, track="worker")
        courses.open_card(meena, "safety", "fire", "fire-0", now=clock.now())
    sound = run(verify)
    named = f"The database is {program.config['SETTINGS'].database_url}\n"
    whole = "0 places where the chain of the record is broken\n"
    assert (sound.exit_code, sound.stderr) == (0, named)
    assert sound.stdout == f"0 standings differ from the facts\n{whole}"

    with program.app_context(), transaction():
        db.session.execute(sa.update(StandingRow).values(state="passed"))

    found = run(verify)
    assert (found.exit_code, found.stderr) == (1, named)
    assert found.stdout == f"1 standings differ from the facts\n{whole}"
    rebuilt = run(rebuild)
    assert (rebuilt.stdout, rebuilt.stderr) == ("1 standings changed\n", named)
    assert run(verify).exit_code == 0

    with program.app_context(), transaction():
        db.session.execute(sa.update(VisitRow).values(at=NOON))
        (visit,) = db.session.scalars(sa.select(VisitRow.id))

    found = run(verify)
    assert found.exit_code == 1
    assert found.stderr == f"{named}person A007 of site {site_id}: visit {visit}: altered\n"
    assert found.stdout.endswith("1 places where the chain of the record is broken\n")


@pytest.fixture
def moonlight(tmp_path: Path) -> Iterator[Flask]:
    """The program of a real organisation, its tables made by the migrations."""
    (tmp_path / "content").mkdir()
    app = make_program(tmp_path / "moonlight.db")
    with app.app_context():
        upgrade_database()
        people.add_site("Moonlight Works", organisation="Moonlight", now=NOON)
    yield app
    close(app)


@pytest.mark.parametrize(("command", "words"), [(demo, ["--json"]), (start, ["--demo"])])
def test_a_real_database_gets_no_demo_accounts(
    moonlight: Flask, command: Command, words: list[str]
) -> None:
    result = runner(moonlight)(command, *words)

    assert result.exit_code == 1
    assert result.stderr == (
        "Error: This database holds Moonlight: the demo is made only in one of its own.\n"
    )
    with moonlight.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AccountRow)) == 0


@pytest.mark.parametrize(
    ("command", "words"), [(demo, []), (demo, ["--json"]), (start, ["--demo"])]
)
def test_a_production_gets_no_demo_accounts(
    moonlight: Flask, command: Command, words: list[str]
) -> None:
    settings = moonlight.config["SETTINGS"]
    moonlight.config["SETTINGS"] = dataclasses.replace(settings, production=True)

    result = runner(moonlight)(command, *words)

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: SCORE_PRODUCTION is yes, and everybody knows")
    with moonlight.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AccountRow)) == 0
