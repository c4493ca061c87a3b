"""Settings: read once from SCORE_* variables, frozen, each described in docs/operating.md."""

import contextlib
import difflib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent.parent


SHORTEST_SECRET = 32
"""Characters; a shorter one could be guessed."""


KNOWN = frozenset((
    "SCORE_SECRET_KEY", "SCORE_SECRET_KEY_FILE", "SCORE_PEPPER", "SCORE_PEPPER_FILE",
    "SCORE_DATABASE_URL", "SCORE_HOST", "SCORE_PORT", "SCORE_WORKERS", "SCORE_LANGUAGE",
    "SCORE_TIME_ZONE", "SCORE_SECURE_COOKIES", "SCORE_TRUSTED_PROXIES", "SCORE_PSEUDO_LANGUAGES",
    "SCORE_PRODUCTION", "SCORE_PLAIN_LAN", "SCORE_STATIC", "SCORE_METRICS", "SCORE_BACKUPS",
    "SCORE_POSTGRESQL_TOOLS",
))  # fmt: skip
"""Every variable that is read; any other SCORE_* is a slip, whose meaning would be lost unnoticed."""


class SettingsError(Exception):
    """A setting cannot be used; the message names the variable and the fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ between installations.

    `secret_key` signs cookies; `pepper` is mixed into every PIN and password before hashing and so
    must be kept apart from the database and its backups.  `secure_cookies` is off only where pages
    are served over plain HTTP.  `made_up` names the secrets that nobody gave, `secret_files` the
    files that secrets were read from.  `cheap_hashes` is for tests.
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
    plain_lan: bool = False
    metrics: str = "loopback"
    cheap_hashes: bool = False
    production: bool = False
    made_up: tuple[str, ...] = ()
    secret_files: tuple[Path, ...] = ()
    static: Path = ROOT / "var" / "static"
    content: Path = ROOT / "content"
    translations: Path = ROOT / "translations"
    backups: Path = ROOT / "var" / "backups"
    postgresql_tools: Path | None = None


def read(environment: Mapping[str, str], *, var: Path = ROOT / "var") -> Settings:
    """Return the settings that `environment` asks for.

    What is not set falls back to a demo on this machine: SQLite and random secrets, kept in `var`.
    Raises SettingsError naming the variable that cannot be used.
    """
    _check_names(environment)
    _check_encryption(environment)
    key = _secret(environment, "SCORE_SECRET_KEY", "SCORE_SECRET_KEY_FILE", var / "secret-key")
    pepper = _secret(environment, "SCORE_PEPPER", "SCORE_PEPPER_FILE", var / "pepper")
    return Settings(
        secret_key=key.text,
        pepper=pepper.text,
        database_url=_database(environment) or f"sqlite:///{var / 'score-learn.db'}",
        host=_host(environment),
        port=_number(environment, "SCORE_PORT", 8000, most=65535),
        workers=_number(environment, "SCORE_WORKERS", 2),
        language=environment.get("SCORE_LANGUAGE", "en"),
        time_zone=_time_zone(environment.get("SCORE_TIME_ZONE", "UTC")),
        secure_cookies=_yes(environment, "SCORE_SECURE_COOKIES"),
        trusted_proxies=_number(environment, "SCORE_TRUSTED_PROXIES", 0),
        pseudo_languages=_yes(environment, "SCORE_PSEUDO_LANGUAGES"),
        production=_yes(environment, "SCORE_PRODUCTION"),
        made_up=tuple(secret.name for secret in (key, pepper) if secret.made_up),
        secret_files=tuple(secret.file for secret in (key, pepper) if secret.file),
        plain_lan=_yes(environment, "SCORE_PLAIN_LAN"),
        static=Path(environment.get("SCORE_STATIC") or var / "static"),
        metrics=_one_of(environment, "SCORE_METRICS", "loopback", "anywhere"),
        backups=Path(environment.get("SCORE_BACKUPS") or var / "backups"),
        postgresql_tools=_folder(environment, "SCORE_POSTGRESQL_TOOLS"),
    )


def _check_names(environment: Mapping[str, str]) -> None:
    for name in sorted(environment):
        if name.startswith("SCORE_") and name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, n=1)
            meant = f"did you mean {near[0]}?" if near else "remove it."
            raise SettingsError(f"{name} is no setting; {meant} docs/operating.md has them all.")


def _check_encryption(environment: Mapping[str, str]) -> None:
    """Refuse what contradicts itself: over plain HTTP browsers drop cookies that are for HTTPS alone."""
    if _yes(environment, "SCORE_SECURE_COOKIES") and _yes(environment, "SCORE_PLAIN_LAN"):
        raise SettingsError(
            "SCORE_PLAIN_LAN and SCORE_SECURE_COOKIES are both yes: over plain HTTP nobody could sign"
            " in. Set SCORE_SECURE_COOKIES=no, or with HTTPS SCORE_PLAIN_LAN=no."
        )


def _database(environment: Mapping[str, str]) -> str:
    """Return the address that is set; it may hold a password, so no message repeats it.

    It is taken apart here by hand: gunicorn reads the settings before it listens, and whoever calls
    waits for what is loaded until then.
    """
    typed = environment.get("SCORE_DATABASE_URL", "")
    if not typed:
        return ""
    scheme, is_address, rest = typed.partition("://")
    backend = scheme.partition("+")[0]
    if not is_address or backend not in {"sqlite", "postgresql"}:
        raise SettingsError(
            "SCORE_DATABASE_URL is no address of a database; write sqlite:////PATH or"
            " postgresql://USER:PASSWORD@HOST/NAME."
        )
    name, _, query = rest.removeprefix("/").partition("?")
    file = name.removeprefix("file:")
    in_memory = file in {"", ":memory:"} or ("mode", "memory") in parse_qsl(query)
    if backend == "sqlite" and not in_memory and not Path(file).is_absolute():
        raise SettingsError(
            f"SCORE_DATABASE_URL: {file} is not a whole path, so it would mean another file in"
            " every folder; write all of it, such as sqlite:////var/lib/score-learn/score-learn.db"
            " (four slashes)."
        )
    return typed


def _host(environment: Mapping[str, str]) -> str:
    typed = environment.get("SCORE_HOST", "127.0.0.1")
    if not typed or ":" in typed:
        raise SettingsError(
            f"SCORE_HOST is {typed!r}; it must be an IPv4 address or a name. For visitors with IPv6"
            " let nginx listen, and keep 127.0.0.1 here."
        )
    return typed


def _number(environment: Mapping[str, str], name: str, default: int, most: int = 1000) -> int:
    typed = environment.get(name, str(default))
    if not typed.isascii() or not typed.isdigit() or int(typed) > most:
        raise SettingsError(f"{name} is {typed!r}; it must be a whole number up to {most}.")
    return int(typed)


def _folder(environment: Mapping[str, str], name: str) -> Path | None:
    typed = environment.get(name)
    if typed and not Path(typed).is_dir():
        raise SettingsError(f"{name} is {typed!r}; there is no such folder.")
    return Path(typed) if typed else None


def _time_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"SCORE_TIME_ZONE is {name!r}; it must be a name such as Asia/Kolkata."
        ) from error


def _one_of(environment: Mapping[str, str], name: str, default: str, *others: str) -> str:
    typed = environment.get(name, default)
    if typed not in {default, *others}:
        raise SettingsError(f"{name} is {typed!r}; it must be {' or '.join([default, *others])}.")
    return typed


def _yes(environment: Mapping[str, str], name: str) -> bool:
    typed = environment.get(name, "no")
    if typed not in {"yes", "no"}:
        raise SettingsError(f"{name} is {typed!r}; it must be yes or no.")
    return typed == "yes"


@dataclass(frozen=True, slots=True)
class _Secret:
    """A secret, the variable it goes by, and the file it was read from."""

    name: str
    text: str
    file: Path | None = None
    made_up: bool = False


def _secret(environment: Mapping[str, str], name: str, name_of_file: str, kept: Path) -> _Secret:
    """Return the secret given by its variable or file, or one made once and kept for us alone."""
    given, file = environment.get(name), environment.get(name_of_file)
    if given is not None and file is not None:
        raise SettingsError(f"{name} and {name_of_file} are both set; keep one.")
    try:
        if file is not None:
            secret = _Secret(name, Path(file).read_text(encoding="utf-8").strip(), Path(file))
        elif given is None:
            secret = _Secret(name, _kept_secret(kept), kept, made_up=True)
        else:
            secret = _Secret(name, given)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file or kept} cannot be used ({error}); set {name}.") from error
    if len(secret.text) < SHORTEST_SECRET:
        or_else = f" (or remove {kept}, if it is not used yet)" if secret.made_up else ""
        raise SettingsError(
            f"{name} is too short; give at least {SHORTEST_SECRET} random characters{or_else}."
        )
    return secret


def _kept_secret(kept: Path) -> str:
    """Return the file's secret; made whole under another name first, so that none is half written."""
    if not kept.exists():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = kept.with_name(f".{kept.name}-{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        with contextlib.suppress(FileExistsError):  # another process was first: its secret holds
            kept.hardlink_to(made)
        made.unlink()
    return kept.read_text(encoding="utf-8")
