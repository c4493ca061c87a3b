"""What is sent twice, late, by somebody else, or by no page of ours."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from score_learn.services import people
from score_learn.services.people import NewPerson
from score_learn.storage import epochs
from score_learn.storage.database import db, transaction
from tests.builders import NOON, right_answer
from tests.web.conftest import Factory
from tests.web.learning import (
    CHECK,
    KINDS,
    LESSON,
    as_json,
    begin,
    fields_for,
    find,
    form_of,
    hidden,
    post,
    rows,
    shown,
)
from tests.web.page import checked, open_page, send


def test_the_same_answer_sent_twice_gets_the_first_reply(app: Flask, school: FlaskClient) -> None:
    form = form_of(open_page(school, f"{begin(school)}/questions/1"), "answer-1")
    question = next(one for one in KINDS if one.id == form.attrs["data-question"])
    fields = fields_for(question, right_answer(question))

    first, second = as_json(school, form, **fields), as_json(school, form, **fields)

    assert first.status_code == second.status_code == 200
    assert first.json == second.json
    assert first.json["id"] == hidden(form)["answer"][0]
    assert first.json["saved"] is True
    assert len(rows(app, "SELECT * FROM answer")) == 1


def test_the_same_id_with_another_answer_is_refused_and_said(school: FlaskClient) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "round")
    form = form_of(open_page(school, f"{attempt}/questions/{number}"), f"answer-{number}")
    one, other, *_ = [choice.id for choice in question.choices]  # type: ignore[union-attr]
    as_json(school, form, choice=one)

    refused = as_json(school, form, choice=other)

    assert refused.status_code == 409
    assert refused.json["error"] == "KEY_REUSED"
    assert "Both are kept" in refused.json["message"]
    checked(post(school, form, choice=other), status=409)


def test_a_second_hand_in_gets_the_first_reply(app: Flask, school: FlaskClient) -> None:
    form = form_of(open_page(school, f"{begin(school)}/review"), "hand-in")

    first, second = as_json(school, form), as_json(school, form)

    assert first.json == second.json
    assert first.json["result"].endswith("/result")
    assert len(rows(app, "SELECT * FROM submission")) == 1


def test_a_second_tab_is_told_of_what_it_sent_itself(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    one, other = (form_of(open_page(school, f"{attempt}/review"), "hand-in") for _ in range(2))

    first, second = as_json(school, one), as_json(school, other)

    assert first.json["id"] == hidden(one)["hand_in"][0]
    assert second.json["id"] == hidden(other)["hand_in"][0] != first.json["id"]
    assert second.json["received_at"] == first.json["received_at"]
    assert len(rows(app, "SELECT * FROM submission")) == 1


def test_hand_in_carries_answers_that_were_never_saved(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    _, question = find(school, attempt, "round")
    right = right_answer(question)[0]
    form = form_of(open_page(school, f"{attempt}/review"), "hand-in")

    post(
        school, form,
        **{"given": question.id, f"answer-{question.id}": str(uuid4()), f"choice-{question.id}": right},
    )  # fmt: skip

    assert [row[0] for row in rows(app, "SELECT earned FROM submission")] == ["1"]


def carrying(question: str, **wrong: Any) -> dict[str, Any]:
    """Return the fields of a hand-in that carries one answer."""
    fields = {"answer": str(uuid4()), "choice": "x"} | wrong
    named = {f"{name}-{question}": value for name, value in fields.items()}
    return {"given": question} | named


def test_what_is_carried_is_read_like_what_is_sent_by_itself(
    app: Flask, school: FlaskClient
) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "typed")
    form = form_of(open_page(school, f"{attempt}/questions/{number}"), f"answer-{number}")
    as_json(school, form, choice=" red ")
    [answer_id] = hidden(form)["answer"]
    hand_in = form_of(open_page(school, f"{attempt}/review"), "hand-in")

    fields = carrying(question.id, answer=answer_id, choice=" red ")

    assert as_json(school, hand_in, **fields).status_code == 200
    assert [row[0] for row in rows(app, "SELECT earned FROM submission")] == ["1"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "not-an-id"}, {"answer": ""}, {"answer": []},
        {"choice": ["x"] * 101}, {"choice": "x" * 201},
    ],
    ids=str,
)  # fmt: skip
def test_a_hand_in_that_carries_what_no_page_of_ours_sends_is_refused(
    app: Flask, school: FlaskClient, wrong: dict[str, Any]
) -> None:
    attempt = begin(school)
    _, question = find(school, attempt, "round")
    form = form_of(open_page(school, f"{attempt}/review"), "hand-in")

    checked(post(school, form, **carrying(question.id, **wrong)), status=422)
    assert rows(app, "SELECT * FROM submission") == []


def test_begin_sent_twice_begins_one_attempt(app: Flask, school: FlaskClient) -> None:
    form = shown(open_page(school, f"{LESSON}/cards/4"))
    start = next(form.all("form"))

    first, second = post(school, start), post(school, start)

    assert first.location == second.location
    assert len(rows(app, "SELECT * FROM attempt")) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "not-an-id"}, {"question": ""}, {"then": "elsewhere"}, {"lang": "xx"},
        {"choice": ["x"] * 101}, {"choice": "x" * 201}, {"number": "one"},
    ],
    ids=str,
)  # fmt: skip
def test_what_no_page_of_ours_sends_is_refused(school: FlaskClient, wrong: dict[str, Any]) -> None:
    form = form_of(open_page(school, f"{begin(school)}/questions/1"), "answer-1")

    checked(post(school, form, **({"choice": "x"} | wrong)), status=422)


def test_an_attempt_or_hand_in_without_its_id_is_refused(school: FlaskClient) -> None:
    door = next(shown(open_page(school, f"{LESSON}/cards/4")).all("form"))
    checked(post(school, door, attempt="mine"), status=422)

    form = form_of(open_page(school, f"{begin(school)}/review"), "hand-in")
    checked(post(school, form, hand_in="mine"), status=422)


def test_an_attempt_of_somebody_else_is_not_there(
    app: Flask, school: FlaskClient, factory: Factory
) -> None:
    attempt = begin(school)
    form = form_of(open_page(school, f"{attempt}/questions/1"), "answer-1")
    with app.app_context():
        new = NewPerson(employee_no="A008", name="Ravi", unit="Sewing")
        people.set_pin(people.add_person(factory.site_id, new, now=NOON), "614927", now=NOON)
        db.session.remove()
    send(school, open_page(school, "/learn/"), "/sign-out")
    page = open_page(school, "/sign-in")
    send(school, page, "/sign-in", employee_no="A008", pin="614927")
    token = open_page(school, "/learn/").one("meta", name="csrf-token").attrs["content"]

    for path in ("questions/1", "review", "result"):
        open_page(school, f"{attempt}/{path}", status=404)
    answered = as_json(school, form, choice="x", csrf_token=token)
    assert answered.status_code == 404
    assert rows(app, "SELECT * FROM answer") == []


def test_reading_writes_nothing(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    tables = [row[0] for row in rows(app, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    quiet = [name for name in tables if "session" not in name]

    def counts() -> list[Any]:
        return [rows(app, f"SELECT * FROM {name}") for name in quiet]

    before = counts()
    choice = CHECK.choices[0].id
    for path in [
        "/learn/", "/learn/record", "/learn/modules/kinds", LESSON, f"{LESSON}/cards/1",
        f"{LESSON}/cards/3?check=1&answer={choice}", f"{attempt}/questions/1", f"{attempt}/review",
    ]:  # fmt: skip
        school.get(path)
    assert counts() == before


@pytest.mark.parametrize(
    "clock",
    [
        "", "half past", "2026-03-02T12:00:00", "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00", "0001-06-01T00:00:00+00:00", "9999-06-01T00:00:00+00:00",
    ],
)  # fmt: skip
def test_a_phone_whose_clock_says_nothing_is_believed_anyway(
    app: Flask, school: FlaskClient, clock: str
) -> None:
    form = form_of(open_page(school, f"{begin(school)}/questions/1"), "answer-1")
    question = next(one for one in KINDS if one.id == form.attrs["data-question"])
    fields = fields_for(question, right_answer(question))

    assert as_json(school, form, client_at=clock, **fields).status_code == 200
    assert rows(app, "SELECT client_at FROM answer") == [(None,)]


def test_a_script_hears_that_a_card_was_counted(school: FlaskClient) -> None:
    page = open_page(school, f"{LESSON}/cards/1")
    form = page.one("form", action=f"{LESSON}/cards/1")

    assert as_json(school, form, id="some-id").json == {
        "id": "some-id",
        "card": "first",
        "epoch": "",
        "saved": True,
    }


def begin_epoch(app: Flask) -> str:
    with app.app_context(), transaction():
        return epochs.begin("restored", now=NOON)


def test_every_reply_and_page_names_the_epoch(app: Flask, school: FlaskClient) -> None:
    epoch = begin_epoch(app)
    attempt = begin(school)
    page = open_page(school, f"{attempt}/questions/1")
    answer, hand_in = form_of(page, "answer-1"), form_of(page, "hand-in")
    question = next(one for one in KINDS if one.id == answer.attrs["data-question"])
    fields = fields_for(question, right_answer(question))

    assert page.one("div", id="queue").attrs["data-epoch"] == epoch
    for form, more in (answer, fields), (answer, fields), (hand_in, {}), (hand_in, {}):
        assert as_json(school, form, **more).json["epoch"] == epoch
    late = as_json(school, answer, answer=str(uuid4()), **fields)
    assert (late.status_code, late.json["epoch"]) == (409, epoch)
    form = open_page(school, f"{LESSON}/cards/1").one("form", action=f"{LESSON}/cards/1")
    assert as_json(school, form, id="x").json["epoch"] == epoch


def test_an_attempt_that_was_lost_is_begun_again_just_as_it_was(
    app: Flask, school: FlaskClient
) -> None:
    attempt = begin(school)
    before = [one.attrs.get("value") for one in open_page(school, f"{attempt}/review").all("input")]
    root = open_page(school, f"{attempt}/questions/1").one("div", id="attempt").attrs
    with app.app_context(), transaction():
        db.session.execute(db.text("DELETE FROM attempt"))
    fields = {name: root[f"data-{name}"] for name in ("attempt", "module", "quiz", "purpose")}

    replies = [
        school.post(
            root["data-begin"],
            data=fields | {"csrf_token": token_of(school)},
            headers={"Accept": "application/json"},
        )
        for _ in range(2)
    ]

    assert [reply.json["id"] for reply in replies] == [root["data-attempt"]] * 2
    after = [one.attrs.get("value") for one in open_page(school, f"{attempt}/review").all("input")]
    assert asked_in(before) == asked_in(after)


def token_of(client: FlaskClient) -> str:
    metas = open_page(client, "/learn/").all("meta")
    return next(one.attrs["content"] for one in metas if one.attrs.get("name") == "csrf-token")


def asked_in(values: list[str | None]) -> list[str | None]:
    """Return what is asked, without the ids that are new on each page."""
    return [one for one in values if one and len(one) <= 20]
