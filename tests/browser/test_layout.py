"""Nothing is cut, nothing lies on top of something else: long words, large letters, small phones."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.live import Live
from tests.browser.pictures import open_state
from tests.browser.states import states

pytestmark = pytest.mark.browser

TAMIL = "தொழிற்சாலைப்பணியாளர்களுக்கான"
HINDI = "पुनर्व्यवस्थितीकरणसंबंधित"

CUT = """() => Array.from(document.body.querySelectorAll('*')).filter((one) => {
    const style = getComputedStyle(one);
    const text = Array.from(one.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
    const seen = one.getClientRects().length && style.visibility === 'visible';
    return text && seen && style.display !== 'inline' && !one.closest('.spoken, .scroll, .roomy')
      && (one.scrollWidth > one.clientWidth + 1 || (style.overflowY === 'hidden' && one.scrollHeight > one.clientHeight + 1));
  }).map((one) => one.tagName + '.' + one.className + ': ' + one.textContent.trim().slice(0, 40))"""

OVER = """() => {
    const HIDDEN = '.spoken, .roomy, .foot, template, option, svg, details:not([open]) > :not(summary)';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const boxes = [];
    while (walker.nextNode()) {
      const node = walker.currentNode, parent = node.parentElement;
      const style = getComputedStyle(parent);
      if (!node.data.trim() || parent.closest(HIDDEN) || style.visibility !== 'visible') continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) boxes.push([box, parent]);
    }
    const found = [];
    boxes.forEach(([a, one], place) => boxes.slice(place + 1).forEach(([b, other]) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const line = Math.min(a.height, b.height);
      if (wide > 3 && high > line * 0.5 && one !== other && !one.contains(other) && !other.contains(one))
        found.push(one.textContent.trim().slice(0, 30) + ' / ' + other.textContent.trim().slice(0, 30));
    }));
    return found;
  }"""

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"

LONG_WORDS = """(words) => document.querySelectorAll(
    '.key span:not(.spoken), .option .words, h1, h2, h3, .tag span, th, .row b, label, .bubble b'
  ).forEach((one, place) => { if (!one.children.length) one.textContent = words[place % 2]; })"""


def layout_troubles(page: Page) -> list[str]:
    """Return what is cut, lies over something else, or makes the page scroll sideways."""
    found = [f"cut: {each}" for each in page.evaluate(CUT)]
    found += [f"over: {each}" for each in page.evaluate(OVER)]
    return found if page.evaluate(FITS) else [*found, "scrolls sideways"]


def troubles(live: Live, browser: Browser, code: str, change: str = "", **look: Any) -> list[str]:
    """Return the troubles of every page and state; `change` is run in each page first."""
    found: list[str] = []
    contexts: dict[str, BrowserContext] = {}
    for state in states(live):
        if state.who not in contexts:
            contexts[state.who] = live.signed_in(browser, state.who, code, **look)
        page = contexts[state.who].new_page()
        open_state(live, page, state)
        if change:
            page.evaluate(change)
        found += [f"{state.path}: {trouble}" for trouble in layout_troubles(page)]
        page.close()
    for context in contexts.values():
        context.close()
    return found


def size(width: int, height: int) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}}


@pytest.mark.parametrize(("code", "width"), [("en_XA", 320), ("en_XA", 1280), ("ar_XB", 360)])
def test_no_text_is_cut_in_any_pseudo_language(
    live: Live, browser: Browser, code: str, width: int
) -> None:
    assert troubles(live, browser, code, **size(width, 740)) == []


@pytest.mark.parametrize("code", ["en", "hi"])
def test_letters_may_be_twice_as_large(live: Live, browser: Browser, code: str) -> None:
    twice = "document.documentElement.style.fontSize = '200%'"
    assert troubles(live, browser, code, twice, **size(360, 740)) == []


def test_long_words_break_and_cut_nothing(live: Live, browser: Browser) -> None:
    change = f"({LONG_WORDS})({[HINDI, TAMIL]})"
    assert troubles(live, browser, "hi", change, **size(360, 740)) == []


def test_the_checker_sees_what_is_cut_and_what_lies_over(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<div style='width:40px;overflow:hidden;white-space:nowrap'>much too long for this</div>"
        "<p style='position:absolute;top:40px'>one</p><p style='position:absolute;top:42px'>two</p>"
    )
    assert len(layout_troubles(page)) >= 2
    page.close()
