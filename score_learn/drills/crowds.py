"""`drill slow-clients` and `drill overload`: a crowd before nginx, and honest learners beside it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from score_learn.drills.audit import audit
from score_learn.drills.figures import share_ms
from score_learn.drills.journal import Journal
from score_learn.drills.load import say
from score_learn.drills.nginx import Nginx, lay_out
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.stage import Stage, staged

CLIENTS = 4
RHYTHM_SECONDS = 0.1
SLOW_SHORT, SLOW_LONG = 400, 10_000
SERVED_SHARE, SERVED_P99_MS = 0.999, 250

PEAK_RATE, PEAK_SECONDS = 400, 2
"""More than two workers can do, as far as is known: what is served of it is the peak."""

TIMES, LEAST_RATE = 3, 150
"""How many times the peak is asked for; of a slow program so much that more come than may wait."""

TRIES = 4
"""Rushes at most: one that was served whole was none, and tells a higher peak for the next."""

GOODPUT_SHARE, ACCEPTED_P99_MS, NORMAL_SECONDS = 0.8, 2000, 5


def slow_clients(plan: Plan) -> Report:
    """Let thousands of connections drip through nginx while honest learners work."""
    seconds = plan.lasting(5, 25)
    count = SLOW_LONG if plan.long else SLOW_SHORT
    with staged(plan, clients=CLIENTS) as stage, _behind_nginx(stage) as nginx:
        with stage.load.running() as journal:
            stage.load.wait_for(CLIENTS)
            say(f"{count} slow connections for {seconds:g} s")
            came = _crowd("slow", nginx.port, count, seconds)
            stage.load.wait_for(len(journal.acknowledged) + CLIENTS)
        stage.program.stop()
        found = audit(stage.program.database_url, journal)
    served, p99_ms = _served(journal), share_ms(journal.latencies, 0.99)
    return report(
        "slow-clients", plan, found,
        missed=tuple(_missed_slow(plan, served, p99_ms)), served=served, **came,
    )  # fmt: skip


def overload(plan: Plan) -> Report:
    """Ask for three times of what the program can do: it sheds with 503 and is soon back to normal."""
    seconds = plan.lasting(4, 60)
    with staged(plan, clients=CLIENTS) as stage, _behind_nginx(stage) as nginx:
        with stage.load.running() as journal:
            stage.load.wait_for(CLIENTS)
            peak, came = _rush(nginx.port, seconds)
            over = time.monotonic()
            stage.load.wait_for(len(journal.acknowledged) + CLIENTS)
        recovery_s = journal.longest_recovery([over])
        stage.program.stop()
        found = audit(stage.program.database_url, journal)
    share = round(_good(came) / _took(came) / max(peak, 1), 3)
    return report(
        "overload", plan, found,
        recovery_s=recovery_s,
        missed=tuple(_missed_overload(plan, came, share, recovery_s)),
        peak_per_s=round(peak), goodput_share=share, **came,
    )  # fmt: skip


@contextmanager
def _behind_nginx(stage: Stage) -> Iterator[Nginx]:
    """Start the program and nginx with the shipped file, and send the learners through it."""
    lay_out(stage.program)
    stage.program.start()
    nginx = Nginx(folder=stage.folder, program=stage.program)
    nginx.start()
    stage.load.port, stage.load.rhythm = nginx.port, RHYTHM_SECONDS
    try:
        yield nginx
    finally:
        nginx.end()


def _rush(port: int, seconds: float) -> tuple[float, dict[str, Any]]:
    """Ask for far more than is served; return the peak that was known, and what the crowd tells."""
    came = _crowd("rush", port, PEAK_RATE, PEAK_SECONDS)
    for _ in range(TRIES):
        peak = _good(came) / _took(came)
        say(f"{peak:.0f} pages a second are served; now {TIMES} times as many are asked for")
        came = _crowd("rush", port, max(int(TIMES * peak), LEAST_RATE), seconds)
        if came["answers"].get("503"):
            break
    return peak, came


def _crowd(kind: str, port: int, number: int, seconds: float) -> dict[str, Any]:
    """Let a crowd come from another process, and return what it tells."""
    command = [sys.executable, "-m", "score_learn.drills.crowd", kind, str(port), str(number)]
    done = subprocess.run([*command, str(seconds)], stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _good(came: dict[str, Any]) -> int:
    served: int = came["answers"].get("200", 0)
    return served


def _took(came: dict[str, Any]) -> float:
    seconds: float = came["took_s"]
    return seconds


def _served(journal: Journal) -> float:
    """Return the share of the honest learners' tries that were acknowledged."""
    good = len(journal.acknowledged)
    return round(good / max(good + journal.failures.total(), 1), 5)


def _missed_slow(plan: Plan, served: float, p99_ms: float) -> Iterator[str]:
    if plan.long and served < SERVED_SHARE:
        yield f"{served} of the honest requests were served, not {SERVED_SHARE}"
    if plan.long and p99_ms > SERVED_P99_MS:
        yield f"p99 is {p99_ms} ms, not {SERVED_P99_MS} ms"


def _missed_overload(
    plan: Plan, came: dict[str, Any], share: float, recovery_s: float | None
) -> Iterator[str]:
    strange = came["answers"].keys() - {"200", "503", "no reply"}
    if plan.long and came["answers"].get("no reply"):
        yield f"{came['answers']['no reply']} requests got no reply"
    if not came["answers"].get("503"):
        yield "nobody was told to come again"
    if strange:
        yield f"the crowd was answered with {sorted(strange)}"
    if plan.long and share < GOODPUT_SHARE:
        yield f"only {share} of the pages were served that can be"
    if plan.long and came["good_p99_ms"] > ACCEPTED_P99_MS:
        yield f"p99 of what was served is {came['good_p99_ms']} ms, not {ACCEPTED_P99_MS} ms"
    if plan.long and (recovery_s is None or recovery_s > NORMAL_SECONDS):
        yield f"back to normal in {recovery_s} s, not {NORMAL_SECONDS} s"
