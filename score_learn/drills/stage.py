"""Everything a drill stands on: a folder, a database, the program, its learners; put away after."""

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from score_learn.drills.databases import SQLITE_FILE, Database, make_database
from score_learn.drills.load import Load, say
from score_learn.drills.people import Card, make_learners
from score_learn.drills.report import Plan
from score_learn.drills.server import Program
from score_learn.storage import copies

LOG_SHOWN = 5000
"""Letters of the program's log that are shown when it answered with 500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a drill works on; `cards` are the people whom `load` did not let in."""

    folder: Path
    database: Database
    program: Program
    load: Load
    cards: tuple[Card, ...] = ()


@contextmanager
def staged(plan: Plan, *, clients: int, spare: int = 0) -> Iterator[Stage]:
    """Prepare the program with one course and its learners; it is not started yet.

    Whatever happens, no process and no file is left behind.
    """
    folder = Path(tempfile.mkdtemp(prefix="score-learn-drill-"))
    count = plan.clients or clients
    try:
        say(f"preparing {plan.database} for {count} learners")
        database = make_database(plan.database, folder)
        program = Program(folder=folder, database_url=database.url)
        try:
            _prepare(plan, program)
            cards = make_learners(program, count + spare)
            load = Load(port=program.port, cards=cards[:count], seed=plan.seed)
            yield Stage(
                folder=folder, database=database, program=program, load=load, cards=cards[count:]
            )
            if load.journal.failures["500"]:
                say(_complaints(program.log)[-LOG_SHOWN:])
        finally:
            program.end()
            database.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _complaints(log: Path) -> str:
    """Return what the log says of exceptions, and whatever was not written by the program's own log."""
    lines = log.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if '"where"' in line or line[:1] != "{")


def _prepare(plan: Plan, program: Program) -> None:
    """Make tables and course; several drills on SQLite in one process share what that takes."""
    if plan.database == "sqlite":
        shutil.copy(_prepared_file(), program.folder / SQLITE_FILE)
        return
    with copies.opened(program.database_url):
        if not copies.is_empty():
            raise click.ClickException(
                "This database is in use; give a drill an empty one, which may be thrown away."
            )
    program.prepare()


@functools.cache
def _prepared_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="score-learn-drill-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / SQLITE_FILE
    Program(folder=folder, database_url=f"sqlite:///{path}").prepare()
    return path
