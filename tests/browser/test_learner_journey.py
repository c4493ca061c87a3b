"""A learner's way through a lesson and its quiz, on a phone with a bad network, and without script."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import LESSON, MODULE, Live

pytestmark = pytest.mark.browser

SHOWN = "section[data-step]:not([hidden]) "
NEXT = SHOWN + ".foot .primary"
PILL = SHOWN + ".saved"
CARD = f"/learn/modules/{MODULE}/lessons/{LESSON}/cards"


@pytest.fixture
def phone(live: Live, browser: Browser) -> Iterator[BrowserContext]:
    """The newcomer's phone, in Hindi; no page may have thrown anything."""
    context = live.signed_in(browser, "learner", "hi")
    thrown: list[str] = []
    context.on("weberror", lambda error: thrown.append(str(error.error)))
    yield context
    context.close()
    assert thrown == []


def open_quiz(live: Live, phone: BrowserContext) -> tuple[Page, str]:
    """Return the first question of a new attempt, and the attempt's id."""
    attempt = live.attempt(handed_in=False)
    page = phone.new_page()
    page.goto(f"{live.base}/learn/attempts/{attempt}/questions/1")
    return page, attempt


def answer(page: Page) -> None:
    """Answer the question that is shown, whatever its kind."""
    if page.locator(SHOWN + ".option label").count():
        page.locator(SHOWN + ".option label").first.click()
    for place, field in enumerate(page.locator(SHOWN + "select").all()):
        count = field.locator("option").count()
        field.select_option(index=min(place + 1, count - 1))
    for field in page.locator(SHOWN + "input[type=text], " + SHOWN + "input:not([type])").all():
        field.fill("10")
        field.blur()


def chosen(page: Page) -> list[Any]:
    """Return what is selected in the question that is shown."""
    found: list[Any] = page.evaluate(
        """() => Array.from(document.querySelectorAll(
             'section[data-step]:not([hidden]) .body input, section[data-step]:not([hidden]) select'
           )).map((field) => field.type === 'radio' || field.type === 'checkbox'
             ? field.checked : field.value.split(':').pop())"""
    )
    return found


def wait_until_sent(page: Page) -> None:
    """Wait until nothing of the queue is left on the phone."""
    for _ in range(100):
        if not page.evaluate("Object.keys(localStorage).length"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("JSON.stringify(localStorage)"))


def answers_held(live: Live, attempt: str) -> list[str]:
    rows = live.stored("SELECT question FROM answer WHERE attempt_id = :id", id=attempt)
    return sorted(row[0] for row in rows)


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


def managers_line(live: Live, browser: Browser | None, **options: Any) -> str:
    """Return the newcomer's state as the manager's page shows it."""
    assert browser
    context = live.signed_in(browser, "manager", "en", **options)
    page = context.new_page()
    page.goto(f"{live.base}/manage/")
    line = page.locator("tr", has_text=live.newcomer.employee_no)
    state = line.locator(".tag").inner_text().strip()
    context.close()
    return state


def chosen_without_script(page: Page) -> list[bool]:
    fields = page.locator(SHOWN + "input:checked, " + SHOWN + "option[selected]")
    typed = page.locator(SHOWN + ".typed input")
    return [fields.count() > 0, typed.count() > 0 and typed.input_value() != ""]
