"""`drill fsync-errors`: the disk fails to sync and to write, and files run out, under load."""

import contextlib
import time
from collections.abc import Iterator

from score_learn.drills.audit import audit
from score_learn.drills.databases import OwnPostgresql
from score_learn.drills.load import say
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.stage import Stage, staged
from score_learn.drills.tracing import Fault, failing, few_files, find_strace

CLIENTS = 6
LONG_ROUNDS = 5
PATIENCE_SECONDS = 120
FAULTS = (
    Fault("fdatasync,fsync", "EIO", "2+3"),
    Fault("pwrite64", "ENOSPC", "7+40"),
    Fault("pwrite64", "EIO", "5+40"),
)
POSTGRESQL_FAULT = Fault("fdatasync,fsync", "EIO", "2+3")
"""Its server ends all its processes at the first and recovers from its log by itself."""


def fsync_errors(plan: Plan) -> Report:
    """Let syncs, writes and opens fail: what was not stored was not acknowledged, and comes again."""
    find_strace()
    with staged(plan, clients=CLIENTS) as stage:
        stage.program.start()
        harmed: dict[str, dict[str, int]] = {}
        recoveries: list[float] = []
        with stage.load.running() as journal:
            stage.load.wait_for(CLIENTS)
            for _ in range(LONG_ROUNDS if plan.long else 1):
                recoveries += _round(plan, stage, harmed)
        stage.program.stop()
        found = audit(stage.program.database_url, journal)
    return report(
        "fsync-errors", plan, found,
        recovery_s=max(recoveries),
        missed=tuple(_missed(harmed, recoveries)),
        harmed=harmed,
        recoveries_s=recoveries,
    )  # fmt: skip


def _round(plan: Plan, stage: Stage, harmed: dict[str, dict[str, int]]) -> Iterator[float]:
    """Do each harm once; note what learners were told meanwhile, and yield the recovery."""
    journal = stage.load.journal
    for name, harm in _harms(stage):
        before = journal.failures.copy()
        say(f"{name}; {len(journal.acknowledged)} acknowledgements so far")
        with harm:
            until = time.monotonic() + plan.lasting(2, 10)
            latest = until + PATIENCE_SECONDS
            while time.monotonic() < until or journal.failures == before:
                if time.monotonic() > latest:
                    break
                time.sleep(0.05)
        healed = time.monotonic()
        waiting = journal.unheard()
        while waiting & journal.unheard() and time.monotonic() < healed + PATIENCE_SECONDS:
            time.sleep(0.02)
        told = harmed.setdefault(name, {})
        for status, count in (journal.failures - before).items():
            told[status] = told.get(status, 0) + count
        yield round(journal.recovery(healed) or PATIENCE_SECONDS, 3)


def _harms(stage: Stage) -> Iterator[tuple[str, contextlib.AbstractContextManager[None]]]:
    """Yield each harm when it is its turn: processes are those of that moment."""
    if isinstance(stage.database, OwnPostgresql):
        yield f"PostgreSQL {POSTGRESQL_FAULT}", failing(stage.database.pids(), POSTGRESQL_FAULT)
        return
    for fault in FAULTS:
        yield str(fault), failing(stage.program.worker_pids(), fault)
    yield "open:EMFILE", few_files(stage.program.worker_pids())


def _missed(harmed: dict[str, dict[str, int]], recoveries: list[float]) -> Iterator[str]:
    for name, told in harmed.items():
        if not told:
            yield f"{name} harmed nobody"
    if max(recoveries) >= PATIENCE_SECONDS:
        yield "it never went on"
