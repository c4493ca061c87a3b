"""A phone that has no room left: answers go by the page's own forms, and nothing is lost."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from score_learn.core.question import ChoiceQuestion
from tests.browser.journey import (
    AS_IT_IS,
    CARD,
    NEXT,
    PILL,
    SHOWN,
    answer,
    answer_rightly,
    answers_held,
    open_quiz,
    press,
    questions_of,
    wait_until_sent,
)
from tests.browser.live import Live

pytestmark = pytest.mark.browser

FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
NO_ROOM = "#queue .notice.again"


def fill_up(page: Page) -> None:
    """Let this page write nothing any more."""
    page.evaluate(f"() => {{ {FULL} }}")


def lose_what_scripts_send(phone: BrowserContext) -> None:
    def lose(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.abort()
        else:
            route.continue_()

    phone.route("**/answers", lose)


def scores(live: Live, attempt: str) -> list[tuple[str, str]]:
    rows = live.stored("SELECT earned, points FROM submission WHERE attempt_id = :id", id=attempt)
    return [(str(row[0]), str(row[1])) for row in rows]


def test_a_phone_without_room_sends_each_answer_by_itself(
    live: Live, phone: BrowserContext
) -> None:
    phone.add_init_script(f"addEventListener('load', () => {{ {FULL} }})")
    page, attempt = open_quiz(live, phone)
    questions = questions_of(live, attempt)
    for number, question in enumerate(questions, start=1):
        page.wait_for_load_state()
        answer_rightly(page, question)
        expect(page.locator(NO_ROOM)).to_be_visible()
        expect(page.locator(PILL)).to_have_attribute("data-state", "")
        page.click(NEXT)
        expect(page.locator(SHOWN)).to_have_attribute("data-step", str(number + 1))
    assert len(answers_held(live, attempt)) == len(questions)
    page.wait_for_load_state()
    page.click(NEXT)

    page.wait_for_url("**/result")
    points = str(sum(question.points for question in questions))
    assert scores(live, attempt) == [(points, points)]


def test_a_phone_that_fills_up_at_hand_in_hands_in_all_the_same(
    live: Live, phone: BrowserContext
) -> None:
    page, attempt = open_quiz(live, phone)
    lose_what_scripts_send(phone)
    questions = questions_of(live, attempt)
    for question in questions:
        answer_rightly(page, question)
        expect(page.locator(PILL)).to_have_attribute("data-state", "phone")
        page.click(NEXT)
    assert answers_held(live, attempt) == []

    fill_up(page)
    page.click(NEXT)

    page.wait_for_url("**/result")
    points = str(sum(question.points for question in questions))
    assert scores(live, attempt) == [(points, points)]
    phone.unroute("**/answers")
    page.reload()
    wait_until_sent(page)
    assert len(answers_held(live, attempt)) == len(questions)


def test_an_answer_that_was_not_kept_is_handed_in_from_the_page(
    live: Live, phone: BrowserContext
) -> None:
    page, attempt = open_quiz(live, phone)
    fill_up(page)
    answer(page)
    expect(page.locator(NO_ROOM)).to_be_visible()

    page.evaluate("window.score.steps.go(document.querySelectorAll('[data-step]').length)")
    page.click(AS_IT_IS)

    page.wait_for_url("**/result")
    assert len(answers_held(live, attempt)) == 1


@pytest.mark.parametrize("arrives", [True, False], ids=["received", "on the phone"])
def test_the_last_answer_counts_when_the_one_before_was_kept(
    live: Live, phone: BrowserContext, *, arrives: bool
) -> None:
    page, attempt = open_quiz(live, phone)
    number, question = next(
        (number, one)
        for number, one in enumerate(questions_of(live, attempt), start=1)
        if isinstance(one, ChoiceQuestion) and one.kind != "square"
    )
    page.goto(f"{live.base}/learn/attempts/{attempt}/questions/{number}")
    [right], wrong = question.right, min(question.wrong)
    if not arrives:
        lose_what_scripts_send(phone)
    page.click(press(wrong))
    state = "received" if arrives else "phone"
    expect(page.locator(PILL)).to_have_attribute("data-state", state)

    fill_up(page)
    page.click(press(right))
    page.click(NEXT)

    expect(page.locator(SHOWN)).to_have_attribute("data-step", str(number + 1))
    phone.unroute_all()
    page.goto(f"{live.base}/learn/")
    wait_until_sent(page)
    rows = live.stored(
        "SELECT answer FROM answer WHERE attempt_id = :id ORDER BY received_at", id=attempt
    )
    assert json.loads(rows[-1][0]) == [right]


def test_a_card_is_counted_by_its_own_form(live: Live, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{live.base}{CARD}/1")
    fill_up(page)
    length = page.evaluate("history.length")

    with page.expect_request(lambda one: one.is_navigation_request() and one.method == "POST"):
        page.click(NEXT)

    expect(page).to_have_url(re.compile("/cards/2$"))
    assert page.evaluate("history.length") == length + 1


def test_what_was_kept_before_is_sent_though_nothing_more_fits(
    live: Live, phone: BrowserContext
) -> None:
    page, attempt = open_quiz(live, phone)
    lose_what_scripts_send(phone)
    answer(page)
    expect(page.locator(PILL)).to_have_attribute("data-state", "phone")
    phone.unroute("**/answers")

    phone.add_init_script(FULL)
    page.goto(f"{live.base}/learn/")

    wait_until_sent(page)
    assert len(set(answers_held(live, attempt))) == 1
