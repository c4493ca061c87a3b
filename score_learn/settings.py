"""Settings: read once from SCORE_* variables, frozen, each described in docs/operating.md."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting cannot be used; the message names the variable and the fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ between installations.

    `secret_key` signs cookies; `pepper` is mixed into every PIN and password before hashing and so
    must be kept apart from the database and its backups.  `secure_cookies` is off only where pages
    are served over plain HTTP.  `cheap_hashes` is for tests.
    """

    secret_key: str
    pepper: str
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    language: str = "en"
    time_zone: str = "UTC"
    secure_cookies: bool = False
    trusted_proxies: int = 0
    pseudo_languages: bool = False
    cheap_hashes: bool = False
    content: Path = ROOT / "content"
    translations: Path = ROOT / "translations"
    migrations: Path = ROOT / "migrations"


def read(environment: Mapping[str, str], *, var: Path = ROOT / "var") -> Settings:
    """Return the settings that `environment` asks for.

    What is not set falls back to a demo on this machine: SQLite and random secrets, kept in `var`.
    Raises SettingsError naming the variable that cannot be used.
    """
    return Settings(
        secret_key=_secret(environment, "SCORE_SECRET_KEY", var / "secret-key"),
        pepper=_secret(environment, "SCORE_PEPPER", var / "pepper"),
        database_url=environment.get("SCORE_DATABASE_URL") or f"sqlite:///{var / 'score-learn.db'}",
        host=environment.get("SCORE_HOST", "127.0.0.1"),
        port=_number(environment, "SCORE_PORT", 8000),
        workers=_number(environment, "SCORE_WORKERS", 2),
        language=environment.get("SCORE_LANGUAGE", "en"),
        time_zone=_time_zone(environment.get("SCORE_TIME_ZONE", "UTC")),
        secure_cookies=environment.get("SCORE_SECURE_COOKIES", "no") == "yes",
        trusted_proxies=_number(environment, "SCORE_TRUSTED_PROXIES", 0),
        pseudo_languages=environment.get("SCORE_PSEUDO_LANGUAGES", "no") == "yes",
    )


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    typed = environment.get(name, str(default))
    if not typed.isdecimal():
        raise SettingsError(f"{name} is {typed!r}; it must be a whole number.")
    return int(typed)


def _time_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"SCORE_TIME_ZONE is {name!r}; it must be a name such as Asia/Kolkata."
        ) from error


def _secret(environment: Mapping[str, str], name: str, kept: Path) -> str:
    """Return the secret from the environment, or one made once and kept, readable by us alone."""
    given = environment.get(name)
    if given is not None:
        if len(given) < 32:
            raise SettingsError(f"{name} is too short; give at least 32 random characters.")
        return given
    if not kept.exists():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return kept.read_text(encoding="utf-8")
