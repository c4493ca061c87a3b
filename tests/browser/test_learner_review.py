"""The look over all answers: it leads to what is open before it hands in."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.journey import AS_IT_IS, NEXT, answer, open_quiz
from tests.browser.live import Live

pytestmark = pytest.mark.browser


def test_the_large_key_leads_to_what_is_open_until_nothing_is(
    live: Live, phone: BrowserContext
) -> None:
    page, attempt = open_quiz(live, phone)
    answer(page)
    page.click(NEXT)
    for _ in range(4):
        page.click(NEXT)
        page.click(NEXT)
    expect(page.locator(AS_IT_IS)).to_be_visible()

    page.click(NEXT)

    assert page.url.endswith(f"{attempt}/questions/2")
    for _ in range(4):
        answer(page)
        page.click(NEXT)
    expect(page.locator(AS_IT_IS)).to_be_hidden()
    page.click(NEXT)
    page.wait_for_url("**/result")


def test_a_quiz_can_be_handed_in_as_it_is(live: Live, phone: BrowserContext) -> None:
    page, _ = open_quiz(live, phone)
    for _ in range(5):
        page.click(NEXT)
        page.click(NEXT)

    page.click(AS_IT_IS)

    page.wait_for_url("**/result")
