"""Every course can be passed, on a phone, in every language; a manager has a lesson of their own."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from score_learn.core.course import Module, cards_for, lessons_for
from score_learn.core.question import Track
from tests.browser.journey import NEXT, SHOWN, answer_rightly, questions_of, wait_until_sent
from tests.browser.live import Live

pytestmark = pytest.mark.browser

COURSES = [
    "workplace-cooperation",
    "quality-management",
    "clean-production",
    "human-resource-management",
    "occupational-safety-and-health",
]
LANGUAGES = ["en", "zh", "hi"]


@pytest.fixture(scope="module", params=LANGUAGES)
def newcomer(
    request: pytest.FixtureRequest, live: Live, browser: Browser
) -> Iterator[tuple[BrowserContext, str]]:
    """A worker who has begun nothing, with a phone in that language."""
    who = live.enter(f"N-{request.param}", track="worker", language=request.param)
    context = live.signed_in(browser, "device", request.param)
    live.sign_in(context, who)
    yield context, request.param
    context.close()


@pytest.mark.parametrize("course", COURSES)
def test_a_worker_passes_the_course(
    live: Live, newcomer: tuple[BrowserContext, str], course: str
) -> None:
    phone, lang = newcomer
    module = live.module(course, lang)
    assert {module.lang, *(card.lang for one in module.lessons for card in one.cards)} == {lang}
    page = phone.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.goto(f"{live.base}/learn/modules/{course}")
    expect(page.locator("h1")).to_have_text(module.title)

    for _ in lessons_for(module, "worker"):
        page.click(".foot .primary:visible")
        read(page, module, "worker")
        page.click(NEXT)
        take(live, page, lang)
        page.goto(f"{live.base}/learn/modules/{course}")
    page.click("#test form .primary")
    take(live, page, lang)

    page.goto(f"{live.base}/learn/modules/{course}")
    expect(page.locator("#test .tag.ok")).to_be_visible()
    expect(page.locator(".mark .done")).to_be_visible()
    assert thrown == []
    page.close()


def read(page: Page, module: Module, track: Track) -> None:
    """Read a lesson to its door, every check answered rightly."""
    page.wait_for_url("**/cards/*")
    key = page.url.split("/lessons/")[1].split("/")[0]
    lesson = module.lesson(key)
    assert lesson
    for number, card in enumerate(cards_for(lesson, track), start=1):
        expect(page.locator(SHOWN)).to_have_attribute("data-step", str(number))
        if card.check:
            answer_rightly(page, card.check)
            page.click(NEXT)
            expect(page.locator(SHOWN + ".verdict.ok")).to_be_visible()
        page.click(NEXT)
    expect(page.locator(SHOWN + "input[name=quiz]")).to_be_attached()


def take(live: Live, page: Page, lang: str) -> None:
    """Answer everything rightly, hand in, and see that every point is earned."""
    page.wait_for_url("**/attempts/*/questions/1")
    attempt = page.url.split("/attempts/")[1].split("/")[0]
    for number, question in enumerate(questions_of(live, attempt, lang), start=1):
        expect(page.locator(SHOWN)).to_have_attribute("data-step", str(number))
        answer_rightly(page, question)
        page.click(NEXT)
    wait_until_sent(page)
    page.click(NEXT)
    page.wait_for_url("**/result")
    earned, points = re.findall(r"\d+", page.locator(".score .figure").inner_text())
    assert earned == points, page.locator(".body").inner_text()


@pytest.mark.parametrize("course", COURSES)
def test_only_managers_see_the_managers_lesson(live: Live, browser: Browser, course: str) -> None:
    module = live.module(course, "en")
    (own,) = (lesson for lesson in module.lessons if lesson.audience == "manager")
    seen: dict[str, tuple[int, int]] = {}

    for track in ("worker", "manager"):
        who = live.enter(f"T-{course[:4]}-{track}", track=track, language="en")
        context = live.signed_in(browser, "device", "en")
        live.sign_in(context, who)
        page = context.new_page()
        page.goto(f"{live.base}/learn/modules/{course}")
        listed = page.locator(".lessons a", has_text=own.title).count()
        answer = page.goto(f"{live.base}/learn/modules/{course}/lessons/{own.key}")
        assert answer
        seen[track] = (listed, answer.status)
        context.close()

    assert seen == {"worker": (0, 404), "manager": (1, 200)}
