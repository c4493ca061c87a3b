"""`score-learn doctor` and the refusal to start, as an operator meets them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from score_learn.cli.database import upgrade_database
from score_learn.cli.doctor import doctor
from score_learn.factory import create_app
from score_learn.services import demo
from score_learn.settings import SettingsError, read
from tests.builders import NOON, make_module, publish
from tests.cli.conftest import close

KEY, PEPPER = "0123456789abcdefghijABCDEFGHIJ-k", "0123456789abcdefghijABCDEFGHIJ-p"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A production on an SQLite file that does not exist yet."""
    asked = {
        "SCORE_PRODUCTION": "yes", "SCORE_SECRET_KEY": KEY, "SCORE_PEPPER": PEPPER,
        "SCORE_SECURE_COOKIES": "yes", "SCORE_TRUSTED_PROXIES": "1", "SCORE_WORKERS": "2",
        "SCORE_DATABASE_URL": f"sqlite:///{tmp_path / 'score-learn.db'}",
    }  # fmt: skip
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    return asked


@pytest.fixture
def served(environment: dict[str, str]) -> Flask:
    """The same, its tables made and a course on the shelf."""
    app = create_app(read(environment))
    with app.app_context():
        upgrade_database()
        publish(make_module())
    close(app)
    return app


def ask(*words: str) -> Result:
    return CliRunner().invoke(doctor, list(words))


def failing() -> list[str]:
    told = json.loads(ask("--json").stdout)
    return [finding["what"] for finding in told["findings"] if finding["level"] == "fail"]


@pytest.mark.usefixtures("served")
def test_a_production_that_runs_is_fit(tmp_path: Path) -> None:
    fails = [what for what in failing() if "a restart of the host" not in what]

    assert fails == []
    assert (tmp_path / "score-learn.db").stat().st_mode & 0o077 == 0


def test_a_demo_in_production_is_something_to_think_about(
    served: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("score_learn.services.demo._people", lambda: [])
    with served.app_context():
        demo.make(now=NOON)
    close(served)

    assert "warn  the demo's factory is in this database" in ask().output


def test_people_and_scripts_are_told_the_same(environment: dict[str, str]) -> None:
    said, told = ask(), ask("--json")

    assert said.exit_code == told.exit_code == 1
    assert "fail  the tables are not up to date  -> score-learn database upgrade\n" in said.output
    assert said.output.splitlines()[-1] == json.loads(told.stdout)["summary"]
    assert len(said.output.splitlines()) == len(json.loads(told.stdout)["findings"]) + 1
    assert KEY not in said.output + told.output


def test_a_setting_that_cannot_be_used_is_the_finding(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORE_PORT", "abc")

    assert "SCORE_PORT is 'abc'" in ask().output


def test_a_database_that_is_away_is_a_finding(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    (what,) = failing()

    assert what.startswith("the database cannot be used: ")


@pytest.mark.usefixtures("served")
def test_a_production_with_an_open_database_does_not_start_and_the_doctor_says_why(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "score-learn.db").chmod(0o644)

    with pytest.raises(SettingsError, match=r"SCORE_PRODUCTION is yes, but: .*chmod o-rwx"):
        create_app(read(environment))
    assert any("others on this host may read" in what for what in failing())
    close(create_app(read(environment | {"SCORE_PRODUCTION": "no"})))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SCORE_PEPPER": "p" * 40}, "SCORE_PEPPER"),
        ({"SCORE_TRUSTED_PROXIES": "0"}, "SCORE_TRUSTED_PROXIES"),
        ({"SCORE_SECURE_COOKIES": "no"}, "set SCORE_SECURE_COOKIES=yes, or .* SCORE_PLAIN_LAN=yes"),
        ({"SCORE_DATABASE_URL": "sqlite://"}, "SCORE_DATABASE_URL"),
    ],
)
def test_a_production_that_is_not_fit_does_not_start(
    environment: dict[str, str], change: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        create_app(read(environment | change))


def test_a_production_on_a_network_file_system_does_not_start(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("30 22 0:25 / / rw - nfs4 server:/export rw\n")
    monkeypatch.setattr("score_learn.services.host.MOUNTS", mounts)

    with pytest.raises(SettingsError, match="network file system"):
        create_app(read(environment))


def test_a_production_with_secrets_made_up_here_does_not_start(
    environment: dict[str, str], tmp_path: Path
) -> None:
    del environment["SCORE_PEPPER"]

    with pytest.raises(SettingsError, match="SCORE_PEPPER: made up on this host"):
        create_app(read(environment, var=tmp_path / "var"))
