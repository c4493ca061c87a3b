"""A phone that has no room left."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Live
from tests.browser.journey import NEXT, SHOWN, answer, answers_held, open_quiz

pytestmark = pytest.mark.browser


def test_a_phone_without_room_sends_each_answer_by_itself(
    live: Live, phone: BrowserContext
) -> None:
    page, attempt = open_quiz(live, phone)
    full = """() => { Storage.prototype.setItem = () => { throw new DOMException("full"); } }"""
    for number in range(1, 6):
        page.evaluate(full)
        answer(page)
        page.click(NEXT)
        expect(page.locator(SHOWN)).to_have_attribute("data-step", str(number + 1))
    page.evaluate(full)
    page.click(NEXT)

    page.wait_for_url("**/result")
    assert len(set(answers_held(live, attempt))) == 5
