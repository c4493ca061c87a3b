"""The files that are printed for nginx and systemd."""

import dataclasses
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from score_learn.cli.config import nginx, systemd
from tests.cli.conftest import Run
from tests.cli.served import NGINX

TLS = ("--name", "learn.example.org", "--certificate", "/tls/chain.pem", "--key", "/tls/key.pem")


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

    assert alone.count("server 127.0.0.1:8000 max_fails=0;") == 2
    assert two.count("server 10.0.0.1:8000;") == two.count("server 10.0.0.2:8000;") == 1


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


def test_systemd_takes_the_unit(run: Run, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "score-learn.service"
    unit.write_text(run(systemd).output, "utf-8")

    checked = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)

    assert [line for line in checked.stderr.splitlines() if unit.name in line] == []
