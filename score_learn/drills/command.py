"""`score-learn drill ...`: each drill by its name, and the list of them."""

import signal
import sys
from collections.abc import Callable

import click

from score_learn.drills.backup import backup
from score_learn.drills.clock import clock
from score_learn.drills.crowds import overload, slow_clients
from score_learn.drills.disk_full import disk_full
from score_learn.drills.fsync_errors import fsync_errors
from score_learn.drills.kill import kill
from score_learn.drills.lock import lock
from score_learn.drills.postgresql import postgresql_restart
from score_learn.drills.power_loss import power_loss
from score_learn.drills.report import Plan, Report
from score_learn.drills.soak import soak
from score_learn.drills.two_hosts import two_hosts

DRILLS: dict[str, Callable[[Plan], Report]] = {
    "backup": backup,
    "clock": clock,
    "disk-full": disk_full,
    "fsync-errors": fsync_errors,
    "kill": kill,
    "lock": lock,
    "overload": overload,
    "postgresql-restart": postgresql_restart,
    "power-loss": power_loss,
    "slow-clients": slow_clients,
    "soak": soak,
    "two-hosts": two_hosts,
}
"""Every drill by the name it is called by."""


@click.group("drill")
def drill() -> None:
    """Do harm to a copy of the program on purpose, and count what is lost.

    Each drill starts the program on a database of its own, prints one line of JSON, and exits with 1
    when anything was lost or doubled or a goal was missed.
    """


@drill.command("list")
def list_drills() -> None:
    """Say what each drill does."""
    for name, run in DRILLS.items():
        click.echo(f"{name:20} {_summary(run)}")


def run_drill(name: str, plan: Plan) -> None:
    """Run a drill and print its line; ends the command with 1 when it did not pass."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is put away
    done = DRILLS[name](plan)
    for sentence in done.missed:
        click.echo(f"missed: {sentence}", err=True)
    click.echo(done.as_line())
    click.get_current_context().exit(not done.passed)


def _summary(run: Callable[[Plan], Report]) -> str:
    return (run.__doc__ or "").partition("\n")[0]


def _command(name: str) -> click.Command:
    def callback(**given: object) -> None:
        run_drill(name, Plan(**given))  # type: ignore[arg-type]  # the options below are its fields

    return click.Command(
        name,
        callback=callback,
        help=DRILLS[name].__doc__,
        params=[
            click.Option(
                ["--database"], default="sqlite", show_default=True,
                help="sqlite, postgresql (one of its own), or the address of an empty database.",
            ),
            click.Option(["--seed"], type=int, default=1, show_default=True, help="Chance, repeated."),
            click.Option(["--seconds"], type=float, help="How long, instead of the drill's own time."),
            click.Option(["--clients"], type=int, help="How many learners, instead of the drill's own."),
            click.Option(["--long"], is_flag=True, help="The long form, which holds to every goal."),
        ],
    )  # fmt: skip


for _name in DRILLS:
    drill.add_command(_command(_name))
