"""A live server with the demo factory, and a phone to look at it with."""

import fcntl
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.live import Live, chromium, prepare, serve


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The program on a port of its own, with a demo that all processes of a test run share."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    prepared = shared / "prepared.db"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not prepared.exists():
            prepare(shared / "preparing.db")
            (shared / "preparing.db").rename(prepared)
    with serve(tmp_path_factory.mktemp("live"), prepared) as running:
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
