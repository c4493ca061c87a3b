"""What this host is and is not fit for: one judgement for each thing that was looked at.

Nothing is looked at here: `services/host.py` gathers the facts, and each check turns some of them into
a finding that says what is so and, unless all is well, what to do.  The checks of FATAL also keep the
program from starting where SCORE_PRODUCTION is yes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Level = Literal["ok", "warn", "fail"]

NETWORK = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gfs2", "ocfs2", "vboxsf",
    "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.vmhgfs-fuse", "fuse.ceph",
}  # fmt: skip
"""File systems whose locks or flushes cannot be relied on: SQLite may be damaged there."""

IN_MEMORY = {"tmpfs", "ramfs"}
LEAST_FREE_BYTES, LEAST_FREE_SHARE = 200 * 1024 * 1024, 0.10
LEAST_OPEN_FILES = 1024
RELEASED_IN = 2026
"""No clock that is right shows an earlier year."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: what is so, and what to do about it."""

    level: Level
    what: str
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where SQLite's file lies, or will; bytes.

    `open_files` are those of the database that others on the host may read; `file_system` is the
    kernel's word, empty where it gives none.
    """

    file: Path
    open_files: tuple[Path, ...] = ()
    folder_is_writable_by_others: bool = False
    file_system: str = "ext4"
    free: int = 10**11
    size: int = 2 * 10**11


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What can be known without opening the database; `place` is None with PostgreSQL.

    `made_up`, `weak` and `open_secrets` name the secrets' variables and files, never a secret;
    `static_of_others` what in the folder for nginx the server may not write.
    """

    python: tuple[int, ...]
    static: Path
    static_of_others: tuple[Path, ...] = ()
    made_up: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    open_secrets: tuple[Path, ...] = ()
    database_in_memory: bool = False
    place: Place | None = None
    production: bool = False
    secure_cookies: bool = True
    plain_lan: bool = False
    trusted_proxies: int = 1
    listens_locally: bool = True
    cores: int = 2
    workers: int = 2
    open_files_limit: int = 4096
    year: int = RELEASED_IN
    time_zone: str = "UTC"
    encoding: str = "utf-8"
    stale_catalogs: tuple[Path, ...] = ()


def secrets(host: Host) -> Finding:
    """Judge where the secrets come from, and whether anybody could guess or read them."""
    if host.weak:
        return Finding(
            "fail", f"{' and '.join(host.weak)} can be guessed",
            'set each to its own: python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
        )  # fmt: skip
    if host.open_secrets:
        files = " ".join(map(str, host.open_secrets))
        return Finding("fail", f"others on this host may read {files}", f"chmod 600 {files}")
    if host.made_up:
        names = " and ".join(host.made_up)
        return Finding(
            "fail" if host.production else "warn",
            f"{names}: made up on this host and kept in var/, which is for trying out",
            "set each, or its ..._FILE, to a random text that is kept apart from the database",
        )
    return Finding("ok", "secrets are given and long")


def rights(host: Host) -> Finding:
    """Judge who else may read or replace the database."""
    if host.place is None:
        return Finding("ok", "the database guards its own files")
    if host.place.open_files:
        files = " ".join(map(str, host.place.open_files))
        return Finding("fail", f"others on this host may read {files}", f"chmod o-rwx {files}")
    if host.place.folder_is_writable_by_others:
        folder = host.place.file.parent
        return Finding("fail", f"others may replace files in {folder}", f"chmod o-w {folder}")
    return Finding("ok", "only we may read the database's files")


def file_system(host: Host) -> Finding:
    """Judge whether what is stored stays stored where the database lies."""
    fix = "move it to a disk of this host and set SCORE_DATABASE_URL, or use PostgreSQL"
    if host.database_in_memory:
        return Finding("fail", "SCORE_DATABASE_URL: the database is kept in memory only", fix)
    if host.place is None:
        return Finding("ok", "the database keeps its files on its own host")
    kind = host.place.file_system
    if kind in NETWORK:
        what = f"SCORE_DATABASE_URL: {host.place.file} is on a network file system ({kind})"
        return Finding("fail", what, fix)
    return Finding("ok", f"the database is on a file system of this host ({kind or 'unknown'})")


def memory_disk(host: Host) -> Finding:
    """Judge whether the database outlives a restart of the host."""
    if host.place and host.place.file_system in IN_MEMORY:
        what = f"{host.place.file} is on {host.place.file_system}: a restart of the host empties it"
        return Finding("fail", what, "move it to a disk and set SCORE_DATABASE_URL")
    return Finding("ok", "a restart of the host loses nothing")


def proxies(host: Host) -> Finding:
    """Judge whether addresses of clients can be believed.

    gunicorn serves no TLS here, so secure cookies tell of a proxy.
    """
    if host.secure_cookies and not host.trusted_proxies:
        return Finding(
            "fail" if host.production else "warn",
            "SCORE_SECURE_COOKIES is yes, so a proxy stands in front, but SCORE_TRUSTED_PROXIES is"
            " 0: all people would share one address, and its limit of failed sign-ins",
            "set SCORE_TRUSTED_PROXIES to the number of proxies, mostly 1",
        )
    if host.trusted_proxies and not host.listens_locally:
        return Finding(
            "warn", "SCORE_TRUSTED_PROXIES is set, but clients can also come past the proxy",
            "set SCORE_HOST to 127.0.0.1, or let a firewall admit the proxy alone",
        )  # fmt: skip
    return Finding("ok", "addresses of clients can be believed")


def cookies(host: Host) -> Finding:
    """Judge whether a sign-in can be overheard."""
    if host.secure_cookies:
        return Finding("ok", "sign-ins travel over HTTPS only")
    if host.production and not host.plain_lan:
        return Finding(
            "fail", "neither SCORE_SECURE_COOKIES nor SCORE_PLAIN_LAN is yes: sign-ins could be overheard",
            "serve over HTTPS and set SCORE_SECURE_COOKIES=yes, or on a network of your own, which is"
            " to have plain HTTP, SCORE_PLAIN_LAN=yes",
        )  # fmt: skip
    return Finding(
        "warn", "pages over plain HTTP: sign-ins can be overheard; offline use and camera are off",
        "serve over HTTPS behind nginx and set SCORE_SECURE_COOKIES=yes",
    )  # fmt: skip


def production(host: Host) -> Finding:
    """Judge whether the program itself refuses what would be dangerous."""
    if host.production:
        return Finding(
            "ok", "the program starts only where nobody's answers and secrets are in danger"
        )
    return Finding(
        "warn", "SCORE_PRODUCTION is not yes: the program starts whatever is said here",
        "set SCORE_PRODUCTION=yes where real people learn",
    )  # fmt: skip


def styles(host: Host) -> Finding:
    """Judge whether the server can lay out what nginx sends by itself."""
    if host.static_of_others:
        files = " ".join(map(str, host.static_of_others))
        return Finding(
            "fail", f"SCORE_STATIC: the server may not write {files}",
            f"give {host.static}, and all in it, to the program's user: chown -R",
        )  # fmt: skip
    return Finding("ok", f"the server lays out its styles in {host.static}")


def space(host: Host) -> Finding:
    """Judge whether there is room to store more."""
    if host.place is None:
        return Finding("ok", "space is the database server's affair")
    free = host.place.free
    told = f"{free / 1024**2:,.0f} MiB free for the database"
    if free < LEAST_FREE_BYTES or free < LEAST_FREE_SHARE * host.place.size:
        return Finding("warn", told, "make room: on a full disk nothing more is stored")
    return Finding("ok", told)


def python(host: Host) -> Finding:
    """Judge the interpreter."""
    told = f"Python {'.'.join(map(str, host.python))}"
    if host.python < (3, 11):
        return Finding("fail", told, "install Python 3.11 or newer")
    return Finding("ok", told)


def workers(host: Host) -> Finding:
    """Judge whether processes and cores fit one another."""
    told = f"{host.workers} workers on {host.cores} cores"
    if not 1 <= host.workers <= 2 * host.cores + 1:
        fix = f"set SCORE_WORKERS between {max(1, min(2, host.cores))} and {2 * host.cores + 1}"
        return Finding("warn", told, fix)
    return Finding("ok", told)


def open_files(host: Host) -> Finding:
    """Judge how many connections a process may hold."""
    told = f"a process started from here may open {host.open_files_limit} files; a unit has its own limit"
    if host.open_files_limit < LEAST_OPEN_FILES:
        return Finding(
            "warn", told, f"ulimit -n {LEAST_OPEN_FILES * 4}, or LimitNOFILE= in systemd"
        )
    return Finding("ok", told)


def clock(host: Host) -> Finding:
    """Judge whether the host's clock can be right at all."""
    if RELEASED_IN <= host.year < RELEASED_IN + 50:
        return Finding("ok", f"the clock shows {host.year}")
    return Finding("fail", f"the clock shows {host.year}", "set the clock, and let NTP keep it")


def locale(host: Host) -> Finding:
    """Judge how files are read and times are shown."""
    if host.encoding.lower().replace("-", "") != "utf8":
        return Finding("warn", f"text files are read as {host.encoding}", "set LANG=C.UTF-8")
    if host.time_zone == "UTC":
        return Finding(
            "warn", "times are shown in UTC", "set SCORE_TIME_ZONE to the factory's, or leave it"
        )
    return Finding("ok", f"times are shown in {host.time_zone}")


def catalogs(host: Host) -> Finding:
    """Judge whether every translation of the program is in use."""
    if not host.stale_catalogs:
        return Finding("ok", "translations are compiled")
    missing = f"{len(host.stale_catalogs)} catalogs are not compiled"
    return Finding("fail", missing, "score-learn translations compile")


FATAL: tuple[Callable[[Host], Finding], ...] = (secrets, rights, file_system, proxies, cookies)
"""With SCORE_PRODUCTION=yes the program does not start where one of these fails."""

HOST = (
    python, production, *FATAL, memory_disk, styles, space, workers, open_files, clock, locale, catalogs,
)  # fmt: skip


def refusal(host: Host) -> Finding | None:
    """Return the first thing for which a production does not start; None when it may."""
    found = (check(host) for check in FATAL)
    return next((finding for finding in found if finding.level == "fail"), None)


def look_over(host: Host) -> Iterator[Finding]:
    """Yield a finding for everything that is known of the host."""
    return (check(host) for check in HOST)


def summary(findings: list[Finding]) -> str:
    """Return one sentence for all."""
    fails = sum(finding.level == "fail" for finding in findings)
    warns = sum(finding.level == "warn" for finding in findings)
    if fails:
        return f"Not fit for production: {fails} to mend first, {warns} to think about."
    if warns:
        return f"Fit, with {warns} to think about."
    return "Fit for production."
