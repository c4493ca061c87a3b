"""`drill backup`: backups made at random moments while learners answer, each restored and audited."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import sqlalchemy as sa

from score_learn.drills.audit import Audit, audit
from score_learn.drills.databases import OwnPostgresql, with_driver
from score_learn.drills.journal import Journal
from score_learn.drills.load import say
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.stage import Stage, staged

CLIENTS = 6
SHORT_BACKUPS, LONG_BACKUPS = 2, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A backup: its file, and the moment before it was begun."""

    file: Path
    begun: float


@dataclass
class Found:
    """What the restored databases hold; `lost` counts only what was acknowledged before a backup."""

    sound: int = 0
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def backup(plan: Plan) -> Report:
    """Back up under load, restore each backup elsewhere, and look for all that was there before it."""
    with staged(plan, clients=CLIENTS) as stage:
        use_its_tools(stage)
        stage.program.start()
        with stage.load.running() as journal:
            stage.load.wait_for(CLIENTS)
            copies = list(_copies(plan, stage))
        stage.program.stop()
        found = Found()
        for place, copy in enumerate(copies, start=1):
            say(f"backup {place} of {len(copies)} is restored and audited")
            _judge(stage, place, copy, found)
        whole = audit(stage.program.database_url, journal)
    return report(
        "backup", plan, _with(whole, found),
        missed=tuple(_missed(plan, found, len(copies))),
        backups=len(copies),
        sound=found.sound,
    )  # fmt: skip


def use_its_tools(stage: Stage) -> None:
    """Let the program use the tools of the PostgreSQL that was started for this drill."""
    if isinstance(stage.database, OwnPostgresql):
        stage.program.settings["SCORE_POSTGRESQL_TOOLS"] = str(stage.database.tools)


def _copies(plan: Plan, stage: Stage) -> Iterator[Copy]:
    chance = Random(plan.seed)  # noqa: S311 -- a seeded drill
    count = LONG_BACKUPS if plan.long else SHORT_BACKUPS
    for place in range(1, count + 1):
        time.sleep(chance.uniform(0, 2))
        heard = len(stage.load.journal.acknowledged)
        say(f"backup {place} of {count} is made; {heard} acknowledgements so far")
        begun = time.monotonic()
        said = stage.program.run("backup", "make", str(stage.folder / "backups"))
        yield Copy(file=Path(said.strip().splitlines()[-1]), begun=begun)


def _judge(stage: Stage, place: int, copy: Copy, found: Found) -> None:
    """Verify and restore a backup by the program's own commands, then audit what came of it."""
    stage.program.run("backup", "verify", str(copy.file))
    url = _new_place(stage, place)
    target = url.removeprefix("sqlite:///")
    stage.program.run("backup", "restore", str(copy.file), "--to", target)
    restored = audit(url, before(stage.load.journal, copy.begun))
    found.lost += [f"backup {place}: {key}" for key in (*restored.lost, *restored.duplicate)]
    found.faults += [f"backup {place}: {fault}" for fault in restored.faults]
    found.sound += not (restored.lost or restored.duplicate or restored.faults)


def before(journal: Journal, moment: float) -> Journal:
    """Return the journal as it was then, but for what was sent: that may be there or not."""
    heard = {key: at for key, at in journal.acknowledged.items() if at <= moment}
    return Journal(sent=journal.sent, acknowledged=heard)


def _new_place(stage: Stage, place: int) -> str:
    """Return the address of a place where nothing is yet."""
    if stage.program.database_url.startswith("sqlite"):
        return f"sqlite:///{stage.folder / f'restored-{place}.db'}"
    url = with_driver(stage.program.database_url)
    name = f"score_learn_restored_{place}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    plain = url.set(drivername="postgresql", database=name)
    return plain.render_as_string(hide_password=False)


def _with(whole: Audit, found: Found) -> Audit:
    """Return the audit of the database that went on, with what the backups lack."""
    return Audit(
        journal=whole.journal,
        stored=whole.stored,
        lost=(*whole.lost, *found.lost),
        duplicate=whole.duplicate,
        unknown=whole.unknown,
        faults=(*whole.faults, *found.faults),
    )


def _missed(plan: Plan, found: Found, made: int) -> Iterator[str]:
    wanted = LONG_BACKUPS if plan.long else SHORT_BACKUPS
    if found.sound < wanted:
        yield f"{found.sound} of {made} backups were sound, not {wanted}"
