"""`score-learn backup ...`: make, list, verify and restore backups."""

import errno
import importlib.metadata
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from score_learn import clock
from score_learn.cli.database import database_name, name_database
from score_learn.core.backup import BackupError
from score_learn.services import backups as service
from score_learn.services.backups import Means
from score_learn.settings import Settings

STOPPED_BY = (signal.SIGTERM, signal.SIGHUP)
"""By which a host, or a terminal that is gone, ends a command."""

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

SEEN = """\
Warning: the password in --to can be seen among the processes and in the shell's history. Leave it out, and give
it as PGPASSWORD or in ~/.pgpass; this one should be changed."""

backup = AppGroup("backup", help="Make and restore backups.")


@backup.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--keep", type=click.IntRange(min=1), help="Then keep only so many, and one a month.")
@click.option("--trial", is_flag=True, help="Also where nobody set SCORE_PEPPER, as in a trial.")
def make(folder: Path | None, keep: int | None, *, trial: bool) -> None:
    """Write a backup into FOLDER (or where SCORE_BACKUPS says) while learners go on."""
    folder = folder or _settings().backups
    now = clock.now()
    _check_what_is_meant(trial=trial)
    with _means(f"no backup was made in {folder}; older ones are as they were") as means:
        made = service.make(folder, means, now=now)
    click.echo(made)
    if keep:
        with _means(f"{made} was made, but not every older one that may go was removed"):
            for gone in service.thin_out(folder, made, keep=keep, now=now):
                click.echo(f"removed {gone.name}")


@backup.command("list")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
def list_(folder: Path | None) -> None:
    """List the backups in FOLDER, the oldest first, by what each says of itself: `verify` looks inside."""
    folder = folder or _settings().backups
    found = service.listed(folder)
    if not found:
        click.echo(f"No backup in {folder}", err=True)
    for one in found:
        if one.manifest is None:
            click.echo(f"{one.path.name}  unusable: {one.trouble}")
            continue
        facts = one.manifest.state.counts
        click.echo(
            f"{one.path.name}  {one.manifest.kind}  {one.path.stat().st_size} bytes"
            f"  {facts.get('person', 0)} people  {facts.get('submission', 0)} hand-ins"
        )


@backup.command()
@click.argument("file", type=click.Path(path_type=Path))
def verify(file: Path) -> None:
    """Look through the backup FILE: seal, sums, tables, chains, standings.

    Exits with 1 when one is wrong, with 2 when it could not be looked through.
    """
    with _means(f"{file} is not sound") as means, _looking_through(file):
        found = service.verify(file, means)
    for one in found.wrong:
        click.echo(one, err=True)
    manifest, told = found.manifest, "sound"
    if found.wrong:
        told = f"{len(found.wrong)} things are wrong"
    elif found.unread:
        told = f"whole; its record was not looked through: {found.unread}"
    click.echo(
        f"{manifest.kind}, made {manifest.made_at:%Y-%m-%d %H:%M} UTC in epoch"
        f" {manifest.state.epoch}: {told}"
    )
    click.get_current_context().exit(int(bool(found.wrong)))


@backup.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--to", "place", required=True, help="A new path, or the address of an empty database."
)
@click.option(
    "--any-pepper", is_flag=True, help="Also with another pepper: everybody needs a new PIN."
)
def restore(file: Path, place: str, *, any_pepper: bool) -> None:
    """Put the backup FILE into a new place, look through it there, and begin a new epoch."""
    if "://" not in place and not Path(place).is_absolute():
        raise click.ClickException(
            f"--to {place} is not a whole path, as SCORE_DATABASE_URL needs it; write all of it, such"
            f" as {Path(place).absolute()}"
        )
    with _means(f"{file} was not restored") as means:
        if "://" in place and sa.make_url(place).password:
            click.echo(SEEN, err=True)
        epoch = service.restore(file, place, means, any_pepper=any_pepper, now=clock.now())
    click.echo(
        f"Restored, epoch {epoch}. Set SCORE_DATABASE_URL to the new place and start the server."
    )


class _UnreadError(click.ClickException):
    """Nothing is known of the backup: this host, and not the file, is at fault."""

    exit_code = 2


@contextmanager
def _looking_through(file: Path) -> Iterator[None]:
    """Tell a host without room, or without rights, from a file that is not sound."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        if error.errno in NO_ROOM:
            why = f"no room in {file.parent.resolve()}, where it is unpacked; make some, or copy it elsewhere"
        raise _UnreadError(f"{file} could not be looked through: {why}.") from error


def _check_what_is_meant(*, trial: bool) -> None:
    """Say which database it is, and refuse one that is only used as no settings were given."""
    if "SCORE_PEPPER" in _settings().made_up and not trial:
        raise click.ClickException(
            f"no settings were given, so this would be a backup of {database_name()}, made for trying out."
            " Give them first (set -a; . /etc/score-learn.env), or say --trial if you mean it."
        )
    name_database()


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@contextmanager
def _means(failed: str) -> Iterator[Means]:
    """Give the services what they need; end the command in words when they cannot do it."""
    bar = _Bar()
    program = importlib.metadata.version("score-learn")
    before = {
        number: signal.signal(number, _stop)
        for number in STOPPED_BY
        if signal.getsignal(number) is not signal.SIG_IGN  # as under nohup
    }
    try:
        yield Means(program=program, tools=_settings().postgresql_tools, progress=bar)
    except (BackupError, OSError, SQLAlchemyError) as error:
        why = str(error).splitlines()[0]
        raise click.ClickException(f"{failed}: {why.removesuffix('.')}.") from error
    finally:
        bar.finish()
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: FrameType | None) -> None:
    """End as an error does, so that nothing half done stays."""
    sys.exit(128 + number)


class _Bar:
    """A progress bar for each step, on a terminal only."""

    def __init__(self) -> None:
        self._step = ""
        self._done = 0
        self._bar: Any = None

    def __call__(self, step: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if step != self._step:
            self.finish()
            self._step, self._done = step, 0
            self._bar = click.progressbar(length=max(total, 1), label=step, file=sys.stderr)
            self._bar.render_progress()
        self._bar.update(done - self._done)
        self._done = done

    def finish(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar, self._step = None, ""
