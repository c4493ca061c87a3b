"""`drill clock`: the clock of the server jumps, while learners answer and while somebody guesses PINs."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import click

from score_learn.drills.audit import audit
from score_learn.drills.browser import Browser
from score_learn.drills.load import say
from score_learn.drills.people import Card
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.server import HOST, Program
from score_learn.drills.stage import Stage, staged

CLIENTS = 4
LIBRARIES = (Path("/usr/lib"), Path("/usr/local/lib"))
HOUR, DAY = 3600, 86400
JUMPS = (HOUR, -HOUR, 2 * DAY, -2 * DAY, 0, -1, -2, -3, 366 * DAY, 3653 * DAY, 0)
"""Seconds between the program's clock and the real one, one after the other."""

SLEEP = """import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds) and None
"""
"""Under libfaketime 0.9.10 Python's own sleep fails with EINVAL, because it names a moment to wake at."""

WRONG_PIN = "999999"
MOST_GUESSES = 10
SIGNED_OUT = {"303", "400", "401"}
"""What a learner sees whose session a jump has ended, before signing in again."""


def clock(plan: Plan) -> Report:
    """Set the clock on and back: no session lives longer, no guess is won, nothing is lost."""
    library = find_faketime()
    if library is None:
        raise click.ClickException(
            "This drill needs libfaketime, which sets a clock for one program alone:"
            " apt-get install libfaketime"
        )
    with staged(plan, clients=CLIENTS, spare=4) as stage:
        _set(stage.program, 0)
        stage.program.settings |= _faketime(library, stage.program)
        stage.load.journal.expected |= SIGNED_OUT
        stage.program.start()
        with stage.load.running() as journal:
            stage.load.wait_for(CLIENTS)
            jumps = _jump(plan, stage)
        _set(stage.program, 0)
        missed = (*_sessions(stage), *_guesses(stage))
        stage.program.stop()
        found = audit(stage.program.database_url, journal)
    return report(
        "clock", plan, found,
        recovery_s=journal.longest_recovery(jumps), missed=missed, jumps=len(jumps),
    )  # fmt: skip


def find_faketime() -> Path | None:
    """Return the library that fakes a program's clock, where it is installed."""
    found = [path for folder in LIBRARIES for path in folder.glob("**/libfaketimeMT.so.1")]
    return found[0] if found else None


def _faketime(library: Path, program: Program) -> dict[str, str]:
    """Return the settings that put a program under the faked clock; files keep their real times."""
    (program.folder / "sitecustomize.py").write_text(SLEEP, encoding="utf-8")
    path = [str(program.folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "PYTHONPATH": os.pathsep.join(path),
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(_file(program)),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }


def _file(program: Program) -> Path:
    return program.folder / "clock"


def _set(program: Program, seconds: int) -> None:
    """Set the program's clock to so many seconds after the real one, at once and whole."""
    made = program.folder / "clock.new"
    made.write_text(f"{seconds:+d}\n", encoding="utf-8")
    os.replace(made, _file(program))  # noqa: PTH105 -- its promise is the point: never half a file


def _jump(plan: Plan, stage: Stage) -> list[float]:
    """Jump on and back under load and return the moments; the long form jumps at random as well."""
    chance = Random(plan.seed)  # noqa: S311 -- a seeded drill
    further = [chance.randrange(-2 * DAY, 3653 * DAY) for _ in range(40 if plan.long else 0)]
    moments = []
    for seconds in (*JUMPS, *further):
        say(f"the clock is set to {timedelta(seconds=seconds)} from now")
        _set(stage.program, seconds)
        moments.append(time.monotonic())
        stage.load.wait_for(len(stage.load.journal.acknowledged) + CLIENTS)
    return moments


def _sessions(stage: Stage) -> Iterator[str]:
    """Yield what is wrong about sessions: they end after an hour unused and a day in all."""
    unused, used, early, _ = stage.cards
    browser = _signed_in(stage, unused)
    if _is_in(stage, browser, HOUR + 1):
        yield "a session outlived a jump of an hour"
    browser = _signed_in(stage, used)
    lived = [at for at in range(0, 30 * HOUR, 3000) if _is_in(stage, browser, at)]
    if not lived or max(lived) >= DAY:
        yield f"a session in use lived for {max(lived, default=0)} s"
    browser = _signed_in(stage, early)
    if _is_in(stage, browser, -2 * DAY):
        yield "a session was lengthened by setting the clock back"


def _guesses(stage: Stage) -> Iterator[str]:
    """Yield what is wrong about guessing: ten guesses at most, however the clock jumps."""
    card = stage.cards[-1]
    now = [_guess(stage, card, WRONG_PIN, at=0) for _ in range(4)]
    back = _guess(stage, card, card.pin, at=-HOUR)
    if back != 429:
        yield f"setting the clock back shortened a wait: status {back}"
    later = [_guess(stage, card, WRONG_PIN, at=turn * HOUR) for turn in range(1, 15)]
    checked = (now + later).count(422)
    if checked != MOST_GUESSES:
        yield f"{checked} guesses were checked, not {MOST_GUESSES}"
    if _guess(stage, card, card.pin, at=20 * DAY) != 429:
        yield "a PIN that was switched off opened again"


def _guess(stage: Stage, card: Card, pin: str, *, at: int) -> int:
    """Guess from a browser that was just paired, for the old one's cookie is of another time."""
    return _knock(stage, card, pin, at=at)[1]


def _signed_in(stage: Stage, card: Card) -> Browser:
    browser, status = _knock(stage, card, card.pin, at=0)
    if status != 303 or browser.get("/learn/").status != 200:
        raise RuntimeError(f"could not sign in: {status}")
    return browser


def _knock(stage: Stage, card: Card, pin: str, *, at: int) -> tuple[Browser, int]:
    """Pair a new browser, try to sign in, and return it with the status that came."""
    _set(stage.program, at)
    browser = Browser(HOST, stage.program.port)
    browser.get("/enrol")
    browser.post("/enrol", [("site_code", card.site_code)])
    browser.get("/sign-in")
    who = [("employee_no", card.employee_no), ("pin", pin)]
    return browser, browser.post("/sign-in", who).status


def _is_in(stage: Stage, browser: Browser, seconds: int) -> bool:
    _set(stage.program, seconds)
    return browser.get("/learn/").status == 200
