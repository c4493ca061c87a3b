"""The drills of disks in their short forms: nothing lost, no 500; and each sees a program that fails."""

import os
import shutil

import pytest

from score_learn.drills import disk_full as disk_full_drill
from score_learn.drills import fsync_errors as fsync_errors_drill
from score_learn.drills.browser import Answered, Browser
from score_learn.drills.disk_full import disk_full
from score_learn.drills.fsync_errors import fsync_errors
from score_learn.drills.report import Plan
from score_learn.drills.tracing import Fault
from tests.drills.test_short_forms import check

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: apt-get install strace"
)


def test_a_full_file_system_is_told_and_made_up_for(on_sqlite: Plan) -> None:
    if os.geteuid():
        pytest.skip("only root may mount a small file system")
    done = disk_full(on_sqlite)

    check(done)
    assert done.more["disk"] == "tmpfs"
    assert done.more["told_while_full"] > 0


def test_files_that_may_not_grow_are_told_and_made_up_for(
    on_sqlite: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    done = disk_full(on_sqlite)

    check(done)
    assert done.more["disk"] == "file size limit"
    assert done.more["told_while_full"] > 0


def test_a_reply_without_retry_after_and_a_page_that_cannot_be_read_are_seen() -> None:
    class Broken(Browser):
        def get(self, path: str) -> Answered:
            return Answered(status=503, location="", retry_after="5", text="")

        def post(self, *_: object, **__: object) -> Answered:
            return Answered(status=503, location="", retry_after="", text="")

    seen = disk_full_drill.Seen()
    disk_full_drill._look(Broken("127.0.0.1", 1), seen)

    assert (seen.read, seen.told) == (0, 0)
    assert "/ could not be read: 503" in seen.wrong
    assert any("no Retry-After" in sentence for sentence in seen.wrong)


@needs_strace
def test_syncs_and_writes_that_fail_lose_nothing(on_sqlite: Plan) -> None:
    done = fsync_errors(on_sqlite)

    check(done)
    assert all(done.more["harmed"].values())


@needs_strace
@pytest.mark.postgresql
def test_a_postgresql_that_cannot_sync_loses_nothing(on_postgresql: Plan) -> None:
    check(fsync_errors(on_postgresql))


@needs_strace
def test_a_fault_that_harms_nobody_is_no_proof(
    on_sqlite: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fsync_errors_drill, "FAULTS", (Fault("fdatasync", "EIO", "60000"),))
    monkeypatch.setattr(fsync_errors_drill, "PATIENCE_SECONDS", 1)

    assert "fdatasync:EIO harmed nobody" in fsync_errors(on_sqlite).missed
