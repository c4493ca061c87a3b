"""A learner's way through a lesson and its quiz, on a phone with a bad network, and without script."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.journey import (
    CARD,
    NEXT,
    PILL,
    SHOWN,
    answer,
    answers_held,
    chosen,
    chosen_without_script,
    managers_line,
    open_quiz,
    wait_until_sent,
)
from tests.browser.live import LESSON, MODULE, Live

pytestmark = pytest.mark.browser


def test_a_lesson_is_read_in_place_and_counted(live: Live, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{live.base}{CARD}/1")
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    loads: list[str] = []
    page.on("request", lambda one: loads.append(one.url) if one.is_navigation_request() else None)

    for number in range(2, 5):
        page.click(NEXT)
        expect(page).to_have_url(re.compile(f"/cards/{number}$"))
        expect(page.locator(SHOWN + "h1, " + SHOWN + ".h1")).to_be_focused()
    page.go_back()

    expect(page.locator(SHOWN)).to_have_attribute("data-step", "3")
    assert loads == []
    wait_until_sent(page)
    opened = live.stored(
        "SELECT card FROM visit WHERE lesson = :lesson AND person_id ="
        " (SELECT id FROM person WHERE employee_no = :number)",
        lesson=LESSON,
        number=live.newcomer.employee_no,
    )
    assert len(opened) >= 3


def test_cards_turn_without_network_and_are_counted_later(
    live: Live, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(f"{live.base}/learn/modules/{MODULE}/lessons/daily-meeting/cards/1")

    phone.set_offline(True)
    page.click(NEXT)
    page.click(NEXT)
    expect(page.locator("#queue .notice")).to_be_visible()
    phone.set_offline(False)

    wait_until_sent(page)
    expect(page.locator("#queue .notice")).to_be_hidden()


def test_a_quiz_survives_a_dead_network_and_a_change_of_language(
    live: Live, phone: BrowserContext
) -> None:
    page, attempt = open_quiz(live, phone)
    answer(page)
    expect(page.locator(PILL)).to_have_attribute("data-state", "received")
    before = chosen(page)

    page.click(".top button[value=language]")
    page.click("button[value=zh]")

    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert chosen(page) == before
    phone.set_offline(True)
    page.click(NEXT)
    answer(page)
    expect(page.locator(PILL)).to_have_attribute("data-state", "phone")
    page.click(NEXT)
    answer(page)
    expect(page.locator(PILL)).to_have_attribute("data-state", "phone")
    phone.set_offline(False)
    expect(page.locator(PILL)).to_have_attribute("data-state", "received")
    for _ in range(2):
        page.click(NEXT)
        answer(page)
    page.click(NEXT)
    expect(page.locator("[data-state-of][data-state=received]")).to_have_count(5)
    page.click(NEXT)

    page.wait_for_url("**/result")
    held = answers_held(live, attempt)
    assert len(set(held)) == 5
    assert page.locator(".item").count() == 5
    assert managers_line(live, phone.browser) == "Begun"


def test_pressing_next_without_an_answer_is_met_with_words_then_let_go(
    live: Live, phone: BrowserContext
) -> None:
    page, _ = open_quiz(live, phone)
    page.click(NEXT)
    expect(page.locator(SHOWN + "[data-missing=empty]")).to_be_visible()
    expect(page).to_have_url(re.compile("/questions/1$"))

    page.click(NEXT)

    expect(page).to_have_url(re.compile("/questions/2$"))


def test_a_lesson_and_its_quiz_without_any_script(live: Live, browser: Browser) -> None:
    context = live.signed_in(browser, "learner", "hi", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live.base}{CARD}/4")
    page.click(NEXT)
    page.locator(SHOWN + ".option label").first.click()
    page.click(NEXT)
    expect(page.locator(SHOWN + ".feedback")).to_be_visible()
    page.goto(f"{live.base}{CARD}/10")
    page.click(NEXT)
    for number in range(1, 6):
        expect(page).to_have_url(re.compile(f"/questions/{number}$"))
        answer(page)
        if number == 2:
            page.click(".top button[value=language]")
            page.click("button[value=zh]")
            expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
            assert any(chosen_without_script(page))
        page.click(NEXT)
        if "say=" in page.url:
            page.click(NEXT)
    expect(page.locator("[data-state-of][data-state=received]")).to_have_count(5)
    page.click(NEXT)

    expect(page).to_have_url(re.compile("/result$"))
    expect(page.locator(".item")).to_have_count(5)
    context.close()
    assert managers_line(live, browser, java_script_enabled=False) == "Begun"
