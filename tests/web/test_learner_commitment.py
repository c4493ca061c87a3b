"""One thing to do after a course: chosen, shown, asked about a week later."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from score_learn import clock
from score_learn.services import commitments
from score_learn.storage.database import db
from tests.builders import make_question, publish, right_answer
from tests.web.learning import form_of, hidden, kinds, post, rows
from tests.web.page import checked, open_page, send

PAGE = "/learn/modules/kinds/commitment"
WEEK = timedelta(days=7)


def choose(client: FlaskClient, choice: str = "ask") -> None:
    page = open_page(client, PAGE)
    answered = send(client, page, PAGE, choice=choice)
    assert answered.location == "/learn/modules/kinds#chosen"


@pytest.fixture
def a_week_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The home page's clock stands eight days later than the one that choices are written by."""
    now = clock.now() + 8 * WEEK / 7
    monkeypatch.setattr(commitments, "UNTIL_ASKED", clock.now() - now)


def test_what_may_be_chosen_is_shown_with_what_to_talk_about(school: FlaskClient) -> None:
    page = open_page(school, PAGE)

    assert [one.attrs["value"] for one in page.all("input") if one.attrs["name"] == "choice"] == [
        "ask", "thank",
    ]  # fmt: skip
    assert "This week I will" in page.words
    assert "two ways out" in page.words


def test_a_choice_is_kept_once_and_stands_on_the_courses_page(
    app: Flask, school: FlaskClient
) -> None:
    form = next(one for one in open_page(school, PAGE).all("form") if one.attrs["action"] == PAGE)
    for _ in range(2):
        assert post(school, form, choice="thank").location == "/learn/modules/kinds#chosen"

    assert [tuple(row) for row in rows(app, "SELECT module, choice FROM commitment")] == [
        ("kinds", "thank")
    ]
    course = open_page(school, "/learn/modules/kinds").words
    assert "What you chose to do" in course
    assert "This week I will thank" in course
    assert "This week I will thank" in open_page(school, "/learn/record").words


def test_choosing_nothing_says_what_is_missing(school: FlaskClient) -> None:
    page = open_page(school, PAGE)
    refused = checked(send(school, page, PAGE), status=422)

    assert "Choose one of them first." in refused.words


def test_what_no_page_of_ours_sends_is_not_found(school: FlaskClient) -> None:
    page = open_page(school, PAGE)

    checked(send(school, page, PAGE, choice="other"), status=404)
    open_page(school, "/learn/modules/safety/commitment", status=404)


def test_home_asks_a_week_later_and_not_again(school: FlaskClient, a_week_later: None) -> None:
    choose(school)
    home = open_page(school, "/learn/")
    asks = next(one for one in home.all("form") if "outcome" in one.attrs["action"])
    assert "How did it go?" in home.words
    assert "This week I will ask" in home.words

    said = post(school, asks, outcome="tried")
    after = open_page(school, said.location)

    assert "That counts." in after.words
    assert "How did it go?" not in after.words
    assert "I tried" in open_page(school, "/learn/record").words


def test_home_does_not_ask_before_a_week_is_over(school: FlaskClient) -> None:
    choose(school)

    assert "How did it go?" not in open_page(school, "/learn/").words


def test_an_outcome_that_no_key_sends_is_refused(school: FlaskClient, a_week_later: None) -> None:
    choose(school)
    home = open_page(school, "/learn/")
    asks = next(one for one in home.all("form") if "outcome" in one.attrs["action"])

    checked(post(school, asks, outcome="failed"), status=422)
    assert "How did it go?" in open_page(school, "/learn/").words


def test_whoever_passes_the_test_is_led_to_the_choice(app: Flask, school: FlaskClient) -> None:
    with app.app_context():
        publish(replace(kinds(), test_out=True), now=clock.now())
        db.session.remove()
    assert "One thing for this week" not in open_page(school, "/learn/modules/kinds").words
    page = open_page(school, "/learn/modules/kinds")
    begun = next(one for one in page.all("form") if hidden(one).get("purpose") == ["test"])
    attempt = post(school, begun).location.removesuffix("/questions/1")
    for number in range(1, 6):
        asked = open_page(school, f"{attempt}/questions/{number}")
        question = form_of(asked, f"answer-{number}")
        right = right_answer(make_question("x..", question.attrs["data-question"]))
        post(school, question, choice=list(right), then="next")

    review = open_page(school, f"{attempt}/review")
    result = open_page(school, post(school, form_of(review, "hand-in")).location)

    leads = [
        one.attrs["href"] for one in result.all("a") if "primary" in one.attrs.get("class", "")
    ]
    assert leads == [PAGE]
    course = open_page(school, "/learn/modules/kinds")
    assert [
        one.attrs["href"] for one in course.all("a") if "primary" in one.attrs.get("class", "")
    ] == [PAGE]
