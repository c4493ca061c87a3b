"""The drills that take more than one host, or time: their short forms."""

import os
import shutil
from pathlib import Path

import pytest

from score_learn.drills import soak as soak_drill
from score_learn.drills.network import SYSTEM_PATH
from score_learn.drills.report import Plan
from score_learn.drills.soak import soak
from score_learn.drills.two_hosts import two_hosts

needs_hosts = pytest.mark.skipif(
    bool(os.geteuid()) or not all(shutil.which(name, path=SYSTEM_PATH) for name in ("ip", "nginx")),
    reason="hosts are network namespaces behind nginx: this needs root, iproute2 and nginx",
)


def test_a_while_of_everything_loses_nothing_and_is_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soak_drill, "FOLDER", tmp_path)
    done = soak(Plan(database="sqlite", seed=4827, seconds=4))

    assert (done.lost, done.duplicate) == (0, 0)
    assert done.acknowledged > 0
    assert done.more["pages"] > 0
    assert done.more["sign_ins"] > 0
    assert (tmp_path / "soak-sqlite.csv").read_text("utf-8").count("\n") > 1


@needs_hosts
@pytest.mark.postgresql
def test_a_host_dies_and_both_are_upgraded_without_a_failed_request() -> None:
    done = two_hosts(Plan(database="postgresql", seed=4827, seconds=4))

    assert (done.lost, done.duplicate, done.missed) == (0, 0, ())
    assert done.more["acknowledged_at_death"] > 0
    assert done.more["acknowledged_in_upgrade"] > 0
