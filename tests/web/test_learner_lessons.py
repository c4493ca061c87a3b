"""Courses and lessons without any script: the way through, practice checks, the door to the quiz."""

import dataclasses
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from score_learn.core.question import Picture
from score_learn.services import people
from score_learn.services.people import NewPerson
from score_learn.storage import shelf
from score_learn.storage.database import transaction
from score_learn.storage.shelf import RecordingRow
from tests.builders import NOON, make_lesson, make_module, publish
from tests.web.conftest import NUMBER, PIN, SITE_CODE, Factory
from tests.web.learning import CHECK, LANGUAGES, LESSON, hidden, post, rows, shown
from tests.web.page import checked, open_page, send


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    ["/learn/", "/learn/modules/kinds", "/learn/record", f"{LESSON}/cards/1", f"{LESSON}/cards/4"],
)
def test_every_page_keeps_the_promises_in_every_language(
    school: FlaskClient, path: str, language: str
) -> None:
    open_page(school, f"{path}?lang={language}")


def test_home_leads_to_what_comes_next(school: FlaskClient) -> None:
    page = open_page(school, "/learn/")

    assert page.one("body").attrs["data-m"] == "safety"
    primary = next(one for one in page.all("a") if "primary" in one.attrs.get("class", ""))
    assert primary.attrs["href"] == "/learn/modules/safety/lessons/fire"
    assert "Hello, Meena Kumari" in page.words


def test_a_course_says_what_the_test_still_waits_for(school: FlaskClient) -> None:
    page = open_page(school, "/learn/modules/kinds")

    assert "One lesson is still to do: Lesson all" in page.words
    assert "See what you already know" in page.words
    quizzes = {one.attrs["value"] for one in page.all("input", name="purpose")}
    assert quizzes == {"pre"}


def test_a_lesson_begins_at_the_first_card_not_opened(school: FlaskClient) -> None:
    assert school.get(LESSON).location == f"{LESSON}/cards/1"
    page = open_page(school, f"{LESSON}/cards/1")

    answered = send(school, page, f"{LESSON}/cards/1")

    assert answered.location == f"{LESSON}/cards/2"
    assert school.get(LESSON).location == f"{LESSON}/cards/2"
    assert school.get(f"{LESSON}?card=check").location == f"{LESSON}/cards/3"
    assert school.get(f"{LESSON}?card=gone").location == f"{LESSON}/cards/1"
    for card in ("2", f"3?check=1&answer={CHECK.choices[0].id}"):
        send(school, open_page(school, f"{LESSON}/cards/{card}"), f"{LESSON}/cards/{card[0]}")
    assert school.get(LESSON).location == f"{LESSON}/cards/4"


def test_one_card_is_shown_and_the_others_lie_ready(school: FlaskClient) -> None:
    page = open_page(school, f"{LESSON}/cards/2")

    assert "It is locked." in shown(page).words
    assert len([one for one in page.all("section") if "data-step" in one.attrs]) == 4


def test_behind_the_last_card_stands_the_door_to_the_quiz(school: FlaskClient) -> None:
    page = open_page(school, f"{LESSON}/cards/3")
    form = next(one for one in page.all("form") if one.attrs["method"] == "get")
    assert form.attrs["action"] == f"{LESSON}/cards/3"

    assert page.response.status_code == 200
    assert school.get(f"{LESSON}/cards/5").location == "/learn/modules/kinds"
    assert school.get(f"{LESSON}/cards/0").location == f"{LESSON}/cards/1"
    assert school.get(f"{LESSON}/cards/-5").location == f"{LESSON}/cards/1"
    assert "Start the quiz" in shown(open_page(school, f"{LESSON}/cards/4")).words


def test_a_lesson_without_a_quiz_ends_at_the_course(school: FlaskClient) -> None:
    page = open_page(school, "/learn/modules/safety/lessons/fire/cards/1")

    answered = send(school, page, "/learn/modules/safety/lessons/fire/cards/1")

    assert answered.location == "/learn/modules/safety"


@pytest.mark.parametrize(
    ("place", "words", "key"),
    [
        pytest.param(0, "because 0", "Right", id="right"),
        pytest.param(1, "because 1", "Look again", id="wrong"),
    ],
)
def test_a_practice_check_says_why_at_once(
    school: FlaskClient, place: int, words: str, key: str
) -> None:
    choice = CHECK.choices[place]

    page = open_page(school, f"{LESSON}/cards/3?check=1&answer={choice.id}")

    assert words in shown(page).words
    assert key in shown(page).words
    assert ("Try again" in shown(page).words) == (place == 1)


def test_a_practice_check_without_an_answer_is_met_with_words(school: FlaskClient) -> None:
    page = open_page(school, f"{LESSON}/cards/3?check=1")

    assert "There is no answer yet." in shown(page).words


def test_the_team_sheet_can_be_printed_where_there_is_one(school: FlaskClient) -> None:
    page = open_page(school, "/learn/modules/kinds/sheet")

    assert page.heading == "Do it together"
    assert "It is locked." in page.words
    open_page(school, "/learn/modules/safety/sheet", status=404)


def test_a_course_leads_to_its_team_sheet(school: FlaskClient) -> None:
    sheets = {
        key: [
            one.attrs["href"]
            for one in open_page(school, key).all("a")
            if "sheet" in one.attrs["href"]
        ]
        for key in ("/learn/modules/kinds", "/learn/modules/safety")
    }

    assert sheets == {
        "/learn/modules/kinds": ["/learn/modules/kinds/sheet"],
        "/learn/modules/safety": [],
    }


def test_a_card_that_is_not_there_cannot_be_opened(app: Flask, school: FlaskClient) -> None:
    form = open_page(school, f"{LESSON}/cards/1").one("form", action=f"{LESSON}/cards/1")

    checked(school.post(f"{LESSON}/cards/4", data=hidden(form)), status=404)
    checked(post(school, form, card="nowhere"), status=404)
    assert rows(app, "SELECT * FROM visit") == []


def test_course_words_bear_their_own_language(school: FlaskClient) -> None:
    page = open_page(school, f"{LESSON}/cards/1?lang=hi")

    assert page.one("h1").attrs["lang"] == "en"
    assert page.one("html").attrs["lang"] == "hi"
    assert len([one for one in page.all("p") if one.attrs.get("class") == "aside"]) >= 1


def test_a_recording_is_sent_in_parts_and_kept(app: Flask, client: FlaskClient) -> None:
    name = "0123456789abcdef.opus"
    with app.app_context(), transaction():
        shelf.add(RecordingRow(name=name, content=b"OggS sound"))

    part = client.get(f"/recordings/{name}", headers={"Range": "bytes=0-3"})

    assert (part.status_code, part.data, part.mimetype) == (206, b"OggS", "audio/ogg")
    assert "immutable" in part.headers["Cache-Control"]
    assert client.get("/recordings/none.opus").status_code == 404


def test_the_next_lessons_drawings_are_fetched_ahead_unless_data_is_saved(
    app: Flask, learner: FlaskClient
) -> None:
    later = make_lesson("later", cards=1, questions=0)
    drawn = dataclasses.replace(
        later.cards[0], picture=Picture(name="ab12.svg", alt="A press", width=640, height=400)
    )
    with app.app_context():
        lessons = (make_lesson("first", cards=1), dataclasses.replace(later, cards=(drawn,)))
        publish(make_module("drawn", *lessons))
    address = "/learn/modules/drawn/lessons/first/cards/1"

    assert (
        open_page(learner, address).one("link", rel="prefetch").attrs["href"].endswith("ab12.svg")
    )
    assert "prefetch" not in learner.get(address, headers={"Save-Data": "on"}).text


def test_a_card_that_is_kept_for_all_bears_each_browsers_own_token(
    app: Flask, learner: FlaskClient
) -> None:
    path = "/learn/modules/safety/lessons/fire/cards/1"
    other = app.test_client()
    send(other, open_page(other, "/enrol"), "/enrol", site_code=SITE_CODE)
    send(other, open_page(other, "/sign-in"), "/sign-in", employee_no=NUMBER, pin=PIN)

    first, second = open_page(learner, path), open_page(other, path)

    assert send(other, second, path).status_code == 303
    assert send(learner, first, path).status_code == 303


def test_what_is_kept_of_a_lesson_bears_each_pages_own_marks(
    app: Flask, school: FlaskClient, factory: Factory
) -> None:
    """The door's attempt is a new one on every page, the token the browser's, the mark the person's."""
    with app.app_context():
        new = NewPerson(employee_no="A008", name="Ravi Rao", unit="Sewing")
        people.set_pin(people.add_person(factory.site_id, new, now=NOON), PIN, now=NOON)
    other = app.test_client()
    send(other, open_page(other, "/enrol"), "/enrol", site_code=SITE_CODE)
    send(other, open_page(other, "/sign-in"), "/sign-in", employee_no="A008", pin=PIN)

    pages = [open_page(school, f"{LESSON}/cards/{number}") for number in (1, 4, 4)]
    pages.append(open_page(other, f"{LESSON}/cards/4"))

    attempts = [page.one("input", name="attempt").attrs["value"] for page in pages]
    assert len({*attempts}) == 4
    owners = [page.one("div", id="queue").attrs["data-owner"] for page in pages]
    assert owners[0] == owners[1] == owners[2] != owners[3]
    assert not any("of-this-page" in page.response.text for page in pages)
    way_back = "/sign-in?next=" + quote(f"{LESSON}/cards/1", safe="/")
    assert way_back in pages[0].response.text
    begun = {"attempt": attempts[3], "module": "kinds", "quiz": "all", "purpose": "lesson"}
    assert send(other, pages[3], "/learn/attempts", **begun).status_code == 303


def test_a_check_is_kept_in_each_order_and_never_with_what_was_answered(
    school: FlaskClient,
) -> None:
    path = f"{LESSON}/cards/3"
    before = shown(open_page(school, path)).words
    answered = shown(open_page(school, f"{path}?check=1&answer={CHECK.choices[0].id}")).words

    assert "because 0" in answered
    assert shown(open_page(school, path)).words == before
