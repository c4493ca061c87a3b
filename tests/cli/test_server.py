"""The program as an operator runs it: started by its own command, killed, started again."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from score_learn.storage import sqlite
from tests.visitor import Visitor

COMMAND = Path(sys.executable).with_name("score-learn")
PATIENCE_SECONDS = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Program:
    """The real program on a database of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    words: tuple[str, ...] = ("server", "start", "--demo")

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SCORE_DATABASE_URL": f"sqlite:///{self.folder / 'test.db'}",
            "SCORE_SECRET_KEY": "k" * 40,
            "SCORE_PEPPER": "p" * 40,
            "SCORE_PORT": str(self.port),
        }

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [COMMAND, *self.words], env=self.environment, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log()
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.base}/readyz", timeout=5).close()
                return
            time.sleep(0.05)
        raise AssertionError(self.log())

    def kill(self) -> None:
        """End every process of the program at once, as a power cut would."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def log(self) -> str:
        return (self.folder / "server.log").read_text("utf-8")

    def sign_ins(self) -> dict[str, object]:
        told = subprocess.run(
            [COMMAND, "demo", "--json"], env=self.environment, capture_output=True, check=True
        )
        return dict(json.loads(told.stdout))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = Program(tmp_path_factory.mktemp("server"))
    try:
        running.start()
        yield running
    finally:
        running.kill()


def begin_quiz(visitor: Visitor) -> tuple[str, list[str]]:
    """Begin the first lesson's quiz; return the attempt's id and the ids of its questions."""
    attempt = str(uuid.uuid4())
    visitor.post(
        "/learn/attempts", attempt=attempt, module="workplace-cooperation",
        quiz="working-together", purpose="lesson",
    )  # fmt: skip
    page = visitor.get(f"/learn/attempts/{attempt}/questions/1")
    assert page.status == 200, page.text
    questions = re.findall(r'name="question"[^>]* value="(\w+)"', page.text)
    assert questions, page.text
    return attempt, list(dict.fromkeys(questions))


def stored(program: Program, attempt: str) -> list[str]:
    with contextlib.closing(sqlite.driver().connect(program.folder / "test.db")) as connection:
        asked = "select answer_id from answer where attempt_id = ? order by id"
        return [row[0] for row in connection.execute(asked, (attempt,))]


def test_it_prints_how_each_person_signs_in(program: Program) -> None:
    log = program.log()

    assert str(program.sign_ins()["site_code"]) in log
    assert f"http://127.0.0.1:{program.port}" in log


def test_a_program_killed_between_two_answers_loses_none_that_was_acknowledged(
    program: Program,
) -> None:
    sign_ins = program.sign_ins()
    worker = sign_ins["learners"][0]  # type: ignore[index]
    visitor = Visitor(program.base)
    visitor.sign_in(str(sign_ins["site_code"]), worker["employee_no"], worker["pin"])
    attempt, questions = begin_quiz(visitor)
    acknowledged: list[str] = []

    for question in questions:
        answer = str(uuid.uuid4())
        reply = visitor.post(
            f"/learn/attempts/{attempt}/answers", accept="application/json", answer=answer,
            question=question, answered="1",
        )  # fmt: skip
        assert reply.status == 200, reply.text
        acknowledged.append(reply.json()["id"])
        program.kill()
        program.start()

    assert len(acknowledged) == len(questions)
    assert stored(program, attempt) == acknowledged
    repeated = visitor.post(
        f"/learn/attempts/{attempt}/answers", accept="application/json", answer=acknowledged[0],
        question=questions[0], answered="1",
    )  # fmt: skip
    assert repeated.status == 200
    assert stored(program, attempt) == acknowledged


def test_rebuilding_a_living_database_changes_nothing(program: Program) -> None:
    told = subprocess.run(
        [COMMAND, "records", "rebuild"], env=program.environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    assert told.stdout.strip() == "0 standings changed"
