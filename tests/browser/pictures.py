"""Pictures of the pages: `python -m tests.browser.pictures FOLDER [WORD ...]`.

Every page and state, in each language, light and dark, on a phone and at a desk, one PNG each; with
words only those whose file names hold one of them.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.live import Live, chromium, prepare, serve
from tests.browser.states import State, states

LANGUAGES = ("en", "zh", "hi", "ar_XB")
SIZES = {360: 740, 1280: 800}


def name_of(state: State, number: int) -> str:
    """Return a file name that says which page in which state it is."""
    words = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", state.path)
    return f"{number:02}-{state.who}-{re.sub(r'[^a-z0-9]+', '-', words).strip('-') or 'home'}"


@dataclass(frozen=True)
class Look:
    """How pages are looked at."""

    code: str
    scheme: Any
    width: int

    @property
    def options(self) -> dict[str, Any]:
        """What the browser has to know."""
        size = {"width": self.width, "height": SIZES[self.width]}
        return {"viewport": size, "color_scheme": self.scheme, "device_scale_factor": 1}


LOOKS = [Look(*each) for each in product(LANGUAGES, ("light", "dark"), SIZES)]


def take(live: Live, browser: Browser, look: Look, words: list[str]) -> Iterator[tuple[str, bytes]]:
    """Take the pictures that are wanted of one look."""
    contexts: dict[str, BrowserContext] = {}
    for number, state in enumerate(states(live)):
        name = f"{name_of(state, number)}-{look.code}-{look.scheme}-{look.width}.png"
        if words and not any(word in name for word in words):
            continue
        if state.who not in contexts:
            contexts[state.who] = live.signed_in(browser, state.who, look.code, **look.options)
        page = contexts[state.who].new_page()
        open_state(live, page, state)
        yield name, whole(page)
        page.close()
    for context in contexts.values():
        context.close()


def whole(page: Page) -> bytes:
    """Take the whole page as on a screen tall enough for it: the bar of keys stands at its end."""
    size = page.viewport_size or {"width": 0, "height": 0}
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**size, "height": max(height, size["height"])})
    return page.screenshot(full_page=True)


def open_state(live: Live, page: Page, state: State) -> None:
    """Open a page and bring it into its state."""
    page.goto(live.base + state.path)
    for field, value in state.typed:
        page.fill(f"[name={field}]", value)
    if state.typed:
        page.click("main .primary")
        page.wait_for_selector("main .again")


def main() -> None:
    """Take the pictures that the command line asks for."""
    folder, *words = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        prepared = Path(place, "prepared.db")
        prepare(prepared)
        with serve(Path(place), prepared) as live, chromium() as browser:
            _take_all(live, browser, Path(folder), words)


def _take_all(live: Live, browser: Browser, folder: Path, words: list[str]) -> None:
    """Take every picture that is wanted, and say how far it is."""
    for number, look in enumerate(LOOKS, start=1):
        print(f"{number} of {len(LOOKS)}: {look.code} {look.scheme} {look.width}", flush=True)
        for name, picture in take(live, browser, look, words):
            (folder / name).write_bytes(picture)


if __name__ == "__main__":
    main()
