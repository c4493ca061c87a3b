"""The whole program on an empty database, and a small factory whose people sign in."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from score_learn.core.people import AccountId, PersonId, Role, SiteId
from score_learn.factory import create_app
from score_learn.services import people, verifying
from score_learn.services.people import NewPerson
from score_learn.settings import Settings
from score_learn.storage.database import db
from tests.builders import NOON, make_edition, make_lesson, make_module, publish, translate
from tests.web.learning import kinds
from tests.web.page import open_page, send

SITE_CODE = "SUNRISE-4827"
NUMBER, PIN = "A007", "708152"
USER_NAME, PASSWORD = "shah", "correct horse battery"


@dataclass(frozen=True)
class Factory:
    """Ids of what `factory` made."""

    site_id: SiteId
    meena: PersonId
    shah: AccountId


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The program as it is served, made once; its database lies in a file that `app` replaces."""
    path = tmp_path_factory.mktemp("web") / "score-learn.db"
    return create_app(
        Settings(
            secret_key="a secret key for tests, long enough",
            pepper="a pepper for tests, which is long enough",
            database_url=f"sqlite:///{path}",
            pseudo_languages=True,
            cheap_hashes=True,
        )
    )


@pytest.fixture
def app(program: Flask, sqlite_template: Path) -> Iterator[Flask]:
    """The program on a database with empty tables."""
    settings: Settings = program.config["SETTINGS"]
    shutil.copy(sqlite_template, settings.database_url.removeprefix("sqlite:///"))
    verifying.configure(pepper=settings.pepper.encode(), cheap=True)
    yield program
    with program.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has used."""
    return app.test_client()


@pytest.fixture
def factory(app: Flask) -> Factory:
    """A site with Meena, who learns, and Shah, who manages; the course is on the shelf."""
    with app.app_context():
        publish(make_module("safety", make_lesson("fire", cards=1, questions=0), test_out=True))
        site_id = people.add_site(
            "Sunrise", organisation="Sunrise Group", shows_scores=True, now=NOON
        )
        people.set_site_code(site_id, SITE_CODE, now=NOON)
        new = NewPerson(employee_no=NUMBER, name="Meena Kumari", unit="Sewing")
        meena = people.add_person(site_id, new, now=NOON)
        people.set_pin(meena, PIN, now=NOON)
        shah = people.add_account(site_id, USER_NAME, "R. Shah", Role.MANAGER, now=NOON)
        people.set_password(shah, PASSWORD, now=NOON)
    return Factory(site_id=site_id, meena=meena, shah=shah)


@pytest.fixture
def device(client: FlaskClient, factory: Factory) -> FlaskClient:
    """A browser that is paired with the factory."""
    page = open_page(client, "/enrol")
    assert send(client, page, "/enrol", site_code=SITE_CODE).status_code == 303
    return client


@pytest.fixture
def learner(device: FlaskClient) -> FlaskClient:
    """The same, with Meena signed in."""
    page = open_page(device, "/sign-in")
    assert send(device, page, "/sign-in", employee_no=NUMBER, pin=PIN).location == "/learn/"
    return device


@pytest.fixture
def manager(client: FlaskClient, factory: Factory) -> FlaskClient:
    """A browser in which Shah has signed in."""
    page = open_page(client, "/staff/sign-in")
    answered = send(client, page, "/staff/sign-in", user_name=USER_NAME, password=PASSWORD)
    assert answered.location == "/manage/"
    return client


@pytest.fixture
def school(app: Flask, learner: FlaskClient) -> FlaskClient:
    """Meena's browser, with a second course on the shelf that asks in all seven ways."""
    with app.app_context():
        module = kinds()
        publish(module, make_edition(translate(module, "hi")))
        db.session.remove()
    return learner
