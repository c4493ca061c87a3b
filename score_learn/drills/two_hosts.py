"""`drill two-hosts`: one of two hosts dies under load; then both are upgraded, one after the other."""

import contextlib
import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import click
import flask_migrate
from alembic.script import ScriptDirectory
from flask import current_app

from score_learn.drills.audit import audit
from score_learn.drills.databases import OwnPostgresql
from score_learn.drills.load import say
from score_learn.drills.network import Network, network
from score_learn.drills.nginx import Nginx, lay_out
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.server import Program
from score_learn.drills.stage import Stage, staged
from score_learn.settings import ROOT
from score_learn.storage.copies import opened
from score_learn.storage.database import db

CLIENTS = 8
PORT = 8000
PATIENCE_SECONDS = 120

MIGRATION = '''"""Add what the next version would need; this version does not know of it."""

import sqlalchemy as sa
from alembic import op

revision = "drill"
down_revision = "{head}"


def upgrade():
    op.add_column("answer", sa.Column("drill", sa.Text(), nullable=True))
    op.create_index("ix_answer_drill", "answer", ["drill"])
    op.create_table("drill", sa.Column("id", sa.Integer(), primary_key=True))
'''


@dataclass(frozen=True, slots=True)
class Told:
    """What learners were told in a part of the drill: acknowledgements, and tries without one."""

    acknowledged: int
    failed: dict[str, int]


def two_hosts(plan: Plan) -> Report:
    """Kill a host under load, then upgrade both with a migration: learners go on, nobody is failed."""
    with staged(plan, clients=CLIENTS) as stage, network(2) as net:
        if not isinstance(stage.database, OwnPostgresql):
            raise click.ClickException("Hosts share a server: --database postgresql.")
        hosts = _hosts(stage, stage.database, net)
        with _serving(stage, hosts, net), stage.load.running() as journal:
            stage.load.wait_for(CLIENTS)
            with _watched(stage) as death:
                died_at = _lose_a_host(plan, stage, hosts[0])
            with _watched(stage) as upgrade:
                _upgrade(plan, stage, hosts)
        for host in hosts:
            host.stop()
        found = audit(stage.program.database_url, journal)
    return report(
        "two-hosts", plan, found,
        recovery_s=journal.longest_recovery([died_at]),
        missed=tuple(_missed(upgrade)),
        acknowledged_at_death=death[0].acknowledged,
        failed_at_death=death[0].failed,
        acknowledged_in_upgrade=upgrade[0].acknowledged,
        failed_in_upgrade=upgrade[0].failed,
    )  # fmt: skip


def _hosts(stage: Stage, server: OwnPostgresql, net: Network) -> list[Program]:
    """Return a program for each host, all with the same secrets and the same database."""
    main = stage.program
    main.database_url = server.listen(net.gateway, net.subnet)
    lay_out(main)
    made = []
    for name, address in net.hosts.items():
        folder = stage.folder / name
        folder.mkdir()
        made.append(
            Program(
                folder=folder, database_url=main.database_url, host=address, port=PORT,
                prefix=("ip", "netns", "exec", name), options=main.options,
                settings=main.settings, secret_key=main.secret_key, pepper=main.pepper,
            )
        )  # fmt: skip
    return made


@contextlib.contextmanager
def _serving(stage: Stage, hosts: list[Program], net: Network) -> Iterator[None]:
    servers = tuple(f"{address}:{PORT}" for address in net.hosts.values())
    nginx = Nginx(folder=stage.folder, program=stage.program, servers=servers)
    try:
        for host in hosts:
            host.start()
        nginx.start()
        stage.load.port = nginx.port
        stage.load.patience = PATIENCE_SECONDS  # a slow reply is none that failed
        yield
    finally:
        nginx.end()
        if any(host.process and host.process.poll() is not None for host in hosts):
            say("a host had ended")


@contextlib.contextmanager
def _watched(stage: Stage) -> Iterator[list[Told]]:
    """Give a list that holds, after the block, what learners were told meanwhile."""
    journal, told = stage.load.journal, list[Told]()
    heard, failed = len(journal.acknowledged), journal.failures.copy()
    yield told
    told.append(Told(len(journal.acknowledged) - heard, dict(journal.failures - failed)))


def _lose_a_host(plan: Plan, stage: Stage, host: Program) -> float:
    """Kill all processes of a host, go on without it, and bring it back; return when it died."""
    time.sleep(plan.lasting(3, 30))
    say(f"a host dies; {len(stage.load.journal.acknowledged)} acknowledgements so far")
    host.kill()
    died_at = time.monotonic()
    time.sleep(plan.lasting(5, 30))
    stage.load.wait_for(len(stage.load.journal.acknowledged) + CLIENTS)
    host.start()
    time.sleep(plan.lasting(3, 30))
    return died_at


def _upgrade(plan: Plan, stage: Stage, hosts: list[Program]) -> None:
    """Bring the tables up to a next version while both serve, then let each host begin anew."""
    say(f"the tables are upgraded; {len(stage.load.journal.acknowledged)} acknowledgements so far")
    _migrate(stage)
    for host in hosts:
        time.sleep(plan.lasting(2, 20))
        say("a host reloads")
        _reload(host)
    time.sleep(plan.lasting(2, 20))
    stage.load.wait_for(len(stage.load.journal.acknowledged) + CLIENTS)


def _migrate(stage: Stage) -> None:
    """Run one migration more than this version has, by the program's own way of running them."""
    folder = stage.folder / "migrations"
    shutil.copytree(ROOT / "migrations", folder)
    head = ScriptDirectory(str(folder)).get_current_head()
    (folder / "versions" / "drill.py").write_text(MIGRATION.format(head=head), encoding="utf-8")
    with opened(stage.program.database_url):
        flask_migrate.Migrate(current_app, db, directory=str(folder))
        flask_migrate.upgrade()


def _reload(host: Program) -> None:
    """Tell a host to begin anew, and return when only new processes serve."""
    old = set(host.worker_pids())
    os.kill(host.master, signal.SIGHUP)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while old & set(host.worker_pids()) or not host.is_ready():
        if time.monotonic() > deadline:
            raise TimeoutError("a host did not begin anew")
        time.sleep(0.05)


def _missed(upgrade: list[Told]) -> Iterator[str]:
    for told in upgrade:
        if told.failed:
            yield f"the upgrade failed requests: {Counter(told.failed)}"
        if not told.acknowledged:
            yield "nothing was acknowledged during the upgrade"
