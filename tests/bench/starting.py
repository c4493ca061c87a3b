"""How long it takes from the command to the first answer."""

import http.client
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from score_learn.drills.figures import median
from score_learn.drills.server import HOST, Program
from tests.bench import limits
from tests.bench.plan import Plan
from tests.bench.rows import Aim, Row
from tests.bench.stand import OPTIONS, SETTINGS, Stand

PATIENCE_SECONDS = 600
BARE_START_THEN = 0.18
"""Seconds to a bare program's first answer in the sitting that the aims are from."""


def cold_start(plan: Plan) -> Iterator[Row]:
    """Start gunicorn on a database in use, and `score-learn server start` from an empty folder."""
    for kind in plan.databases:
        here = plan.stands.on(kind)
        plan.say(f"cold start, {kind}")
        yield _started(
            f"cold-start-{kind}", f"cold start on a database in use, {kind}",
            lambda here=here: _start_again(here), rounds=plan.rounds, wanted=0.5,  # type: ignore[misc]
        )  # fmt: skip
    plan.say("cold start from an empty folder")
    yield _started(
        "cold-start-empty", "server start from an empty folder, five courses published",
        _start_empty, rounds=plan.rounds, wanted=3,
    )  # fmt: skip


def _started(key: str, what: str, start: Callable[[], float], *, rounds: int, wanted: float) -> Row:
    """Start in turn with a bare program; its start here, beside that of then, scales the aim."""
    own, least = [], []
    for _ in range(rounds):
        own.append(start())
        least.append(_start_bare())
    scaled = wanted * median(least) / BARE_START_THEN
    return Row(
        key=key, what=what, unit="s", rounds=own, limit="bare Flask under gunicorn", limits=least,
        aims=[Aim(words=f"s, {wanted:g} scaled", reached=median(own), wanted=scaled, better="less")],
    )  # fmt: skip


def _start_again(here: Stand) -> float:
    program = Program(
        folder=here.folder, database_url=here.database.url,
        secret_key=here.program.secret_key, pepper=here.program.pepper,
        options=OPTIONS, settings=SETTINGS,
    )  # fmt: skip
    began = time.perf_counter()
    program.launch()
    limits.wait_for(program.port)
    _open_page(program.port)
    seconds = time.perf_counter() - began
    program.stop()
    program.end()
    return seconds


def _start_bare() -> float:
    began = time.perf_counter()
    with limits.bare_pages(12_500) as port:
        _open_page(port)
        return time.perf_counter() - began


def _start_empty() -> float:
    folder = Path(tempfile.mkdtemp(prefix="score-learn-bench-"))
    program = Program(
        folder=folder, database_url=f"sqlite:///{folder / 'score-learn.db'}",
        settings={"SCORE_STATIC": str(folder / "static")},
    )  # fmt: skip
    began = time.perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("score-learn"), "server", "start"],
        env=program.environment, cwd=limits.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        limits.wait_for(program.port, PATIENCE_SECONDS)
        _open_page(program.port)
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()
        program.end()
        shutil.rmtree(folder, ignore_errors=True)


def _open_page(port: int) -> None:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"the first page was answered with {answer.status}")
