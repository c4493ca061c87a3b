"""What a phone keeps arrives once, in the right name, or is refused in words."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Live
from tests.browser.journey import (
    CARD,
    NEXT,
    PILL,
    SHOWN,
    answer,
    answers_held,
    chosen,
    open_quiz,
    wait_until_sent,
)

pytestmark = pytest.mark.browser


def test_what_is_handed_in_without_network_arrives_once(live: Live, phone: BrowserContext) -> None:
    page, attempt = open_quiz(live, phone)
    phone.set_offline(True)
    for _ in range(5):
        answer(page)
        page.click(NEXT)
    page.click(NEXT)
    expect(page.locator("[data-waits]")).to_be_visible()
    page.click(NEXT)
    phone.set_offline(False)

    page.wait_for_url("**/result")
    rows = live.stored("SELECT hand_in_id FROM submission WHERE attempt_id = :id", id=attempt)
    assert len(rows) == 1
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_answers_on_the_phone_survive_loading_the_page_again(
    live: Live, phone: BrowserContext
) -> None:
    page, attempt = open_quiz(live, phone)
    page.route("**/answers", lambda route: route.abort())
    answer(page)
    expect(page.locator(PILL)).to_have_attribute("data-state", "phone")
    before = chosen(page)

    page.reload()

    assert chosen(page) == before
    expect(page.locator(PILL)).to_have_attribute("data-state", "phone")
    assert answers_held(live, attempt) == []
    page.unroute("**/answers")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(PILL)).to_have_attribute("data-state", "received")
    assert len(set(answers_held(live, attempt))) == 1


def test_a_lost_reply_is_asked_for_again_and_stored_once(live: Live, phone: BrowserContext) -> None:
    page, attempt = open_quiz(live, phone)
    lost: list[int] = []

    def lose_the_first(route: Any) -> None:
        response = route.fetch()
        if lost:
            route.fulfill(response=response)
        else:
            lost.append(response.status)
            route.abort()

    page.route("**/answers", lose_the_first)
    page.locator(SHOWN + ".option label, " + SHOWN + "select").first.wait_for()
    answer(page)

    expect(page.locator(PILL)).to_have_attribute("data-state", "received")
    assert lost == [200]
    ids = live.stored("SELECT answer_id FROM answer WHERE attempt_id = :id", id=attempt)
    assert len(ids) == len(set(ids))


def test_another_persons_answers_are_neither_sent_nor_shown(
    live: Live, phone: BrowserContext
) -> None:
    page, attempt = open_quiz(live, phone)
    phone.route("**/answers", lambda route: route.abort())
    answer(page)
    expect(page.locator(PILL)).to_have_attribute("data-state", "phone")
    page.goto(f"{live.base}/learn/")
    page.locator("form[action='/sign-out'] button").click()
    phone.unroute("**/answers")

    live.sign_in(phone, live.people.learners[0])
    posts: list[str] = []
    phone.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.goto(f"{live.base}/learn/", wait_until="networkidle")
    page.goto(f"{live.base}{CARD}/1", wait_until="networkidle")

    expect(page.locator("#queue .notice")).to_have_count(0)
    assert posts == []
    assert page.evaluate("Object.keys(localStorage).length") >= 1
    page.goto(f"{live.base}/learn/")
    page.locator("form[action='/sign-out'] button").click()
    live.sign_in(phone, live.newcomer)
    page.goto(f"{live.base}/learn/")
    wait_until_sent(page)
    assert len(set(answers_held(live, attempt))) == 1


def test_an_answer_waits_for_whoever_is_signed_out(live: Live, phone: BrowserContext) -> None:
    page, attempt = open_quiz(live, phone)
    other = phone.new_page()
    other.goto(f"{live.base}/learn/")
    other.locator("form[action='/sign-out'] button").click()

    answer(page)
    expect(page.locator("#queue .notice.again a")).to_be_visible()
    assert answers_held(live, attempt) == []
    live.sign_in(phone, live.newcomer)
    page.reload()

    expect(page.locator(PILL)).to_have_attribute("data-state", "received")
    assert len(set(answers_held(live, attempt))) == 1


def test_an_answer_that_comes_after_hand_in_is_refused_in_words(
    live: Live, phone: BrowserContext, browser: Browser
) -> None:
    page, attempt = open_quiz(live, phone)
    second_phone = live.signed_in(browser, "learner", "hi")
    other = second_phone.new_page()
    other.goto(f"{live.base}/learn/attempts/{attempt}/review")
    other.click(NEXT)
    other.wait_for_url("**/result")
    second_phone.close()

    answer(page)

    expect(page.locator("#queue .notice.again")).to_be_visible()
    expect(page.locator(PILL)).to_have_attribute("data-state", "phone")
    assert answers_held(live, attempt) == []


def test_handing_in_takes_another_tab_along(live: Live, phone: BrowserContext) -> None:
    page, attempt = open_quiz(live, phone)
    other = phone.new_page()
    other.goto(f"{live.base}/learn/attempts/{attempt}/review")

    other.click(NEXT)

    page.wait_for_url("**/result")
