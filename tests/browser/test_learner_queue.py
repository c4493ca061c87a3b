"""What a phone keeps arrives once, in the right name, or is refused in words."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.journey import (
    AS_IT_IS,
    CARD,
    NEXT,
    PILL,
    SHOWN,
    answer,
    answers_held,
    chosen,
    open_quiz,
    wait_until,
    wait_until_sent,
)
from tests.browser.live import Live

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
    assert page.evaluate("window.score.queue.unsent().length") == 0


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


def test_a_second_phone_that_hands_in_too_keeps_nothing_back(
    live: Live, phone: BrowserContext, browser: Browser
) -> None:
    page, attempt = open_quiz(live, phone)
    page.goto(f"{live.base}/learn/attempts/{attempt}/review")
    second_phone = live.signed_in(browser, "learner", "hi")
    other = second_phone.new_page()
    other.goto(f"{live.base}/learn/attempts/{attempt}/review")
    other.click(AS_IT_IS)
    other.wait_for_url("**/result")
    second_phone.close()

    page.click(AS_IT_IS)

    page.wait_for_url("**/result")
    wait_until_sent(page)
    assert len(live.stored("SELECT id FROM submission WHERE attempt_id = :id", id=attempt)) == 1


def test_an_answer_that_comes_after_hand_in_is_refused_in_words(
    live: Live, phone: BrowserContext, browser: Browser
) -> None:
    page, attempt = open_quiz(live, phone)
    second_phone = live.signed_in(browser, "learner", "hi")
    other = second_phone.new_page()
    other.goto(f"{live.base}/learn/attempts/{attempt}/review")
    other.click(AS_IT_IS)
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

    other.click(AS_IT_IS)

    page.wait_for_url("**/result")


KEEP_A_CARD = """([url, id]) => window.score.queue.keep(
  { id: id, kind: "opened", url: url, fields: [["id", id], ["card", "gone"]] })"""


def refused_entries(page: Page) -> list[str]:
    """Return the ids of what the phone keeps though it was refused."""
    found: list[str] = page.evaluate(
        "window.score.queue.all().filter((one) => one.refused).map((one) => one.id)"
    )
    return found


def test_a_card_that_is_gone_is_said_once_and_not_sent_again(
    live: Live, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(f"{live.base}{CARD}/1")
    page.evaluate(KEEP_A_CARD, [f"{CARD}/1", "gone-card"])
    expect(page.locator("#queue .notice.again span")).not_to_be_empty()
    assert refused_entries(page) == ["gone-card"]

    posts: list[str] = []
    phone.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.reload(wait_until="networkidle")

    assert posts == []
    assert refused_entries(page) == ["gone-card"]


@pytest.mark.parametrize("status", [404, 405, 410, 413, 422])
def test_what_will_never_be_taken_holds_nothing_up(
    live: Live, phone: BrowserContext, status: int
) -> None:
    page = phone.new_page()
    page.goto(f"{live.base}{CARD}/1")
    page.route("**/never", lambda route: route.fulfill(status=status, body="<p>No.</p>"))
    page.evaluate(KEEP_A_CARD, ["/never", "never"])

    page.click(NEXT)

    expect(page.locator("#queue .notice.again span")).not_to_be_empty()
    wait_until(page, "window.score.queue.unsent().length === 0")
    assert refused_entries(page) == ["never"]


def test_what_may_be_taken_later_is_sent_again(live: Live, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{live.base}{CARD}/1")
    page.route("**/cards/1", lambda route: route.fulfill(status=429), times=1)

    page.click(NEXT)

    expect(page.locator("#queue .notice.neutral")).to_be_visible()
    wait_until_sent(page)


def test_what_was_refused_and_grew_too_old_is_not_taken_for_received(
    live: Live, phone: BrowserContext
) -> None:
    page, attempt = open_quiz(live, phone)
    page.evaluate(
        """([attempt, owner]) => {
          window.heard = [];
          document.addEventListener("score:received", (event) => window.heard.push(event.detail));
          window.addEventListener("storage", (event) => { window.gone = event.key });
          const entry = { id: "old", kind: "answer", attempt: attempt, owner: owner, order: 1,
                          refused: Date.now() - 31 * 24 * 3600 * 1000 };
          localStorage.setItem("score:old", JSON.stringify(entry));
        }""",
        [attempt, page.locator("#queue").get_attribute("data-owner")],
    )

    other = phone.new_page()
    other.goto(f"{live.base}/learn/")

    wait_until(page, "window.gone === 'score:old'")
    assert page.evaluate("window.heard") == []
