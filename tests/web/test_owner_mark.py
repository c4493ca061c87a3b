"""Whose work a phone may send: the mark tells people apart, also after a backup was restored."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from score_learn.core.people import PersonId
from score_learn.services import people
from score_learn.services.people import NewPerson
from score_learn.settings import Settings
from score_learn.storage.database import db
from tests.builders import NOON
from tests.web.conftest import Factory
from tests.web.page import open_page, send


def mark(browser: FlaskClient) -> str:
    """Return what the page says whose work a phone may send."""
    return str(open_page(browser, "/learn/").one("div", id="queue").attrs["data-owner"])


def add_ravi(app: Flask, factory: Factory, *, now: datetime) -> PersonId:
    with app.app_context():
        new = NewPerson(employee_no="A008", name="Ravi", unit="Sewing")
        ravi = people.add_person(factory.site_id, new, now=now)
        people.set_pin(ravi, "614927", now=now)
        db.session.remove()
    return ravi


def sign_in_ravi(browser: FlaskClient) -> None:
    send(browser, open_page(browser, "/sign-in"), "/sign-in", employee_no="A008", pin="614927")


def close(app: Flask) -> None:
    """Let go of the database, so that its file is whole."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_two_people_on_one_phone_have_different_marks(
    app: Flask, school: FlaskClient, factory: Factory
) -> None:
    mine = mark(school)
    add_ravi(app, factory, now=NOON)
    send(school, open_page(school, "/learn/"), "/sign-out")
    sign_in_ravi(school)

    theirs = mark(school)

    assert mine != theirs


def test_who_gets_an_id_anew_after_a_restore_has_a_mark_of_their_own(
    app: Flask, device: FlaskClient, factory: Factory
) -> None:
    settings: Settings = app.config["SETTINGS"]
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    close(app)
    backup = database.read_bytes()
    marks, ids = [], []
    for entered_at in NOON, NOON + timedelta(days=1):
        ids.append(add_ravi(app, factory, now=entered_at))
        sign_in_ravi(device)
        marks.append(mark(device))
        close(app)
        database.write_bytes(backup)

    assert ids[0] == ids[1]
    assert marks[0] != marks[1]
