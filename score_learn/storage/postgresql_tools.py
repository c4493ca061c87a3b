"""PostgreSQL's own tools, pg_dump and pg_restore, which alone know how to copy it whole."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa

from score_learn.core.backup import BackupError

SETTING = "set SCORE_POSTGRESQL_TOOLS to the folder that has them"


def dump(url: sa.URL, target: Path, snapshot: str, folder: Path | None) -> None:
    """Write the database as it is in an exported snapshot, in pg_dump's custom format."""
    words = [f"--snapshot={snapshot}", "--format=custom", "--no-owner", "--no-privileges"]
    _run("pg_dump", folder, [*words, f"--file={target}", f"--dbname={_address(url)}"], url)


def fill(url: sa.URL, source: Path, folder: Path | None) -> None:
    """Fill an empty database from a dump, all of it or nothing."""
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", folder, [*words, f"--dbname={_address(url)}", str(source)], url)


def read_through(source: Path, folder: Path | None) -> None:
    """Read a dump from end to end without a server."""
    _run("pg_restore", folder, [f"--file={os.devnull}", str(source)], None)


def check_version(tool: str, needed: int, folder: Path | None) -> int:
    """Return the major version of a tool; raises BackupError when it is older than needed."""
    told = subprocess.run(
        [_find(tool, folder), "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"\d+", told)
    version = int(found.group()) if found else 0
    if version < needed:
        raise BackupError(
            f"{tool} is of version {version}, the database needs {needed} or newer;"
            f" install the tools of PostgreSQL {needed} and {SETTING}."
        )
    return version


def _find(tool: str, folder: Path | None) -> str:
    found = shutil.which(tool, path=str(folder) if folder else None)
    if found is None:
        raise BackupError(
            f"{tool} is missing; install the client tools of PostgreSQL, or {SETTING}."
        )
    return found


def _address(url: sa.URL) -> str:
    """Return the address without the password, which nobody shall see among the processes."""
    plain = url.set(drivername="postgresql")
    return sa.URL.create(**{**plain._asdict(), "password": None}).render_as_string()


def _run(tool: str, folder: Path | None, words: list[str], url: sa.URL | None) -> None:
    environment = dict(os.environ)
    if url is not None and url.password:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(
        [_find(tool, folder), *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = done.stderr.strip().splitlines() or ["it said nothing"]
        raise BackupError(f"{tool} failed: {told[0]}")
