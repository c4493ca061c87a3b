"""From a wrong answer back to the card that answers it."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from score_learn.core.course import Module
from score_learn.storage.database import db
from tests.builders import make_card, make_lesson, make_module, make_question, make_quiz, publish
from tests.web.page import Element, Page, open_page, send

COURSE = "/learn/modules/pointed"
CARD = f"{COURSE}/lessons/exits/cards/2"
ASKED = (
    make_question("x..", "q001", read="exits/door"),
    make_question("x..", "q002", read="exits/gone"),
    make_question("x..", "q003"),
    make_question("x..", "q004", read="elsewhere/door"),
)


def pointed() -> Module:
    """Return a course whose questions point at a card; managers see one more card before it."""
    cards = (
        make_card("board", audience="manager"),
        make_card("ways"),
        replace(make_card("door"), title="The back door"),
    )
    quiz = make_quiz(*ASKED)
    lesson = make_lesson("exits", cards=cards, quiz=quiz)
    test = replace(quiz, pools=(replace(quiz.pools[0], key="exits"),))
    return make_module("pointed", lesson, test=test, test_out=True, order=2, fallback="off")


@pytest.fixture
def school(app: Flask, learner: FlaskClient) -> FlaskClient:
    """Meena's browser, with that course on the shelf."""
    with app.app_context():
        publish(pointed())
        db.session.remove()
    return learner


def begin(client: FlaskClient, purpose: str) -> str:
    """Begin the lesson's quiz or the test; return the attempt's address."""
    page = open_page(client, f"{COURSE}/lessons/exits/cards/3" if purpose == "lesson" else COURSE)
    form = next(
        one
        for one in page.all("form", action="/learn/attempts")
        if fields_of(one)["purpose"] == purpose
    )
    answered = client.post("/learn/attempts", data=fields_of(form))
    return answered.location.removesuffix("/questions/1")


def fields_of(form: Element) -> dict[str, str]:
    return {one.attrs["name"]: one.attrs["value"] for one in form.all("input")}


def hand_in_nothing(client: FlaskClient, attempt: str) -> Page:
    review = open_page(client, f"{attempt}/review")
    action = review.one("form", id="hand-in").attrs["action"]
    return open_page(client, send(client, review, action).location)


def entry(result: Page, question: str) -> Element:
    return next(one for one in result.all("li") if f"Prompt of {question}?" in one.words)


def links(element: Element) -> list[tuple[str, str]]:
    return [(one.attrs["href"], one.words) for one in element.all("a")]


@pytest.mark.parametrize("purpose", ["lesson", "test"])
def test_a_wrong_answer_leads_to_the_very_card(school: FlaskClient, purpose: str) -> None:
    result = hand_in_nothing(school, begin(school, purpose))

    [(address, words)] = links(entry(result, "q001"))
    assert address == CARD
    assert "Read again: The back door" in words
    assert "card 2" in words
    assert "The back door" in open_page(school, address).words


def test_a_card_that_is_gone_leaves_the_lesson_to_read(school: FlaskClient) -> None:
    result = hand_in_nothing(school, begin(school, "test"))

    for question in ("q002", "q003"):
        [(address, words)] = links(entry(result, question))
        assert address == f"{COURSE}/lessons/exits"
        assert words.startswith("Read again: Lesson exits")


def test_a_result_stays_when_the_course_is_no_longer_offered(school: FlaskClient) -> None:
    attempt = begin(school, "test")
    hand_in_nothing(school, attempt)

    open_page(school, f"{COURSE}?lang=hi", status=404)
    result = open_page(school, f"{attempt}/result")

    [(address, _)] = links(entry(result, "q001"))
    assert address == CARD


def test_what_to_read_is_as_the_attempt_had_it(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school, "test")
    hand_in_nothing(school, attempt)
    with app.app_context():
        publish(make_module("pointed", make_lesson("other"), order=2))
        db.session.remove()

    result = open_page(school, f"{attempt}/result")

    assert "Read again: The back door" in entry(result, "q001").words


def test_a_lesson_that_is_gone_leaves_no_link(school: FlaskClient) -> None:
    assert links(entry(hand_in_nothing(school, begin(school, "test")), "q004")) == []


def test_no_page_before_hand_in_tells_where_the_answer_stands(school: FlaskClient) -> None:
    attempt = begin(school, "test")

    for path in (*(f"questions/{number}" for number in range(1, 5)), "review"):
        text = school.get(f"{attempt}/{path}").text
        assert "exits/" not in text
        assert "elsewhere" not in text
        assert "back door" not in text
