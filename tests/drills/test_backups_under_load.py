"""Backups made while learners answer, restored and audited; and the oracle sees one that lacks something."""

import pytest

from score_learn.drills import backup as backup_drill
from score_learn.drills.backup import backup
from score_learn.drills.journal import Journal
from score_learn.drills.report import Plan
from tests.drills.test_short_forms import check


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def test_what_was_received_before_a_backup_is_in_it(database: str) -> None:
    done = backup(Plan(database=database, seed=4827))

    check(done)
    assert done.more["sound"] == done.more["backups"] == 2


def test_what_came_after_a_backup_would_be_missed_in_it(
    on_sqlite: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_of_it(journal: Journal, _moment: float) -> Journal:
        return journal

    monkeypatch.setattr(backup_drill, "before", all_of_it)
    done = backup(on_sqlite)

    assert done.lost > 0
    assert not done.passed
