"""`drill disk-full`: the disk under the database fills up while learners answer, and gets room again."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import click

from score_learn.drills.audit import audit
from score_learn.drills.browser import FAILED, Answered, Browser
from score_learn.drills.disks import SmallDisk, small_disk
from score_learn.drills.load import say
from score_learn.drills.people import SITE_CODE
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.server import HOST
from score_learn.drills.stage import Stage, staged

CLIENTS = 6
LONG_ROUNDS = 5
RECOVERY_SECONDS = 1.0
PATIENCE_SECONDS = 120
PAGES = ("/", "/enrol", "/readyz")
"""What anybody may read without being signed in."""


@dataclass
class Seen:
    """What a visitor was told while the disk was full."""

    read: int = 0
    told: int = 0
    wrong: set[str] = field(default_factory=set)
    recoveries: list[float] = field(default_factory=list)


def disk_full(plan: Plan) -> Report:
    """Fill the disk under load (SQLite): learners are told to come again, and all is made up for."""
    if plan.database != "sqlite":
        raise click.ClickException(
            "This drill is for SQLite. PostgreSQL ends when its log cannot grow, and must be started"
            " again once there is room: see the drill postgresql-restart."
        )
    with staged(plan, clients=CLIENTS) as stage, small_disk(stage.program) as disk:
        stage.program.start()
        seen = Seen()
        with stage.load.running() as journal:
            stage.load.wait_for(CLIENTS)
            for _ in range(LONG_ROUNDS if plan.long else 1):
                _round(plan, stage, disk, seen)
        stage.program.stop()
        found = audit(stage.program.database_url, journal)
    return report(
        "disk-full", plan, found,
        recovery_s=max(seen.recoveries),
        missed=tuple(_missed(plan, seen)),
        disk=disk.kind,
        recoveries_s=seen.recoveries,
        read_while_full=seen.read,
        told_while_full=seen.told,
    )  # fmt: skip


def _round(plan: Plan, stage: Stage, disk: SmallDisk, seen: Seen) -> None:
    journal = stage.load.journal
    say(f"the disk fills up ({disk.kind}); {len(journal.acknowledged)} acknowledgements so far")
    visitor = Browser(HOST, stage.program.port)
    visitor.get("/enrol")
    disk.tighten()
    _wait_until_refused(stage)
    if not disk.fill():
        seen.wrong.add("there was still room on the disk")
    until = time.monotonic() + plan.lasting(2, 10)
    while time.monotonic() < until:
        _look(visitor, seen)
    waiting = journal.unheard()
    disk.widen()
    wide = time.monotonic()
    say(f"there is room again; {len(waiting)} answers wait for it")
    while waiting & journal.unheard():
        if time.monotonic() > wide + PATIENCE_SECONDS:
            seen.wrong.add("some never heard that theirs was received")
            break
        time.sleep(0.02)
    seen.recoveries.append(round(journal.recovery(wide) or PATIENCE_SECONDS, 3))


def _wait_until_refused(stage: Stage) -> None:
    """Return when as many were refused as there are learners, twice, and nothing got through."""
    journal, until = stage.load.journal, time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        heard, refused = len(journal.acknowledged), journal.failures["503"]
        wanted = refused + 2 * len(stage.load.cards)
        while journal.failures["503"] < wanted and time.monotonic() < until:
            time.sleep(0.02)
        if len(journal.acknowledged) == heard:
            return
    raise TimeoutError("the disk did not fill up")


def _look(visitor: Browser, seen: Seen) -> None:
    """Read what anybody may read, and try to write."""
    try:
        for page in PAGES:
            _judge(visitor.get(page), seen, page)
        tried = visitor.post("/enrol", [("site_code", SITE_CODE)])
    except FAILED as error:
        seen.wrong.add(f"a visitor got no reply: {type(error).__name__}")
        return
    if tried.status == 503 and tried.retry_after:
        seen.told += 1
    else:
        seen.wrong.add(
            f"a full disk was answered with {tried.status}, {tried.retry_after or 'no'} Retry-After"
        )


def _judge(answered: Answered, seen: Seen, page: str) -> None:
    if answered.status < 400:
        seen.read += 1
    else:
        seen.wrong.add(f"{page} could not be read: {answered.status}")


def _missed(plan: Plan, seen: Seen) -> Iterator[str]:
    yield from sorted(seen.wrong)
    if plan.long and max(seen.recoveries) > RECOVERY_SECONDS:
        yield f"it took {max(seen.recoveries)} s to the next acknowledgement, not {RECOVERY_SECONDS} s"
