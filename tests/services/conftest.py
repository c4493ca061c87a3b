"""A factory with people who learn, and a module on the shelf."""

from dataclasses import dataclass

import pytest
from flask import Flask

from score_learn.core.people import Actor, Role, SiteId
from score_learn.services import enrolling, people, signing_in
from score_learn.services.people import NewPerson
from tests.builders import NOON, make_module, publish

PIN = "708152"
SITE_CODE = "SUNRISE-4827"
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Factory:
    """Ids and tokens of what `factory` made."""

    site_id: SiteId
    device: str


def learner(site_id: SiteId, number: str, **more: object) -> Actor:
    """Enter a person into a site, and return who they are when they have signed in."""
    given = {"name": f"Person {number}", "unit": "Line 1"} | more
    person_id = people.add_person(site_id, NewPerson(employee_no=number, **given), now=NOON)
    track = given.get("track", "worker")
    return Actor(role=Role.LEARNER, site_id=site_id, person_id=person_id, track=track)


@pytest.fixture
def factory(context: Flask) -> Factory:
    """A site with a paired device; the program is held open."""
    site_id = people.add_site("Sunrise", organisation="Sunrise Group", now=NOON)
    people.set_site_code(site_id, SITE_CODE, now=NOON)
    device = enrolling.enrol(SITE_CODE, source="test", now=NOON)
    return Factory(site_id=site_id, device=device)


@pytest.fixture
def meena(factory: Factory) -> Actor:
    """A worker with a PIN."""
    actor = learner(factory.site_id, "A007", name="Meena")
    assert actor.person_id
    people.set_pin(actor.person_id, PIN, now=NOON)
    token = signing_in.sign_in_learner("a007", PIN, device_token=factory.device, now=NOON)
    return signing_in.actor_of(session_token=token, device_token=None, now=NOON)


@pytest.fixture
def safety(context: Flask) -> None:
    """The module "safety", on the shelf in English."""
    publish(make_module())
