"""A factory for a drill: as many learners as it needs, all with one PIN, hashed once."""

from collections.abc import Iterable
from dataclasses import dataclass

from score_learn import clock
from score_learn.core.people import PersonId
from score_learn.drills.server import Program
from score_learn.services import people, verifying
from score_learn.services.people import NewPerson
from score_learn.storage import people as rows
from score_learn.storage.copies import opened
from score_learn.storage.database import transaction
from score_learn.storage.people import CredentialRow

SITE_CODE = "DRILL-SITE-2735"
PIN = "708152"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a learner signs in with, and who that is in the database."""

    person_id: PersonId
    employee_no: str
    pin: str = PIN
    site_code: str = SITE_CODE


def make_learners(program: Program, count: int) -> tuple[Card, ...]:
    """Make the factory in a database that holds none."""
    verifying.configure(pepper=program.pepper.encode())
    with opened(program.database_url), transaction():
        return tuple(_make(count))


def _make(count: int) -> Iterable[Card]:
    now = clock.now()
    site_id = people.add_site("Drill works", organisation="Drill", now=now)
    people.set_site_code(site_id, SITE_CODE, now=now)
    sealed = verifying.keeper().seal(PIN)
    for place in range(count):
        number = f"D{place:05}"
        new = NewPerson(employee_no=number, name=f"Learner {place}", unit="Hall", language="en")
        person_id = people.add_person(site_id, new, now=now)
        rows.add(CredentialRow(site_id=site_id, person_id=person_id, hash=sealed, set_at=now))
        yield Card(person_id=person_id, employee_no=number)
