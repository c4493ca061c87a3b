"""`drill postgresql-restart`: the database server stops in every way it can, under load."""

import time
from collections.abc import Iterator

import click

from score_learn.drills.audit import audit
from score_learn.drills.databases import OwnPostgresql
from score_learn.drills.load import say
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.stage import Stage, staged

CLIENTS = 8
LONG_ROUNDS = 5
STORM = 20
"""Times that everybody is thrown out, one after the other, in a long round; 5 in a short one."""

RECOVERY_SECONDS = 1.0


def postgresql_restart(plan: Plan) -> Report:
    """Stop PostgreSQL in order, at once and by SIGKILL, and throw out its clients, under load."""
    with staged(plan, clients=CLIENTS) as stage:
        if not isinstance(stage.database, OwnPostgresql):
            raise click.ClickException("This drill stops the server: --database postgresql.")
        stage.program.start()
        stopped: list[float] = []
        thrown_out: list[float] = []
        with stage.load.running() as journal:
            stage.load.wait_for(CLIENTS)
            for _ in range(LONG_ROUNDS if plan.long else 1):
                stopped += _stop(stage, stage.database)
                thrown_out.append(_throw_out(plan, stage, stage.database))
        stage.program.stop()
        found = audit(stage.program.database_url, journal)
    recoveries = stopped + thrown_out
    return report(
        "postgresql-restart", plan, found,
        recovery_s=max(recoveries),
        missed=tuple(_missed(plan, recoveries)),
        restarts=len(stopped),
        recoveries_s={"stopped": stopped, "thrown out": thrown_out},
    )  # fmt: skip


def _stop(stage: Stage, server: OwnPostgresql) -> Iterator[float]:
    """Yield after each stop the seconds from the server's return to the next acknowledgement."""
    for how in ("fast", "immediate", "kill"):
        say(f"PostgreSQL is stopped: {how}")
        server.stop(how)
        time.sleep(0.3)
        server.start()
        yield _recovery(stage)


def _throw_out(plan: Plan, stage: Stage, server: OwnPostgresql) -> float:
    """Return the seconds from the last time to the next acknowledgement."""
    say("everybody is thrown out of PostgreSQL, again and again")
    for _ in range(STORM if plan.long else 5):
        server.end_connections()
        time.sleep(0.1)
    return _recovery(stage)


def _recovery(stage: Stage) -> float:
    journal, back = stage.load.journal, time.monotonic()
    stage.load.wait_for(len(journal.acknowledged) + CLIENTS)
    return round(journal.recovery(back) or 0, 3)


def _missed(plan: Plan, recoveries: list[float]) -> Iterator[str]:
    if plan.long and max(recoveries) > RECOVERY_SECONDS:
        yield f"it took {max(recoveries)} s to the next acknowledgement, not {RECOVERY_SECONDS} s"
