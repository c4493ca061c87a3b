"""`drill kill`: workers and now and then the whole program die by SIGKILL while learners hand in."""

import time
from random import Random

from score_learn.drills.audit import audit
from score_learn.drills.load import say
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.stage import Stage, staged

CLIENTS = 8
WHOLE_SHARE = 0.15
"""Of the kills, those that take the whole program, which is then started again."""

LONG_KILLS, LONG_ACKNOWLEDGEMENTS = 200, 20_000
EACH = LONG_ACKNOWLEDGEMENTS // LONG_KILLS
"""Acknowledgements that the long form waits for between two kills, so that both become enough."""

LONGEST_SECONDS = 3600


def kill(plan: Plan) -> Report:
    """Kill at random every 0.2 to 0.6 seconds; the long form goes on until there is enough of all."""
    with staged(plan, clients=CLIENTS) as stage:
        stage.program.start()
        with stage.load.running() as journal:
            stage.load.wait_for(CLIENTS)
            workers, wholes = _harm(plan, stage)
        recovery_s = journal.longest_recovery(sorted(workers + wholes))
        stage.program.stop()
        found = audit(stage.program.database_url, journal)
    return report(
        "kill", plan, found,
        recovery_s=recovery_s,
        missed=_missed(plan, len(journal.acknowledged), len(workers) + len(wholes)),
        kills=len(workers) + len(wholes),
        whole=len(wholes),
        recovery_worker_s=journal.longest_recovery(workers),
        recovery_whole_s=journal.longest_recovery(wholes),
    )  # fmt: skip


def _harm(plan: Plan, stage: Stage) -> tuple[list[float], list[float]]:
    """Kill until it is enough; return the moments at which workers, and at which all, were killed."""
    chance = Random(plan.seed)  # noqa: S311 -- a seeded drill
    workers: list[float] = []
    wholes: list[float] = []
    began = time.monotonic()
    while not _is_enough(plan, stage, len(workers) + len(wholes), time.monotonic() - began):
        time.sleep(chance.uniform(0.2, 0.6))
        if plan.long:
            stage.load.wait_for((len(workers) + len(wholes)) * EACH)
        if chance.random() < WHOLE_SHARE:
            stage.program.kill()
            wholes.append(time.monotonic())
            stage.program.start()
        elif stage.program.kill_worker(chance.randrange(100)):
            workers.append(time.monotonic())
        if (len(workers) + len(wholes)) % 10 == 0:
            heard = len(stage.load.journal.acknowledged)
            say(f"{len(workers) + len(wholes)} kills, {heard} acknowledgements")
    stage.load.wait_for(len(stage.load.journal.acknowledged) + 1)
    return workers, wholes


def _is_enough(plan: Plan, stage: Stage, kills: int, seconds: float) -> bool:
    if plan.seconds or not plan.long:
        return kills > 0 and seconds > plan.lasting(4, 0)
    enough = kills >= LONG_KILLS and len(stage.load.journal.acknowledged) >= LONG_ACKNOWLEDGEMENTS
    return enough or seconds > LONGEST_SECONDS


def _missed(plan: Plan, acknowledged: int, kills: int) -> tuple[str, ...]:
    if not plan.long or plan.seconds:
        return () if kills else ("nothing was killed",)
    wanted = {
        "kills": (kills, LONG_KILLS),
        "acknowledgements": (acknowledged, LONG_ACKNOWLEDGEMENTS),
    }
    return tuple(f"{got} {what} of {goal}" for what, (got, goal) in wanted.items() if got < goal)
