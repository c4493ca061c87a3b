"""How dates are read: in the page's language and the site's time zone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, g

from score_learn.core.languages import REGISTRY
from score_learn.factory import create_app
from score_learn.settings import Settings
from score_learn.web.filters import day, time

LATE = datetime(2026, 3, 2, 19, 5, tzinfo=UTC)
"""In India it is half past midnight, on the next day."""


@pytest.fixture(scope="module")
def in_india(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("india")
    return create_app(
        Settings(
            secret_key="a secret key for tests, long enough",
            pepper="a pepper for tests, which is long enough",
            database_url=f"sqlite:///{folder / 'score-learn.db'}",
            time_zone="Asia/Kolkata",
            cheap_hashes=True,
        )
    )


@pytest.mark.parametrize(
    ("code", "on", "at"),
    [
        ("en", "3 March 2026", "3 Mar 2026, 00:35"),
        ("hi", "3 मार्च 2026", "3 मार्च 2026, 00:35"),
        ("zh", "2026年3月3日", "2026年3月3日 00:35"),
    ],
    ids=["en", "hi", "zh"],
)
def test_a_moment_is_told_in_the_sites_zone_and_the_pages_language(
    in_india: Flask, code: str, on: str, at: str
) -> None:
    with in_india.test_request_context():
        g.language = REGISTRY[code]
        assert (day(LATE), time(LATE)) == (on, at)
