"""A server that was restored from a backup gets back what phones still hold."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from score_learn import clock
from score_learn.storage import epochs
from score_learn.storage.database import db, transaction
from tests.browser.journey import (
    AS_IT_IS,
    NEXT,
    PILL,
    answer,
    answers_held,
    open_quiz,
    wait_until,
    wait_until_sent,
)
from tests.browser.live import Live

pytestmark = pytest.mark.browser


def copy_database(live: Live, tmp_path: Path) -> Path:
    with live.app.app_context():
        db.session.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        path = Path(str(db.engine.url.database))
        db.session.remove()
        db.engine.dispose()
    return Path(shutil.copy(path, tmp_path / "older.db"))


def put_back(live: Live, older: Path) -> None:
    """Let the server go on with an older state, in an epoch of its own, as restoring does."""
    with live.app.app_context():
        db.engine.dispose()
        path = Path(str(db.engine.url.database))
        for name in (path, *path.parent.glob(f"{path.name}-*")):
            name.unlink(missing_ok=True)
        shutil.copy(older, path)
        with transaction():
            epochs.begin("restored", now=clock.now())
        db.session.remove()


def answer_two(page: Page) -> None:
    for _ in range(2):
        answer(page)
        expect(page.locator(PILL)).to_have_attribute("data-state", "received")
        page.click(NEXT)


def test_received_answers_are_offered_again_to_a_restored_server(
    live: Live, phone: BrowserContext, tmp_path: Path
) -> None:
    page, attempt = open_quiz(live, phone)
    older = copy_database(live, tmp_path)
    answer_two(page)
    held = answers_held(live, attempt)
    put_back(live, older)
    assert answers_held(live, attempt) == []

    page.reload()
    wait_until_sent(page)

    assert answers_held(live, attempt) == held
    assert len(set(held)) == 2
    page.reload()
    wait_until_sent(page)
    assert answers_held(live, attempt) == held


def test_a_whole_quiz_is_offered_again_though_its_beginning_was_lost(
    live: Live, phone: BrowserContext, tmp_path: Path
) -> None:
    older = copy_database(live, tmp_path)
    page, attempt = open_quiz(live, phone)
    answer_two(page)
    page.goto(f"{live.base}/learn/attempts/{attempt}/review")
    page.click(AS_IT_IS)
    page.wait_for_url("**/result")
    asked = "SELECT earned FROM submission WHERE attempt_id = :id"
    earned = live.stored(asked, id=attempt)
    kinds = "window.score.queue.all().map((one) => one.kind).sort().join()"
    wait_until(page, f"{kinds} === 'begin,hand-in'")
    put_back(live, older)
    assert live.stored(asked, id=attempt) == []

    page.goto(f"{live.base}/learn/")
    wait_until_sent(page)

    assert live.stored(asked, id=attempt) == earned
    assert len(set(answers_held(live, attempt))) == 2


def test_a_page_that_stayed_open_first_offers_what_came_before(
    live: Live, phone: BrowserContext, tmp_path: Path
) -> None:
    older = copy_database(live, tmp_path)
    page, attempt = open_quiz(live, phone)
    answer_two(page)
    put_back(live, older)

    answer(page)

    expect(page.locator(PILL)).to_have_attribute("data-state", "received")
    wait_until_sent(page)
    assert len(set(answers_held(live, attempt))) == 3
    assert page.evaluate("window.score.queue.all().filter((one) => one.refused).length") == 0
