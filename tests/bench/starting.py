"""How long it takes from the command to the first answer."""

import http.client
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from score_learn.drills.server import HOST, Program
from tests.bench import limits
from tests.bench.plan import Plan
from tests.bench.rows import Aim, Row
from tests.bench.stand import OPTIONS, SETTINGS, Stand

PATIENCE_SECONDS = 600


def cold_start(plan: Plan) -> Iterator[Row]:
    """Start gunicorn on a database in use, and `score-learn server start` from an empty folder."""
    for kind in plan.databases:
        here = plan.stands.on(kind)
        plan.say(f"cold start, {kind}")
        own, least = [], []
        for _ in range(plan.rounds):
            own.append(_start_again(here))
            least.append(_start_bare())
        yield Row(
            key=f"cold-start-{kind}", what=f"cold start on a database in use, {kind}", unit="s",
            rounds=own, limit="bare Flask under gunicorn", limits=least,
            aims=[Aim(words="s", reached=sorted(own)[len(own) // 2], wanted=0.5, better="less")],
        )  # fmt: skip
    plan.say("cold start from an empty folder")
    empty = [_start_empty() for _ in range(min(plan.rounds, 3))]
    yield Row(
        key="cold-start-empty", what="server start from an empty folder, five courses published",
        unit="s", rounds=empty,
        aims=[Aim(words="s", reached=sorted(empty)[len(empty) // 2], wanted=3, better="less")],
    )  # fmt: skip


def _start_again(here: Stand) -> float:
    program = Program(
        folder=here.folder, database_url=here.database.url,
        secret_key=here.program.secret_key, pepper=here.program.pepper,
        options=OPTIONS, settings=SETTINGS,
    )  # fmt: skip
    began = time.perf_counter()
    program.start()
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
    program = Program(folder=folder, database_url=f"sqlite:///{folder / 'score-learn.db'}")
    began = time.perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("score-learn"), "server", "start"],
        env=program.environment, cwd=limits.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not program.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("server start did not come up from an empty folder")
            time.sleep(0.02)
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
    connection.getresponse().read()
    connection.close()
