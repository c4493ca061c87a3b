"""The pictures in docs/pictures: `python -m tests.browser.docs_pictures` takes them all anew.

The main pages in each language, as a phone shows them, and the manager's list at a desk as well.
"""

import base64
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.live import DEVANAGARI, LESSON, MODULE, Live, chromium, prepare, serve
from tests.browser.pictures import LANGUAGES

FOLDER = Path(__file__).resolve().parents[2] / "docs/pictures"
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 1.5}
DESK = {"viewport": {"width": 1280, "height": 1000}, "device_scale_factor": 1, "has_touch": False}
QUALITY = 80
"""Of WebP, in percent: letters stay sharp, and a phone's picture stays below 60 KB."""


@dataclass(frozen=True)
class Picture:
    """A page to be shown: its name in the documentation, who opens it, its address."""

    name: str
    who: str
    path: str
    at: Any = None  # PHONE, unless it says otherwise


def pictures(live: Live) -> list[Picture]:
    """Return what is shown of every language."""
    cards = f"/learn/modules/{MODULE}/lessons/{LESSON}/cards"
    checked = f"{cards}/5?check=1&answer={live.choices(LESSON, 4)[0]}"
    attempt = live.attempt(handed_in=False)
    return [
        Picture("home", "own", "/learn/"),
        Picture("lesson", "own", f"{cards}/1"),
        Picture("question", "learner", f"/learn/attempts/{attempt}/questions/1"),
        Picture("feedback", "own", checked),
        Picture("result", "graduate", f"/learn/attempts/{live.passed}/result"),
        Picture("record", "graduate", "/learn/record"),
        Picture("people", "manager", "/manage/"),
        Picture("list", "manager", "/manage/#people"),
        Picture("people-desk", "manager", "/manage/", DESK),
    ]


def take(live: Live, browser: Browser, code: str) -> Iterator[tuple[str, bytes]]:
    """Take every picture in one language."""
    for picture in pictures(live):
        context = _signed_in(live, browser, picture, code)
        page = context.new_page()
        page.goto(live.base + picture.path)
        page.evaluate("document.fonts.ready")
        yield f"{picture.name}-{code}.webp", _webp(page)
        context.close()


def _signed_in(live: Live, browser: Browser, picture: Picture, code: str) -> BrowserContext:
    """Return a browser of who opens the page; `own` is somebody whose language it is."""
    options = {"color_scheme": "light", **(picture.at or PHONE)}
    if picture.who != "own":
        return live.signed_in(browser, picture.who, code, **options)
    context = live.signed_in(browser, "device", code, **options)
    own = [one for one in live.people.learners if one.language == code]
    digits = DEVANAGARI if code == "hi" else "0123456789"
    live.sign_in(context, [*own, live.newcomer][0], digits=digits)
    return context


def _webp(page: Page) -> bytes:
    """Return what the page shows without scrolling; Playwright itself knows only PNG and JPEG."""
    shot = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": QUALITY}
    )
    return base64.b64decode(shot["data"])


def main() -> None:
    """Take every picture anew, in place of those that are there."""
    with tempfile.TemporaryDirectory() as place:
        prepared = Path(place, "prepared.db")
        print("Publishing the courses, making the demo factory ...", flush=True)
        prepare(prepared)
        with serve(Path(place), prepared) as live, chromium() as browser:
            for number, code in enumerate(LANGUAGES, start=1):
                print(f"{number} of {len(LANGUAGES)}: {code}", flush=True)
                for name, picture in take(live, browser, code):
                    (FOLDER / name).write_bytes(picture)


if __name__ == "__main__":
    main()
