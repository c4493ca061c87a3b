"""Every page, in every language and light: no violation of WCAG 2.2 AA, nothing cut, nothing foreign.

The pages come from the URL map, so a new route without a way to reach it fails here.
"""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.live import LESSON, MODULE, Live
from tests.browser.states import TROUBLES, states

pytestmark = pytest.mark.browser

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LANGUAGES = ["en", "zh", "hi", "ar_XB"]
ERRORS = Path(__file__).parents[2] / "score_learn/web/templates/errors"
NOT_PAGES = {
    "public.metrics",
    "public.static",
    "public.picture",
    "public.recording",
    "public.healthz",
    "public.readyz",
    "manager.people_csv",
}
"""GET routes that answer no HTML."""

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def test_every_page_of_the_program_is_among_the_states(live: Live) -> None:
    pages = {
        rule.endpoint for rule in live.app.url_map.iter_rules() if "GET" in (rule.methods or set())
    }

    assert pages - NOT_PAGES == {state.endpoint for state in states(live)} - {"error"}
    assert {int(path.stem) for path in ERRORS.glob("*.html")} == set(TROUBLES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_no_page_keeps_anybody_out(live: Live, browser: Browser, code: str, scheme: Any) -> None:
    troubles: list[str] = []
    contexts: dict[str, BrowserContext] = {}
    for state in states(live):
        if state.who not in contexts:
            contexts[state.who] = live.signed_in(browser, state.who, code, color_scheme=scheme)
        page = contexts[state.who].new_page()
        response = page.goto(live.base + state.path)
        assert response
        if response.status != state.status:
            troubles.append(f"{state.path}: status {response.status}")
        for name, value in state.typed:
            page.fill(f"[name={name}]", value)
        if state.typed:
            page.click("main .primary")
            page.wait_for_selector("main .again")
        troubles += [f"{state.path}: {trouble}" for trouble in troubles_of(page, code)]
        page.close()
    for context in contexts.values():
        context.close()

    assert troubles == []


def troubles_of(page: Page, code: str) -> list[str]:
    """Return what is wrong with a page: axe's findings, sideways scrolling, the wrong direction.

    Seen at full height, because axe takes a row that the foot bar half covers for a small target,
    though it can be scrolled free.
    """
    size = page.viewport_size
    assert size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**size, "height": max(height, size["height"])})
    found = Axe().run(page, options=AXE).response["violations"]
    troubles = [f"{row['id']} at {[node['target'] for node in row['nodes']][:3]}" for row in found]
    if not page.evaluate(FITS):
        troubles.append("scrolls sideways")
    wanted = "rtl" if code == "ar_XB" else "ltr"
    if page.evaluate("document.documentElement.dir") != wanted:
        troubles.append(f"is not {wanted}")
    return troubles


def test_the_checker_sees_a_bad_page(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<img src='x'><input><p style='width:200vw'>wide</p>")

    assert len(troubles_of(page, "ar_XB")) > 3
    page.close()


def weigh(live: Live, context: BrowserContext, path: str) -> dict[str, int]:
    """Return the addresses a page asks for in this context, with their bytes on the wire."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    urls: dict[str, str] = {}
    sizes: dict[str, int] = {}
    devtools.send("Network.enable")
    devtools.on(
        "Network.requestWillBeSent",
        lambda event: urls.update({event["requestId"]: event["request"]["url"]}),
    )
    devtools.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(live.base + path, wait_until="networkidle")
    page.close()
    asked = {urls[key]: size for key, size in sizes.items()}
    return {url: size for url, size in asked.items() if size and not url.startswith("data:")}


def test_the_first_page_is_light(live: Live, browser: Browser) -> None:
    context = live.signed_in(browser, "learner", "hi")
    cookies = context.storage_state()
    context.close()
    fresh = browser.new_context(**live.phone, storage_state=cookies)

    asked = weigh(live, fresh, "/learn/")

    assert 2 <= len(asked) <= 4, asked
    assert sum(asked.values()) <= 30 * 1024, asked
    assert all(url.startswith(live.base) for url in asked)
    fresh.close()


def test_a_later_lesson_is_one_request_and_its_drawings(live: Live, browser: Browser) -> None:
    context = live.signed_in(browser, "learner", "hi")
    weigh(live, context, f"/learn/modules/{MODULE}/lessons/{LESSON}/cards/1")
    path = f"/learn/modules/{MODULE}/lessons/daily-meeting/cards/1"

    asked = weigh(live, context, path)

    page = asked.pop(live.base + path)
    assert page <= 6 * 1024
    assert asked
    assert all("/pictures/" in url for url in asked), asked
    context.close()
