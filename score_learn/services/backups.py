"""Backups: made while learners answer, put into a new place, and looked through.

A backup is sealed with the pepper: one that was made or altered by somebody without it is refused
before anything in it is opened.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from score_learn.core import backup
from score_learn.core.backup import NAME, BackupError, Kind, Manifest, State
from score_learn.services import archives, records
from score_learn.services.verifying import keeper
from score_learn.services.workshops import workshop
from score_learn.storage import copies, epochs, postgresql_tools
from score_learn.storage.database import db, newest_revision, transaction
from score_learn.storage.owners import give


class Progress(Protocol):
    """Told what is being done and how much of it is done, of how much."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Be told."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What all of it needs: the folder of PostgreSQL's tools (None: PATH), and whom to tell."""

    program: str
    tools: Path | None
    progress: Progress

    def bytes_of(self, step: str) -> archives.Progress:
        """Return how one step is told."""
        return lambda done, total: self.progress(step, done, total)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a folder of backups: its manifest, or why it has none."""

    path: Path
    manifest: Manifest | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What looking through a backup found; `unread` says why its record was left out, if it was."""

    manifest: Manifest
    wrong: list[str]
    unread: str


def make(folder: Path, means: Means, *, now: datetime) -> Path:
    """Write a backup of the database in use into a folder, read it back, and return its file.

    Until it is whole it bears another name.  Raises BackupError; OSError when the disk is full.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    name = f"score-learn-{stamp}-{secrets.token_hex(4)}.tar.gz"
    with workshop(folder) as own:
        part, made = own / "database", own / name
        kind, tools, state = _copy(part, means)
        manifest = Manifest(
            made_at=now,
            program=means.program,
            kind=kind,
            tools=tools,
            state=state,
            size=part.stat().st_size,
            sha256=archives.sha256_of(part),
            pepper=_fingerprint(now),
        )
        text = backup.written(manifest)
        archives.write(made, text, _seal(text), part, means.bytes_of("packing"))
        archives.read_database(made, _opened(made), None, means.bytes_of("reading back"))
        give(made, like=folder)
        made.rename(folder / name)
        _sync(folder)
    return folder / name


def listed(folder: Path) -> list[Listed]:
    """Return the backups of a folder, the oldest first; other files are nobody's business."""
    found = sorted(path for path in folder.glob("*") if NAME.fullmatch(path.name))
    return [_listed(path) for path in found]


def thin_out(folder: Path, newest: Path, *, keep: int, now: datetime) -> list[Path]:
    """Remove what need not be kept, and return it.

    Only sealed backups of ours are counted and removed, and never `newest`, which was just read back.
    """
    made = {one.path.name: one.manifest.made_at for one in listed(folder) if one.manifest}
    gone = [folder / name for name in backup.outdated(made, keep=keep, now=now)]
    gone = [path for path in gone if path != newest]
    for path in gone:
        path.unlink()
    return gone


def verify(path: Path, means: Means) -> Verified:
    """Return what a backup says about itself, and all that is wrong with what it holds.

    Of a PostgreSQL backup only the sums, and that pg_restore can read it from end to end; of one with
    tables of another revision the sums and SQLite's pages.  `unread` then says why not the record.
    Raises BackupError for a file that cannot be read at all.
    """
    manifest = _opened(path)
    with workshop(path.parent) as own:
        part = own / "database"
        archives.read_database(path, manifest, part, means.bytes_of("unpacking"))
        if manifest.kind == "postgresql":
            postgresql_tools.check_version("pg_restore", manifest.tools, means.tools)
            postgresql_tools.read_through(part, means.tools)
            unread = _other_revision(manifest) or "that is done when it is restored"
            return Verified(manifest, [], unread)
        unread = _other_revision(manifest)
        with copies.opened(copies.sqlite_url(part)):
            wrong = copies.damage() or ([] if unread else _wrong(manifest, means))
            return Verified(manifest, wrong, unread)


def restore(path: Path, place: str, means: Means, *, any_pepper: bool, now: datetime) -> str:
    """Put a backup into a place where nothing is yet, and return the name of its new epoch.

    `place` is a path, or the address of an empty PostgreSQL database.  Raises BackupError, and leaves
    nothing behind then.
    """
    manifest = _opened(path, any_pepper=any_pepper)
    _check_revision(manifest)
    is_address = "://" in place
    if is_address != (manifest.kind == "postgresql"):
        wanted = "the address of a database" if manifest.kind == "postgresql" else "a path"
        raise BackupError(f"it is of {manifest.kind}: --to has to be {wanted}")
    if is_address:
        return _restore_postgresql(path, manifest, place, means, now=now)
    return _restore_sqlite(path, manifest, Path(place), means, now=now)


def _copy(part: Path, means: Means) -> tuple[Kind, int, State]:
    """Copy the database in use, and return its kind, the tools' version and what is in it."""
    if db.engine.dialect.name == "postgresql":
        return _dump(part, means)
    copies.copy_sqlite(part, means.bytes_of("copying"))
    wanted = newest_revision()
    with copies.opened(copies.sqlite_url(part)), copies.still() as connection:
        return "sqlite", 0, _state(connection, wanted)


def _dump(part: Path, means: Means) -> tuple[Kind, int, State]:
    with copies.still() as connection:
        needed = connection.scalar(sa.text("SHOW server_version_num"))
        version = postgresql_tools.check_version("pg_dump", int(needed) // 10000, means.tools)
        snapshot = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
        state = _state(connection, newest_revision())
        means.progress("copying", 0, 1)
        postgresql_tools.dump(db.engine.url, part, snapshot, means.tools)
        means.progress("copying", 1, 1)
    return "postgresql", version, state


def _state(connection: sa.Connection, wanted: str | None) -> State:
    if copies.revision_of(connection) != wanted:
        raise BackupError("the tables are not up to date; run score-learn database upgrade first")
    return copies.state_of(connection)


def _restore_sqlite(
    path: Path, manifest: Manifest, place: Path, means: Means, *, now: datetime
) -> str:
    beside = [place, *(place.with_name(place.name + end) for end in ("-wal", "-shm", "-journal"))]
    taken = next((one for one in beside if os.path.lexists(one)), None)
    if taken:
        raise BackupError(
            f"{taken} is there already; restore into a new place, never over a database"
        )
    if not place.parent.is_dir():
        raise BackupError(f"the folder {place.parent} does not exist; make it first")
    with workshop(place.parent) as own:
        part = own / "database"
        archives.read_database(path, manifest, part, means.bytes_of("unpacking"))
        with copies.opened(copies.sqlite_url(part)):
            _refuse(copies.damage() or _wrong(manifest, means))
            epoch = _begin_epoch(now)
        copies.choose_journal(part)
        part.chmod(0o600)
        give(part, like=place.parent)
        _sync(part)
        place.hardlink_to(part)  # unlike a rename, never over what came to be there meanwhile
        _sync(place.parent)
    return epoch


def _restore_postgresql(
    path: Path, manifest: Manifest, place: str, means: Means, *, now: datetime
) -> str:
    url = sa.make_url(place).set(drivername="postgresql+psycopg")
    postgresql_tools.check_version("pg_restore", manifest.tools, means.tools)
    with (
        copies.opened(copies.unhurried(url)),
        workshop(Path(os.environ.get("TMPDIR", "/tmp"))) as own,  # noqa: S108 -- it is ours alone
    ):
        if not copies.is_empty():
            raise BackupError("that database has tables already; restore into an empty one")
        part = own / "database"
        archives.read_database(path, manifest, part, means.bytes_of("unpacking"))
        means.progress("filling", 0, 1)
        postgresql_tools.fill(url, part, means.tools)
        means.progress("filling", 1, 1)
        try:
            _refuse(_wrong(manifest, means))
            return _begin_epoch(now)
        except BaseException:
            db.session.remove()
            copies.drop_everything()
            raise


def _wrong(manifest: Manifest, means: Means) -> list[str]:
    """Return what is wrong with the record in the open database."""
    with copies.still() as connection:
        told = backup.differences(manifest.state, copies.state_of(connection))
    means.progress("checking the record", 0, 2)
    differing = records.verify()
    means.progress("checking the record", 1, 2)
    told += [f"{one.whose}: {one.fault.fact}: {one.fault.what}" for one in records.broken_chains()]
    if differing:
        told.append(f"{differing} standings differ from the facts")
    means.progress("checking the record", 2, 2)
    return told


def _refuse(wrong: list[str]) -> None:
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise BackupError(f"{wrong[0]}{more}; use another backup")


def _begin_epoch(now: datetime) -> str:
    with transaction():
        return epochs.begin("restored", now=now)


def _check_revision(manifest: Manifest) -> None:
    if told := _other_revision(manifest):
        raise BackupError(f"{told}, then upgrade")


def _other_revision(manifest: Manifest) -> str:
    """Say with which version its record can be read, where this one cannot; else nothing."""
    found, wanted = manifest.state.revision, newest_revision()
    if found == wanted:
        return ""
    return (
        f"its tables are of revision {found}, this program's of {wanted}; use version"
        f" {manifest.program} of the program"
    )


def _listed(path: Path) -> Listed:
    try:
        return Listed(path, _opened(path))
    except (BackupError, OSError) as error:
        return Listed(path, None, str(error))


def _opened(path: Path, *, any_pepper: bool = False) -> Manifest:
    """Return the manifest of a backup whose seal is whole."""
    text, seal = archives.read_head(path)
    manifest = backup.read(text)
    if not hmac.compare_digest(manifest.pepper, _fingerprint(manifest.made_at)):
        if any_pepper:
            return manifest
        raise BackupError(
            "it was made with another pepper: with this one nobody could sign in. Set SCORE_PEPPER to"
            " the one that was kept apart; if that is lost, see Backups in docs/operating.md"
        )
    if not hmac.compare_digest(seal, _seal(text)):
        raise BackupError("its seal is broken: somebody altered it; use another backup")
    return manifest


def _fingerprint(made_at: datetime) -> str:
    return keeper().digest("backup pepper", made_at.isoformat())


def _seal(manifest: bytes) -> str:
    return keeper().digest("backup seal", manifest.decode("utf-8"))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
