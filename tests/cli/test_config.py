"""The files that are printed for nginx and systemd."""

import dataclasses
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from score_learn.cli.config import UNITS, nginx, systemd
from score_learn.settings import ROOT
from tests.cli.conftest import Run
from tests.cli.served import NGINX
from tests.cli.test_server import COMMAND

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
