"""`drill lock`: another process holds SQLite's write lock, then reads without an end."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import click
import sqlalchemy as sa

from score_learn.drills.audit import audit
from score_learn.drills.load import say
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.stage import Stage, staged

CLIENTS = 6
WRITER_SECONDS, READER_SECONDS = 10, 10
LONGEST_SECONDS = 300
DRAINED_SECONDS = 5
LARGEST_WAL = 64 * 1024 * 1024


def lock(plan: Plan) -> Report:
    """Hold the database from outside: who waits too long is told so with 503, and all is made up for."""
    if plan.database != "sqlite":
        raise click.ClickException("This drill is about SQLite's locks: --database sqlite.")
    with staged(plan, clients=CLIENTS) as stage:
        stage.program.start()
        with stage.load.running() as journal:
            stage.load.wait_for(CLIENTS)
            writer_s = _hold(stage, "write", plan.lasting(2, WRITER_SECONDS))
            told = journal.failures["503"]
            reader_s = _hold(stage, "read", plan.lasting(2, READER_SECONDS))
        wal = _size(stage.folder / "score-learn.db-wal")
        stage.program.stop()
        found = audit(stage.program.database_url, journal)
    return report(
        "lock", plan, found,
        recovery_s=writer_s,
        missed=tuple(_missed(plan, told, max(writer_s, reader_s), wal)),
        drained_writer_s=writer_s,
        drained_reader_s=reader_s,
        wal_bytes=wal,
    )  # fmt: skip


def _hold(stage: Stage, how: Literal["write", "read"], seconds: float) -> float:
    """Hold for so long, and a writer until somebody was told; return how long the made-up work took."""
    journal = stage.load.journal
    say(f"another process holds the database to {how} for {seconds:g} s")
    with _held(how, stage.program.database_url):
        began = time.monotonic()
        while time.monotonic() < began + LONGEST_SECONDS:
            is_told = how == "read" or journal.failures["503"]
            if is_told and time.monotonic() > began + seconds:
                break
            time.sleep(0.05)
    released = time.monotonic()
    waiting = journal.unheard()
    while waiting - journal.acknowledged.keys() and time.monotonic() < released + LONGEST_SECONDS:
        time.sleep(0.02)
    return round(time.monotonic() - released, 3)


@contextmanager
def _held(how: str, url: str) -> Iterator[None]:
    command = [
        sys.executable,
        "-m",
        "score_learn.drills.holder",
        how,
        sa.make_url(url).database or "",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        if holder.stdout is None or holder.stdout.readline() != b"held\n":
            raise RuntimeError("the database could not be held")
        yield
        holder.communicate()


def _missed(plan: Plan, told: int, drained_s: float, wal: int) -> Iterator[str]:
    if not told:
        yield "nobody was told to come again"
    if wal > LARGEST_WAL:
        yield f"the WAL has {wal} bytes, more than {LARGEST_WAL}"
    if plan.long and drained_s > DRAINED_SECONDS:
        yield f"the work was made up for in {drained_s} s, not in {DRAINED_SECONDS} s"


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
