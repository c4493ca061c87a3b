"""What the doctor judges: facts about this host, its files and its database, gathered and not judged."""

import locale
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from score_learn import clock
from score_learn.services.catalogs import Folders, stale_catalogs
from score_learn.services.doctor import Host, Place
from score_learn.services.doctor_database import Database
from score_learn.settings import ROOT, Settings
from score_learn.storage import organisations, shelf, sqlite
from score_learn.storage.database import db, file_of, has_tables, is_up_to_date

MOUNTS = Path("/proc/self/mountinfo")
ENVIRONMENT_FILE = Path("/etc/score-learn.env")
"""Where the printed units look for the settings."""

LOCAL = {"127.0.0.1", "localhost"}
FEWEST_CHARACTERS = 10
"""Different ones in a secret; 32 random ones have about twenty."""


def gather(settings: Settings) -> Host:
    """Return what can be known without opening the database."""
    url = sa.make_url(settings.database_url)
    file = file_of(url)
    return Host(
        python=sys.version_info[:3],
        made_up=settings.made_up,
        weak=_weak(settings),
        static=settings.static,
        static_of_others=_of_others(settings.static, file.parent if file else settings.static),
        open_secrets=tuple(
            path for path in (*settings.secret_files, ENVIRONMENT_FILE) if _others_may(path, 0o007)
        ),
        database_in_memory=url.get_backend_name() == "sqlite" and file is None,
        place=_place(file) if file else None,
        production=settings.production,
        secure_cookies=settings.secure_cookies,
        plain_lan=settings.plain_lan,
        trusted_proxies=settings.trusted_proxies,
        listens_locally=settings.host in LOCAL,
        cores=len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1,
        workers=settings.workers,
        open_files_limit=_open_files_limit(),
        year=clock.now().year,
        time_zone=settings.time_zone,
        encoding=locale.getpreferredencoding(do_setlocale=False),
        stale_catalogs=tuple(stale_catalogs(_folders(settings))),
    )


def examine(*, demo_site: str) -> Database:
    """Return what the database of the program at hand says; never raises for what it says.

    `demo_site` is the site that the demo makes; the demo itself is nothing a web process should load.
    """
    kind: Any = db.engine.dialect.name
    try:
        up_to_date = has_tables() and is_up_to_date()
        with db.engine.connect() as connection:
            own = _sqlite(connection) if kind == "sqlite" else _postgresql(connection)
        courses = len(shelf.published_keys()) if up_to_date else 0
        has_demo = up_to_date and organisations.find_site_by_name(demo_site) is not None
    except SQLAlchemyError as error:
        return Database(kind=kind, trouble=str(getattr(error, "orig", None) or error).strip())
    return Database(kind=kind, up_to_date=up_to_date, courses=courses, demo=has_demo, **own)


def file_system_of(path: Path, mountinfo: str) -> str:
    r"""Return the kind of file system that a whole path is on; empty when the text names none.

    `mountinfo` is as in /proc/self/mountinfo: spaces are \040, and of two mounts on one place the
    later hides the earlier.
    """
    best, kind = -1, ""
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        mounted = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), before.split(" ")[4])
        length = len(Path(mounted).parts)
        if length >= best and path.is_relative_to(mounted):
            best, kind = length, after.split(" ")[0]
    return kind


def _place(file: Path) -> Place:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    usage = shutil.disk_usage(folder)
    own = sorted(folder.glob(f"{file.name}*")) if folder == file.absolute().parent else []
    return Place(
        file=file,
        open_files=tuple(path for path in own if _others_may(path, 0o007)),
        folder_is_writable_by_others=_others_may(folder, 0o002),
        file_system=file_system_of(
            folder.resolve(), MOUNTS.read_text("utf-8") if MOUNTS.exists() else ""
        ),
        free=usage.free,
        size=usage.total,
    )


def _others_may(path: Path, bits: int) -> bool:
    """Tell whether a file's rights include any of `bits`; what went meanwhile, as a WAL may, has none."""
    try:
        return bool(path.stat().st_mode & bits)
    except FileNotFoundError:
        return False


def _of_others(folder: Path, own: Path) -> tuple[Path, ...]:
    """Return what in the folder for nginx the server may not write, the folder itself among it.

    Root may write everything: asked by root, the server is taken to be whom `own` belongs to.
    """
    if not folder.is_dir():
        made_in = next(parent for parent in folder.absolute().parents if parent.exists())
        return () if _may_write(made_in) else (folder,)
    parts = (folder, *sorted(folder.iterdir()))
    if os.geteuid() or not own.exists():
        return tuple(path for path in parts if not _may_write(path))
    return tuple(path for path in parts if path.lstat().st_uid != own.stat().st_uid)


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _weak(settings: Settings) -> tuple[str, ...]:
    """Name the secrets that look like a placeholder, or are one and the same."""
    secrets = {"SCORE_SECRET_KEY": settings.secret_key, "SCORE_PEPPER": settings.pepper}
    if settings.secret_key == settings.pepper:
        return tuple(secrets)
    return tuple(
        name
        for name, secret in secrets.items()
        if len(set(secret)) < FEWEST_CHARACTERS or "change" in secret.lower()
    )


def _open_files_limit() -> int:
    if sys.platform == "win32":
        return 8192
    import resource  # noqa: PLC0415 -- Windows has none

    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def _folders(settings: Settings) -> Folders:
    return Folders(root=ROOT, content=settings.content, translations=settings.translations)


def _sqlite(connection: sa.Connection) -> dict[str, Any]:
    asked = {
        name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        for name in ("journal_mode", "synchronous")
    }
    return {
        "version": sqlite.driver().sqlite_version_info,
        "journal": str(asked["journal_mode"]),
        "stores_first": asked["synchronous"] in {2, 3},
    }


def _postgresql(connection: sa.Connection) -> dict[str, Any]:
    names = ("fsync", "full_page_writes", "synchronous_commit")
    told = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names]
    return {"version": connection.dialect.server_version_info, "stores_first": "off" not in told}
