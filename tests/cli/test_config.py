"""The files that are printed for nginx and systemd."""

import contextlib
import dataclasses
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from score_learn.cli.config import nginx, systemd
from tests.cli.conftest import Run
from tests.cli.served import NGINX
from tests.cli.test_server import PATIENCE_SECONDS, free_port

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


def test_systemd_takes_the_unit(run: Run, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "score-learn.service"
    unit.write_text(run(systemd).output, "utf-8")

    checked = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)

    assert [line for line in checked.stderr.splitlines() if unit.name in line] == []
