"""A live server with the demo factory, and a phone to look at it with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.live import Live, chromium, serve


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The program on a port of its own."""
    with serve(tmp_path_factory.mktemp("live")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it."""
    with chromium() as started:
        yield started


@pytest.fixture
def phone(live: Live, browser: Browser) -> Iterator[BrowserContext]:
    """The newcomer's phone, in Hindi; no page may have thrown anything."""
    context = live.signed_in(browser, "learner", "hi")
    thrown: list[str] = []
    context.on("weberror", lambda error: thrown.append(str(error.error)))
    yield context
    context.close()
    assert thrown == []
