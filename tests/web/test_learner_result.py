"""The result of a quiz, the record, and how their numbers are read."""

from fractions import Fraction

import pytest
from flask import Flask
from flask.testing import FlaskClient

from score_learn.web.learner.figures import exact, measure
from tests.builders import right_answer
from tests.web.learning import begin, find, form_of, post, wrong_result
from tests.web.page import open_page, send


def test_a_result_shows_the_reason_of_what_was_chosen_and_the_right_answers(
    school: FlaskClient,
) -> None:
    page = wrong_result(school)

    assert page.heading == "Not yet"
    assert "0 of 8" in page.words
    for reason in ("Both are needed.", "The limit is 85.", "It is red.", "First things first."):
        assert reason in page.words
    assert "85 dB" in page.words
    assert len([one for one in page.all("li") if "weak" in one.attrs.get("class", "")]) == 7


def test_the_right_order_of_steps_is_shown_after_hand_in(school: FlaskClient) -> None:
    page = wrong_result(school)

    lists = [[one.words for one in found.all("li")] for found in page.all("ol")]
    steps = [f"step {place}" for place in range(4)]
    assert steps in lists
    assert steps[::-1] in lists


def test_a_part_of_the_points_is_shown_exactly(school: FlaskClient) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "square")
    form = form_of(open_page(school, f"{attempt}/questions/{number}"), f"answer-{number}")
    post(school, form, then="review", choice=list(right_answer(question)[:1]))
    page = open_page(school, f"{attempt}/review")

    result = open_page(school, post(school, form_of(page, "hand-in")).location)

    assert "1 of 8" in result.words
    assert "Partly right" in result.words
    assert "Also right:" in result.words


def test_a_first_look_counts_for_nothing_and_gives_no_answer_away(school: FlaskClient) -> None:
    page = open_page(school, "/learn/modules/kinds")
    attempt = send(school, page, "/learn/attempts").location.removesuffix("/questions/1")
    review = open_page(school, f"{attempt}/review")

    result = open_page(school, post(school, form_of(review, "hand-in")).location)

    assert result.heading == "What you already know"
    assert "because" not in result.words
    assert "See what you already know" not in open_page(school, "/learn/modules/kinds").words


def test_an_open_attempt_has_no_result_and_a_closed_one_no_questions(school: FlaskClient) -> None:
    attempt = begin(school)
    open_page(school, f"{attempt}/result", status=404)
    post(school, form_of(open_page(school, f"{attempt}/review"), "hand-in"))

    assert school.get(f"{attempt}/questions/1").location == f"{attempt}/result"
    assert school.get(f"{attempt}/review").location == f"{attempt}/result"


def test_the_record_lists_every_attempt(school: FlaskClient) -> None:
    assert "There is nothing here yet." in open_page(school, "/learn/record").words
    wrong_result(school)
    begin(school)

    page = open_page(school, "/learn/record")

    assert page.words.count("Lesson all") == 2
    assert "Not yet" in page.words
    assert "Not handed in" in page.words


@pytest.mark.parametrize(
    ("number", "read"),
    [
        (Fraction(4), "4"), (Fraction(7, 2), "3½"), (Fraction(2, 3), "⅔"),
        (Fraction(18, 7), "2\u00a04⁄7"), (Fraction(4, 7), "4⁄7"), (Fraction(1234), "1,234"),
    ],
)  # fmt: skip
def test_a_fraction_is_read_exactly(app: Flask, number: Fraction, read: str) -> None:
    with app.test_request_context("/"):
        assert exact(number) == read


@pytest.mark.parametrize(
    ("number", "read"),
    [(Fraction(20), "20"), (Fraction(41, 2), "20.5"), (Fraction(1, 3), "⅓")],
)
def test_a_measured_number_keeps_its_decimals(app: Flask, number: Fraction, read: str) -> None:
    with app.test_request_context("/"):
        assert measure(number) == read
