"""A reload: the first process begins anew in place, with new code and new libraries, or not at all."""

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from score_learn.cli.server import SERVING
from score_learn.settings import ROOT
from tests.cli.served import Served
from tests.cli.test_server import PATIENCE_SECONDS
from tests.cli.test_serving import begin_request, put_a_course_on_the_shelf

INSTALLED = ("score_learn", "migrations", "translations")
ADDED = """

import library


@app.after_request
def tell_the_version(response):
    response.headers["X-Library"] = library.VERSION
    return response
"""
"""What stands in for a library is beside the program and not of it."""


class Installed(Served):
    """The program installed in a folder of its own, to be changed while it runs."""

    @property
    def root(self) -> Path:
        return self.folder / "installed"

    def install(self) -> None:
        for name in INSTALLED:
            shutil.copytree(ROOT / name, self.root / name)
        (self.root / "wsgi.py").write_text((ROOT / "wsgi.py").read_text("utf-8") + ADDED, "utf-8")
        self.more["PYTHONPATH"] = str(self.root)
        self.more["GUNICORN_CMD_ARGS"] = "--graceful-timeout 1"

    def write_library(self, text: str) -> None:
        (self.root / "library.py").write_text(text, "utf-8")

    def version(self) -> str:
        with urllib.request.urlopen(f"{self.base}/healthz", timeout=60) as answer:
            return str(answer.headers["X-Library"])


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture
def installed(tmp_path: Path, sqlite_template: Path) -> Iterator[Installed]:
    program = Installed(tmp_path)
    put_a_course_on_the_shelf(shutil.copy(sqlite_template, tmp_path / "test.db"))
    program.install()
    program.write_library("VERSION = 'first'")
    try:
        program.start()
        wait_until(lambda: len(program.workers()) == 2)
        yield program
    finally:
        program.stop()


def test_a_reload_brings_new_code_and_new_libraries_or_says_why_not(installed: Installed) -> None:
    assert installed.version() == "first"
    workers = installed.workers()

    installed.write_library("raise RuntimeError('half installed')")
    installed.signal(signal.SIGHUP)
    wait_until(lambda: "goes on serving" in installed.log())

    assert "half installed" in installed.log()
    assert installed.workers() == workers
    assert installed.version() == "first"

    installed.write_library("VERSION = 'the second'")
    installed.signal(signal.SIGHUP)
    wait_until(lambda: installed.version() == "the second")

    wait_until(lambda: not workers & installed.workers())
    assert installed.process
    assert installed.process.poll() is None


def test_many_reloads_at_once_end_nothing_and_none_is_missed(installed: Installed) -> None:
    for number in range(20):
        installed.write_library(f"VERSION = '{'x' * number}'")
        installed.signal(signal.SIGHUP)
        time.sleep(0.05)

    wait_until(lambda: installed.version() == "x" * 19)


def test_a_program_told_to_reload_and_to_stop_stops(installed: Installed) -> None:
    for which in (signal.SIGHUP, signal.SIGHUP, signal.SIGTERM):
        installed.signal(which)

    assert installed.process
    assert installed.process.wait(PATIENCE_SECONDS) == 0


def test_a_worker_from_before_that_does_not_end_is_ended(installed: Installed) -> None:
    with socket.create_connection(("127.0.0.1", installed.port), timeout=60) as line:
        begin_request(line)
        workers = installed.workers()

        installed.signal(signal.SIGHUP)

        wait_until(lambda: not workers & installed.workers())
        line.sendall(b"hind")
        with contextlib.suppress(ConnectionError):
            assert line.recv(1) == b""


def test_one_that_cannot_be_loaded_says_so_once_in_plain_words(tmp_path: Path) -> None:
    gunicorn = Path(sys.executable).with_name("gunicorn")
    program = Served(tmp_path, more={"SCORE_LANGUAGE": "xx"})

    ended = subprocess.run(
        [sys.executable, gunicorn, "--config", SERVING, "wsgi:app"], cwd=ROOT,
        env=program.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 3
    assert ended.stderr.splitlines().count("SCORE_LANGUAGE is 'xx'; it is not offered.") == 1


def test_the_first_process_opens_no_database_that_workers_would_share(installed: Installed) -> None:
    assert installed.process
    descriptors = Path(f"/proc/{installed.process.pid}/fd").iterdir()
    opened = [descriptor.readlink().name for descriptor in descriptors]

    assert [name for name in opened if name.startswith("test.db")] == []
