"""`drill power-loss`: the power fails at any moment between what SQLite asks of the disk."""

import contextlib
import importlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import click
from flask import Flask
from sqlalchemy import event

from score_learn.drills.audit import Audit, audit_opened
from score_learn.drills.databases import SQLITE_FILE as FILE
from score_learn.drills.journal import Journal
from score_learn.drills.load import say
from score_learn.drills.people import Card
from score_learn.drills.powercut import Disk, Op
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.seat import Seat
from score_learn.drills.stage import staged
from score_learn.storage import database, sqlite
from score_learn.storage.copies import opened
from score_learn.storage.database import db

MODES = {"WAL and FULL": ("WAL", "FULL"), "TRUNCATE and FULL": ("TRUNCATE", "FULL")}
CONTROL = ("WAL", "NORMAL")
"""Known to lose what was acknowledged: a simulator that finds nothing there finds nothing anywhere."""

SHORT_IMAGES, LONG_IMAGES = 40, 2000
SHORT_QUIZZES, LONG_QUIZZES = 7, 40
LEARNERS = 4
REOPENED_EVERY = 3
"""Quizzes after which all connections are closed, as at a restart: SQLite then tidies its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What was asked of the disk from `files` on, and what was acknowledged after how many ops."""

    files: dict[str, bytes]
    ops: list[Op]
    journal: Journal
    heard: list[tuple[int, str]]

    @property
    def syncs_per_commit(self) -> float:
        """Return how often the disk was synced for each acknowledgement."""
        return round(sum(op.kind == "sync" for op in self.ops) / len(self.heard), 2)


@dataclass
class Findings:
    """What the images of one mode showed: `stored` in the fullest of them; `lost` names image and key."""

    images: int = 0
    stored: int = 0
    lost: list[str] = field(default_factory=list)
    duplicate: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


def power_loss(plan: Plan) -> Report:
    """Rebuild the disk as power failures may leave it, and look for what was acknowledged (SQLite)."""
    if plan.database != "sqlite":
        raise click.ClickException("This drill is about SQLite's files; leave out --database.")
    tape = _tape()
    images = LONG_IMAGES if plan.long else SHORT_IMAGES
    with staged(plan, clients=LEARNERS) as stage:
        prepared, cards = stage.folder / FILE, stage.load.cards
        _set_journal_mode(prepared, "TRUNCATE")  # which leaves no second file to copy
        kept = {name: record(tape, prepared, cards, mode, plan) for name, mode in MODES.items()}
        found = {name: look(name, one, images, plan.seed) for name, one in kept.items()}
        loose = record(tape, prepared, cards, CONTROL, plan)
        control = look("control", loose, images, plan.seed)
    return report(
        "power-loss", plan, _sum(kept, found),
        missed=_missed(control),
        images={name: one.images for name, one in found.items()},
        syncs_per_commit={name: one.syncs_per_commit for name, one in kept.items()},
        control_lost=len(control.lost),
    )  # fmt: skip


def record(
    tape: Any, prepared: Path, cards: tuple[Card, ...], mode: tuple[str, str], plan: Plan
) -> Recording:
    """Let learners take quizzes, by the program's own services, on a copy of the prepared file."""
    journal, synchronous = mode
    with tempfile.TemporaryDirectory(prefix="score-learn-tape-") as folder:
        path = Path(folder) / FILE
        shutil.copy(prepared, path)
        _set_journal_mode(path, journal)
        files, heard = {FILE: path.read_bytes()}, Journal()
        tape.ops.clear()
        marks: list[tuple[int, str]] = []
        with _taped(path, synchronous):
            chance = Random(f"{plan.seed}-{mode}")  # noqa: S311 -- answers, no secrets
            seats = [
                Seat.of(card, heard, chance, lambda key: marks.append((len(tape.ops), key)))
                for card in cards
            ]
            _take_quizzes(seats, LONG_QUIZZES if plan.long else SHORT_QUIZZES)
        ops = list(tape.ops)
    return Recording(files=files, ops=ops, journal=heard, heard=marks)


def look(name: str, recording: Recording, images: int, seed: int) -> Findings:
    """Cut the power at random moments and audit what is left each time."""
    chance = Random(seed)  # noqa: S311 -- a seeded drill
    moments = sorted(chance.randrange(1, len(recording.ops) + 1) for _ in range(images))
    disk, findings = Disk(recording.files), Findings()
    done = 0
    with _reader() as folder:
        for moment in moments:
            for op in recording.ops[done:moment]:
                disk.do(op)
            done = moment
            _lay_out(disk.cut(chance), folder)
            _judge(recording, moment, findings)
            if findings.images % max(images // 10, 1) == 0:
                say(f"{name}: {findings.images} of {images} images, {len(findings.lost)} lost")
    return findings


@contextlib.contextmanager
def _reader() -> Iterator[Path]:
    """Open the folder that the images are laid out in, one after the other; one engine for all."""
    memory = Path("/dev/shm")  # noqa: S108 -- for speed alone
    with (
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder,
        opened(f"sqlite:///{Path(folder) / FILE}"),
    ):
        yield Path(folder)


def _lay_out(image: dict[str, bytes], folder: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    for left in folder.iterdir():
        left.unlink()
    for name, content in image.items():
        (folder / name).write_bytes(content)


def _judge(recording: Recording, moment: int, findings: Findings) -> None:
    acknowledged = {key: 0.0 for mark, key in recording.heard if mark <= moment}
    findings.images += 1
    try:
        found = audit_opened(Journal(sent=recording.journal.sent, acknowledged=acknowledged))
    except Exception as error:  # noqa: BLE001 -- a torn file may break whatever reads it
        cause = getattr(error, "orig", error)
        findings.faults[f"an image cannot be read: {cause}"] += 1
        findings.lost += [f"image {findings.images}: {key}" for key in acknowledged]
        return
    findings.stored = max(findings.stored, found.stored)
    findings.lost += [f"image {findings.images}: {key}" for key in found.lost]
    findings.duplicate += [f"image {findings.images}: {key}" for key in found.duplicate]
    findings.faults.update(found.faults)


def _take_quizzes(seats: list[Seat], count: int) -> None:
    for place in range(count):
        seats[place % len(seats)].take_quiz()
        if place % REOPENED_EVERY == REOPENED_EVERY - 1:
            db.session.remove()
            db.engine.dispose()


def _set_journal_mode(path: Path, mode: str) -> None:
    with contextlib.closing(sqlite.driver().connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")


@contextlib.contextmanager
def _taped(path: Path, synchronous: str) -> Iterator[None]:
    """Open the file as the program does, but through the recording VFS."""
    app = Flask("score_learn")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{path}"
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"module": _module().driver()}
    database.connect(app)
    with app.app_context():
        event.listen(db.engine, "connect", partial(_loosen, synchronous))
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _loosen(synchronous: str, connection: Any, _record: object) -> None:
    connection.execute(f"PRAGMA synchronous = {synchronous}")


def _tape() -> Any:
    return _module().Tape()


def _module() -> ModuleType:
    try:
        return importlib.import_module("score_learn.drills.tape")
    except ImportError as error:
        raise click.ClickException(
            "This drill needs APSW: pip install --require-hashes -r requirements-dev.txt"
        ) from error


def _sum(kept: dict[str, Recording], found: dict[str, Findings]) -> Audit:
    """Return one audit over all images; what is acknowledged or stored counts once in each mode."""
    journal = Journal()
    for one in kept.values():
        journal.acknowledged |= one.journal.acknowledged
        journal.latencies += one.journal.latencies
    faults = sum((one.faults for one in found.values()), Counter())
    return Audit(
        journal=journal,
        stored=sum(one.stored for one in found.values()),
        lost=tuple(key for one in found.values() for key in one.lost),
        duplicate=tuple(key for one in found.values() for key in one.duplicate),
        unknown=(),
        faults=tuple(f"{sentence} ({count} images)" for sentence, count in faults.items()),
    )


def _missed(control: Findings) -> tuple[str, ...]:
    blind = "nothing was lost with synchronous=NORMAL, so that nothing else was lost says nothing"
    return () if control.lost else (blind,)
