"""A quiz of all seven kinds without any script: answering, leaving for later, changing the language."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders import right_answer
from tests.web.learning import (
    LANGUAGES,
    answer_all,
    asked,
    begin,
    fields_for,
    find,
    form_of,
    post,
    rows,
    shown,
)
from tests.web.page import open_page, send


def test_all_seven_kinds_can_be_answered_without_a_script(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    answer_all(school, attempt)
    page = open_page(school, f"{attempt}/review")

    answered = post(school, form_of(page, "hand-in"))

    result = open_page(school, answered.location)
    assert result.heading == "Passed"
    assert "8 of 8" in result.words
    assert len([one for one in result.all("li") if "right" in one.attrs.get("class", "")]) == 7
    assert len(rows(app, "SELECT * FROM answer")) == 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_quiz_keep_the_promises_in_every_language(
    school: FlaskClient, language: str
) -> None:
    attempt = begin(school)
    for number in range(1, 8):
        open_page(school, f"{attempt}/questions/{number}?lang={language}")
    page = open_page(school, f"{attempt}/review")
    open_page(school, post(school, form_of(page, "hand-in")).location)
    open_page(school, "/learn/record")


def test_an_answer_comes_back_as_it_was_given(school: FlaskClient) -> None:
    attempt = begin(school)
    answer_all(school, attempt)

    for number in range(1, 8):
        page = open_page(school, f"{attempt}/questions/{number}")
        question, step = asked(page), shown(page)
        checked_now = [one.attrs["value"] for one in step.all("input") if "checked" in one.attrs]
        selected = [one.attrs["value"] for one in step.all("option") if "selected" in one.attrs]
        typed = [one.attrs["value"] for one in step.all("input") if one.attrs.get("maxlength")]
        given = fields_for(question, right_answer(question))
        assert sorted(checked_now + selected + typed) == sorted(
            given.get("choice", []) + given.get("place", [])
        )
        assert "Received" in step.words


def test_no_page_before_hand_in_holds_a_key(school: FlaskClient) -> None:
    attempt = begin(school)
    told = [
        "because",
        "So it is",
        "Both are needed",
        "Each to its own",
        "The limit is",
        "It is red",
    ]
    keys = ['value="85"', "bright red", "data-right", "correct", "is-right"]

    for path in [*(f"questions/{number}" for number in range(1, 8)), "review"]:
        text = school.get(f"{attempt}/{path}").text
        assert not [word for word in told + keys if word in text], path
        order = [text.find(f">step {place}<") for place in range(4)]
        assert order != sorted(order), "the steps stand in their right order"


def test_next_without_an_answer_is_met_with_words_then_let_go(
    app: Flask, school: FlaskClient
) -> None:
    attempt = begin(school)
    page = open_page(school, f"{attempt}/questions/1")

    answered = post(school, form_of(page, "answer-1"), then="next")
    again = open_page(school, answered.location)

    assert "There is no answer yet." in shown(again).words
    gone = post(school, form_of(again, "answer-1"), then="next")
    assert gone.location == f"{attempt}/questions/2"
    assert rows(app, "SELECT * FROM answer") == []


def test_unticking_everything_answers_with_nothing(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "square")
    page = open_page(school, f"{attempt}/questions/{number}")
    post(school, form_of(page, f"answer-{number}"), choice=list(right_answer(question)))
    page = open_page(school, f"{attempt}/questions/{number}")

    post(school, form_of(page, f"answer-{number}"), then="review")

    stored = rows(app, "SELECT answer FROM answer ORDER BY received_at")
    assert [one[0] for one in stored][-1] == "[]"


def test_two_steps_at_one_place_are_kept_in_the_address_until_put_right(
    app: Flask, school: FlaskClient
) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "order")
    first, second, *_ = right_answer(question)
    page = open_page(school, f"{attempt}/questions/{number}")

    answered = post(
        school, form_of(page, f"answer-{number}"), then="next",
        place=[f"1:{first}", f"1:{second}", "", ""],
    )  # fmt: skip

    again = shown(open_page(school, answered.location))
    selected = {one.attrs["value"] for one in again.all("option") if "selected" in one.attrs}
    assert selected == {f"1:{first}", f"1:{second}"}
    assert "Something is still open here" in again.words
    assert rows(app, "SELECT * FROM answer") == []


def test_steps_without_a_place_are_kept_as_they_are(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "order")
    first, *_ = right_answer(question)
    page = open_page(school, f"{attempt}/questions/{number}")

    post(school, form_of(page, f"answer-{number}"), then="next", place=[f"2:{first}", "", "", ""])

    again = shown(open_page(school, f"{attempt}/questions/{number}"))
    selected = {one.attrs["value"] for one in again.all("option") if "selected" in one.attrs}
    assert selected == {f"2:{first}"}


def test_changing_the_language_in_mid_attempt_loses_nothing(school: FlaskClient) -> None:
    attempt = begin(school)
    page = open_page(school, f"{attempt}/questions/1")
    question = asked(page)
    fields = fields_for(question, right_answer(question))

    answered = post(school, form_of(page, "answer-1"), then="language", **fields)

    assert answered.location == f"/language?next={attempt}/questions/1"
    languages = open_page(school, answered.location)
    back = send(school, languages, "/language", code="hi")
    again = open_page(school, back.location)
    assert again.one("html").attrs["lang"] == "hi"
    assert form_of(again, "answer-1").attrs["data-answer"]


def test_a_half_made_order_survives_a_change_of_language(school: FlaskClient) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "order")
    first, second, *_ = right_answer(question)
    page = open_page(school, f"{attempt}/questions/{number}")

    answered = post(
        school, form_of(page, f"answer-{number}"), then="language",
        place=[f"3:{first}", f"3:{second}", "", ""],
    )  # fmt: skip

    languages = open_page(school, answered.location)
    back = send(school, languages, "/language", code="hi").location
    selected = [one.attrs["value"] for one in shown(open_page(school, back)).all("option")
                if "selected" in one.attrs]  # fmt: skip
    assert sorted(selected) == sorted([f"3:{first}", f"3:{second}"])


@pytest.mark.parametrize(
    ("number", "place"),
    [("0", "questions/1"), ("-5", "questions/1"), ("8", "review"), ("999999999", "review")],
)
def test_a_question_that_is_not_there_leads_to_the_nearest_place(
    school: FlaskClient, number: str, place: str
) -> None:
    attempt = begin(school)

    assert school.get(f"{attempt}/questions/{number}").location == f"{attempt}/{place}"


@pytest.mark.parametrize(
    ("then", "place"),
    [("next", "questions/1?say=empty"), ("review", "review"), ("language", "questions/1")],
)
@pytest.mark.parametrize("number", ["0", "-5"])
def test_no_answer_leads_to_a_page_before_the_first(
    school: FlaskClient, number: str, then: str, place: str
) -> None:
    attempt = begin(school)
    form = form_of(open_page(school, f"{attempt}/questions/1"), "answer-1")

    assert post(school, form, number=number, then=then).location.endswith(f"{attempt}/{place}")
    assert post(school, form, number=number, then="back").location == "/learn/modules/kinds"


def test_a_page_where_nobody_answers_can_be_left_backwards(school: FlaskClient) -> None:
    attempt = begin(school)
    page = open_page(school, f"{attempt}/questions/1")

    answered = post(school, form_of(page, "answer-1"), then="back")

    assert answered.location == "/learn/modules/kinds"
