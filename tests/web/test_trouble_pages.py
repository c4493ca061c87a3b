"""Every trouble with the database ends as 503 with a time to try again, and the try then works."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from score_learn.storage import sqlite
from score_learn.storage.database import db
from score_learn.storage.writers import NoTurnError
from tests.builders import right_answer
from tests.web.learning import KINDS, as_json, begin, fields_for, form_of, rows
from tests.web.page import checked, open_page

DRIVER = sqlite.driver()
Send = Callable[[], Any]

TROUBLES = [
    pytest.param(DRIVER.OperationalError("database is locked"), id="locked"),
    pytest.param(DRIVER.OperationalError("database or disk is full"), id="disk full"),
    pytest.param(DRIVER.OperationalError("disk I/O error"), id="disk broken"),
    pytest.param(DRIVER.OperationalError("attempt to write a readonly database"), id="read-only"),
    pytest.param(DRIVER.OperationalError("unable to open database file"), id="no file"),
    pytest.param(DRIVER.DatabaseError("database disk image is malformed"), id="damaged"),
    pytest.param(DRIVER.InterfaceError("connection already closed"), id="server away"),
    pytest.param(DRIVER.InternalError("cannot write: a standby"), id="standby"),
    pytest.param(sa.exc.TimeoutError("QueuePool limit reached"), id="no connection free"),
    pytest.param(NoTurnError("others were writing all the time"), id="no turn to write"),
]


@pytest.fixture
def sending(school: FlaskClient) -> Send:
    """Sends the same answer under the same key, as the phone does until it has a reply."""
    form = form_of(open_page(school, f"{begin(school)}/questions/1"), "answer-1")
    question = next(one for one in KINDS if one.id == form.attrs["data-question"])
    fields = fields_for(question, right_answer(question))
    return lambda: as_json(school, form, **fields)


def break_at(
    app: Flask, step: str, error: Exception, monkeypatch: pytest.MonkeyPatch, *, after: bool = False
) -> None:
    """Make a step of the driver fail for writing transactions, before it is done or after."""
    with app.app_context():
        dialect = db.engine.dialect
    real = getattr(dialect, step)

    def fail(*words: object) -> object:
        statement = str(words[1]) if len(words) > 1 else "COMMIT"
        if step == "do_execute" and not statement.startswith("INSERT INTO answer"):
            return real(*words)
        if after:
            real(*words)
        raise error

    monkeypatch.setattr(dialect, step, fail)


@pytest.mark.parametrize("step", ["do_execute", "do_commit"])
@pytest.mark.parametrize("error", TROUBLES)
def test_trouble_is_503_undone_and_passes(
    app: Flask, sending: Send, step: str, error: Exception
) -> None:
    with pytest.MonkeyPatch.context() as broken:
        break_at(app, step, error, broken)
        answered = sending()

    assert (answered.status_code, answered.headers["Retry-After"]) == (503, "5")
    assert rows(app, "SELECT * FROM answer") == []

    assert sending().status_code == 200
    assert len(rows(app, "SELECT * FROM answer")) == 1


def test_what_was_stored_before_the_trouble_is_stored_once(app: Flask, sending: Send) -> None:
    """A commit whose reply is lost looks like one that failed; the key tells them apart."""
    with pytest.MonkeyPatch.context() as broken:
        lost = DRIVER.OperationalError("disk I/O error")
        break_at(app, "do_commit", lost, broken, after=True)
        assert sending().status_code == 503

    assert sending().status_code == 200
    assert len(rows(app, "SELECT * FROM answer")) == 1


@pytest.mark.parametrize("wrong", ["SELEKT 1", "SELECT * FROM nowhere", "SELECT nothing"])
def test_a_mistake_of_ours_is_not_called_trouble(
    app: Flask,
    learner: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    wrong: str,
) -> None:
    def mistake(cursor: Any, *_: object) -> None:
        cursor.execute(wrong)

    with app.app_context():
        monkeypatch.setattr(db.engine.dialect, "do_execute", mistake)

    response = learner.get("/learn/")

    checked(response, status=500)
    assert "Retry-After" not in response.headers
    assert [one for one in caplog.records if one.exc_info], "its place is in the log"


def test_trouble_is_logged_by_its_kind_alone(
    app: Flask, sending: Send, caplog: pytest.LogCaptureFixture
) -> None:
    """What a driver says may quote what somebody answered."""
    with pytest.MonkeyPatch.context() as broken:
        break_at(app, "do_commit", DRIVER.OperationalError("secret words"), broken)
        sending()

    assert "database not available: OperationalError" in caplog.text
    assert "secret words" not in caplog.text


@pytest.fixture
def nothing_can_be_read(app: Flask, learner: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """From when Meena has signed in, every statement fails."""

    def fail(*_: object) -> None:
        raise DRIVER.OperationalError("disk I/O error")

    with app.app_context():
        db.engine.dispose()
        monkeypatch.setattr(db.engine.dialect, "do_execute", fail)


@pytest.mark.usefixtures("nothing_can_be_read")
@pytest.mark.parametrize(("method", "address", "status"), [
    ("GET", "/nowhere", 404),
    ("DELETE", "/learn/", 405),
    ("GET", "/static/0/nothing.css", 503),
])  # fmt: skip
def test_a_no_that_needs_the_database_is_no_fault_of_ours(
    learner: FlaskClient, method: str, address: str, status: int
) -> None:
    checked(learner.open(address, method=method), status=status)


@pytest.mark.usefixtures("nothing_can_be_read")
def test_a_queue_whose_session_is_gone_is_told_to_come_again(app: Flask) -> None:
    answered = app.test_client().post(
        "/learn/attempts", headers={"Accept": "application/json"}, data={}
    )

    assert (answered.status_code, answered.headers["Retry-After"]) == (503, "5")
