"""The figures of drills and measurements, and a database that a drill must not touch."""

from pathlib import Path

import click
import pytest
import sqlalchemy as sa

from score_learn.drills.figures import median, share_of
from score_learn.drills.report import Plan
from score_learn.drills.stage import staged
from score_learn.storage import copies
from score_learn.storage.database import db


@pytest.mark.parametrize(
    ("count", "share", "value"), [(100, 0.99, 99), (101, 0.99, 100), (4, 0.5, 2), (1, 0.5, 1)]
)
def test_a_share_is_the_nearest_rank(count: int, share: float, value: int) -> None:
    assert share_of(range(count, 0, -1), share) == value


def test_of_nothing_there_is_neither_share_nor_middle() -> None:
    assert (share_of((), 0.5), median(())) == (0.0, 0.0)


def test_a_given_database_with_a_table_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    url = copies.sqlite_url(tmp_path / "yours.db")
    with copies.opened(url), db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE yours (id INTEGER)"))

    with (
        pytest.raises(click.ClickException, match="in use"),
        staged(Plan(database=str(url)), clients=1),
    ):
        pass

    with copies.opened(url):
        assert sa.inspect(db.engine).get_table_names() == ["yours"]
