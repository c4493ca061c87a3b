"""The files that are printed for nginx and systemd."""

import contextlib
import dataclasses
import os
import re
import select
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from score_learn.cli.config import UNITS, nginx, systemd
from score_learn.settings import ROOT
from tests.cli.conftest import Run
from tests.cli.served import NGINX
from tests.cli.test_server import COMMAND, PATIENCE_SECONDS, free_port

TLS = ("--name", "learn.example.org", "--certificate", "/tls/chain.pem", "--key", "/tls/key.pem")

MAY_WAIT = 64
"""As the file says, for a host."""


@pytest.fixture
def behind_a_proxy(program: Flask, tmp_path: Path) -> Flask:
    settings = dataclasses.replace(program.config["SETTINGS"], trusted_proxies=1, static=tmp_path)
    program.config["SETTINGS"] = settings
    return program


def test_it_wants_to_be_told_that_a_proxy_stands_in_front(run: Run) -> None:
    assert "SCORE_TRUSTED_PROXIES=1" in run(nginx, *TLS).output


@pytest.mark.parametrize(
    ("words", "missing"),
    [((), "SCORE_PLAIN_LAN=yes"), (TLS[2:], "--name"), (TLS[:4], "--key")],
)
def test_it_never_goes_without_encryption_by_oversight(
    behind_a_proxy: Flask, run: Run, words: tuple[str, ...], missing: str
) -> None:
    told = run(nginx, *words)

    assert told.exit_code == 1
    assert missing in told.output


def test_one_host_stands_in_the_list_twice_and_two_hosts_once_each(
    behind_a_proxy: Flask, run: Run
) -> None:
    alone = run(nginx, *TLS).output
    two = run(nginx, *TLS, "--server", "10.0.0.1:8000", "--server", "10.0.0.2:8000").output

    assert alone.count("server 127.0.0.1:8000 max_fails=0 max_conns=32;") == 2
    assert two.count("server 10.0.0.1:8000 max_conns=64;") == 1
    assert two.count("server 10.0.0.2:8000 max_conns=64;") == 1


@pytest.mark.skipif(not NGINX, reason="nginx is not installed (apt install nginx-light)")
def test_nginx_takes_the_file_with_tls(behind_a_proxy: Flask, run: Run, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("openssl is not installed")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=learn",
         "-keyout", tmp_path / "key.pem", "-out", tmp_path / "chain.pem"],
        capture_output=True, check=True,
    )  # fmt: skip
    printed = run(
        nginx, "--name", "learn.example.org", "--certificate", tmp_path / "chain.pem", "--key",
        tmp_path / "key.pem", "--folder", tmp_path, "--port", 18080, "--tls-port", 18443,
    )  # fmt: skip
    (tmp_path / "nginx.conf").write_text(printed.output, "utf-8")

    assert NGINX
    checked = subprocess.run(
        [NGINX, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


@pytest.mark.skipif(not NGINX, reason="nginx is not installed (apt install nginx-light)")
def test_who_comes_when_enough_wait_is_told_at_once_to_come_again(
    behind_a_proxy: Flask, run: Run, tmp_path: Path
) -> None:
    """The program is a socket that answers nobody until all the others were sent away."""
    settings = dataclasses.replace(behind_a_proxy.config["SETTINGS"], plain_lan=True)
    behind_a_proxy.config["SETTINGS"] = settings
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "en.html").write_text("<p>Busy just now</p>", "utf-8")
    with socket.create_server(("127.0.0.1", 0), backlog=256) as program:
        server = f"127.0.0.1:{program.getsockname()[1]}"
        words = ("--server", server, "--folder", tmp_path, "--port", front := free_port())
        (tmp_path / "nginx.conf").write_text(run(nginx, *words).output, "utf-8")
        with started_nginx(tmp_path / "nginx.conf", front):
            lines = [ask_for_a_page(front) for _ in range(MAY_WAIT + 20)]
            told = [read_answer(line) for line in first_answered(lines, 20)]
            for _ in range(MAY_WAIT):
                answer_one(program)
            served = [read_answer(line) for line in lines if line.fileno() >= 0]

    assert [answer[:12] for answer in served] == [b"HTTP/1.1 200"] * MAY_WAIT
    assert {answer[:12] for answer in told} == {b"HTTP/1.1 503"}
    assert all(b"\r\nRetry-After: 5\r\n" in answer for answer in told)
    assert all(answer.endswith(b"<p>Busy just now</p>") for answer in told)


@contextlib.contextmanager
def started_nginx(file: Path, port: int) -> Iterator[None]:
    assert NGINX
    with subprocess.Popen([NGINX, "-c", file, "-g", "daemon off;"]) as process:
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while not is_open(port):
                assert time.monotonic() < until
                time.sleep(0.02)
            yield
        finally:
            process.terminate()


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask_for_a_page(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
    line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    return line


def first_answered(lines: list[socket.socket], count: int) -> list[socket.socket]:
    """Return the first so many that have something to read."""
    found: dict[int, socket.socket] = {}
    until = time.monotonic() + PATIENCE_SECONDS
    while len(found) < count:
        assert time.monotonic() < until, f"{len(found)} were answered"
        found |= {line.fileno(): line for line in select.select(lines, (), (), 1)[0]}
    return list(found.values())


def read_answer(line: socket.socket) -> bytes:
    """Read to the end and close."""
    with line, line.makefile("rb") as reader:
        return reader.read()


def answer_one(program: socket.socket) -> None:
    line, _ = program.accept()
    with line:
        line.recv(65536)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")


@pytest.fixture
def in_earnest(program: Flask, tmp_path: Path) -> Flask:
    """With a folder for backups, as a program that people learn with has."""
    settings = dataclasses.replace(program.config["SETTINGS"], backups=tmp_path / "back ups")
    program.config["SETTINGS"] = settings
    return program


def test_systemd_takes_the_units(in_earnest: Flask, run: Run, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("systemd is not installed")
    for name in UNITS:
        (tmp_path / name).write_text(run(systemd, name).output, "utf-8")

    checked = subprocess.run(
        [analyze, "verify", *(tmp_path / name for name in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert [line for line in checked.stderr.splitlines() if "score-learn" in line] == []


def said(unit: str, name: str) -> list[str]:
    """Return what a unit says under a name."""
    return [
        word for value in re.findall(f"^{name}=(.*)$", unit, re.M) for word in shlex.split(value)
    ]


def test_the_unit_of_backups_runs_as_the_program_does_with_its_settings(
    in_earnest: Flask, run: Run, tmp_path: Path
) -> None:
    program, backup = run(systemd).output, run(systemd, "score-learn-backup.service").output

    for name in "User", "Group", "EnvironmentFile", "WorkingDirectory", "StateDirectory":
        assert said(program, name) == said(backup, name) != []
    assert said(program, "ExecStart")[0] == said(backup, "ExecStart")[0]
    assert said(backup, "ReadWritePaths") == [str(tmp_path / "back ups")]
    confined = program[program.index("NoNewPrivileges") : program.index("\n\n[Install]")]
    assert confined.strip() in backup


def test_what_the_unit_runs_backs_up_the_database_of_the_settings(tmp_path: Path) -> None:
    given = {
        **{name: value for name, value in os.environ.items() if name[:6] != "SCORE_"},
        "SCORE_SECRET_KEY": "a secret key for tests, long enough",
        "SCORE_PEPPER": "a pepper for tests, which is long enough",
        "SCORE_DATABASE_URL": f"sqlite:///{tmp_path / 'score-learn.db'}",
        "SCORE_BACKUPS": str(tmp_path / "backups"),
    }
    subprocess.run([COMMAND, "database", "upgrade"], env=given, capture_output=True, check=True)
    words = [COMMAND, "server", "config", "systemd", "score-learn-backup.service"]
    unit = subprocess.run(words, env=given, capture_output=True, text=True, check=True).stdout

    done = subprocess.run(
        said(unit, "ExecStart"), cwd=said(unit, "WorkingDirectory")[0], env=given,
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stderr == f"The database is sqlite:///{tmp_path / 'score-learn.db'}\n"
    assert [str(path) for path in (tmp_path / "backups").iterdir()] == [done.stdout.strip()]


def test_no_unit_is_printed_that_would_back_up_a_trial(in_earnest: Flask, run: Run) -> None:
    settings = in_earnest.config["SETTINGS"]
    for wrong, told in (
        ({"made_up": ("SCORE_PEPPER",)}, "/etc/score-learn.env"),
        ({"backups": Path("var/backups")}, "SCORE_BACKUPS"),
        ({"backups": ROOT / "var" / "backups"}, "SCORE_BACKUPS"),
    ):
        in_earnest.config["SETTINGS"] = dataclasses.replace(settings, **wrong)
        result = run(systemd, "score-learn-backup.service")
        assert result.exit_code == 1
        assert told in result.output
        assert run(systemd).exit_code == 0
