"""Settings: what is set holds, what is not is made, and what cannot be used is named."""

from pathlib import Path

import pytest

from score_learn.factory import create_app
from score_learn.settings import KNOWN, Settings, SettingsError, read

SECRETS = {"SCORE_SECRET_KEY": "k" * 32, "SCORE_PEPPER": "p" * 32}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("SCORE_PORT", "abc"),
        ("SCORE_PORT", "-1"),
        ("SCORE_PORT", "99999"),
        ("SCORE_WORKERS", ""),
        ("SCORE_SECURE_COOKIES", "true"),
        ("SCORE_PSEUDO_LANGUAGES", "1"),
        ("SCORE_PRODUCTION", "true"),
        ("SCORE_PEPPER_FILE", "/nowhere/pepper"),
        ("SCORE_TIME_ZONE", "Mars/Olympus"),
        ("SCORE_TIME_ZONE", "../../etc/passwd"),
        ("SCORE_SECRET_KEY", "short"),
        ("SCORE_PEPPER", ""),
        ("SCORE_DATABASE_URL", "sqlite:///score-learn.db"),
        ("SCORE_DATABASE_URL", "sqlite:///file:score-learn.db?uri=true"),
        ("SCORE_DATABASE_URL", "/var/lib/score-learn.db"),
        ("SCORE_HOST", "::1"),
        ("SCORE_HOST", ""),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, name: str, typed: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read({**SECRETS, name: typed}, var=tmp_path)


def test_secrets_are_made_once_and_kept_for_us_alone(tmp_path: Path) -> None:
    first, second = read({}, var=tmp_path / "var"), read({}, var=tmp_path / "var")

    assert first == second
    assert first.secret_key != first.pepper
    assert {path.name for path in (tmp_path / "var").iterdir()} == {"secret-key", "pepper"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "var").iterdir())
    assert first.made_up == ("SCORE_SECRET_KEY", "SCORE_PEPPER")


def test_an_empty_kept_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pepper").touch()

    with pytest.raises(SettingsError, match=r"SCORE_PEPPER is too short; .*or remove .*pepper"):
        read({}, var=tmp_path)


def test_no_file_is_to_be_removed_for_a_secret_that_came_from_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read({**SECRETS, "SCORE_PEPPER": "short"}, var=tmp_path)

    assert "remove" not in str(refused.value)


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, given: dict[str, str]) -> None:
        super().__init__(given)
        self.names: set[str] = set()

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        self.names.add(name)
        return super().get(name, default)  # type: ignore[arg-type]


def test_the_known_settings_are_those_that_are_read(tmp_path: Path) -> None:
    environment = Asked(SECRETS)

    read(environment, var=tmp_path)

    assert environment.names == KNOWN


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        ("SCORE_SECURE_COOKIE", r"did you mean SCORE_SECURE_COOKIES\?"),
        ("SCORE_PRODUCTON", r"did you mean SCORE_PRODUCTION\?"),
        ("SCORE_PEPER", r"did you mean SCORE_PEPPER\?"),
        ("SCORE_QQQQQQQQQQQQ", "remove it"),
    ],
)
def test_a_slip_in_a_name_is_refused_before_anything_is_made(
    tmp_path: Path, slip: str, told: str
) -> None:
    with pytest.raises(SettingsError, match=rf"^{slip} is no setting; {told}"):
        read({slip: "yes"}, var=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_other_variables_are_nobodys_business(tmp_path: Path) -> None:
    read({**SECRETS, "SCOREBOARD": "1", "score_port": "1", "MY_SCORE_X": "1"}, var=tmp_path)


def test_cookies_for_https_alone_and_plain_http_are_refused_together(tmp_path: Path) -> None:
    both = {"SCORE_SECURE_COOKIES": "yes", "SCORE_PLAIN_LAN": "yes"}

    with pytest.raises(SettingsError, match=r"nobody could sign in\. Set SCORE_SECURE_COOKIES=no"):
        read(SECRETS | both, var=tmp_path)
    for name in both:
        read(SECRETS | both | {name: "no"}, var=tmp_path)


def test_what_is_set_holds(tmp_path: Path) -> None:
    settings = read(
        {**SECRETS, "SCORE_PORT": "81", "SCORE_SECURE_COOKIES": "yes", "SCORE_LANGUAGE": "hi"},
        var=tmp_path,
    )

    assert (settings.port, settings.secure_cookies, settings.language) == (81, True, "hi")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "typed",
    [
        "sqlite:////srv/score-learn.db", "sqlite:///file:/srv/score-learn.db?uri=true", "sqlite://",
        "sqlite:///:memory:", "sqlite:///file:name?mode=memory&uri=true",
        "postgresql://user:password@host/name",
    ],
)  # fmt: skip
def test_an_address_that_means_one_database_is_taken(tmp_path: Path, typed: str) -> None:
    settings = read({**SECRETS, "SCORE_DATABASE_URL": typed}, var=tmp_path)

    assert settings.database_url == typed


def test_a_password_in_an_address_is_never_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read({**SECRETS, "SCORE_DATABASE_URL": "user:secret@host"}, var=tmp_path)

    assert "secret@" not in str(refused.value)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{'k' * 40}\n")

    settings = read(
        {"SCORE_SECRET_KEY_FILE": str(file), "SCORE_PEPPER": "p" * 32}, var=tmp_path / "var"
    )

    assert (settings.secret_key, settings.secret_files) == ("k" * 40, (file,))
    assert settings.made_up == ()


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SCORE_PEPPER and SCORE_PEPPER_FILE are both set"):
        read({**SECRETS, "SCORE_PEPPER_FILE": str(tmp_path / "pepper")}, var=tmp_path)


def test_a_secret_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").touch()

    with pytest.raises(SettingsError, match="set SCORE_SECRET_KEY"):
        read({}, var=tmp_path / "var")


def test_a_language_that_is_not_offered_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="klingon"):
        create_app(
            Settings(
                secret_key="k" * 32, pepper="p" * 32, database_url="sqlite://", language="klingon"
            )
        )
