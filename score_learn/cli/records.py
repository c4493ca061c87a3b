"""`score-learn records ...`: the record and what is derived from it."""

import click
from flask.cli import AppGroup

from score_learn.cli.database import name_database
from score_learn.services import records as service

records = AppGroup("records", help="Look after the record.")


@records.command()
def rebuild() -> None:
    """Derive every standing anew from the facts; on a sound database nothing changes."""
    name_database()
    changed = service.rebuild()
    click.echo(f"{changed} standings changed")


@records.command()
def verify() -> None:
    """Compare every standing with the facts, and every fact with the chain it is part of.

    Writes nothing; fails when a standing differs, or a fact was altered, removed, put in or moved.
    """
    name_database()
    differing = service.verify()
    click.echo(f"{differing} standings differ from the facts")
    broken = list(service.broken_chains())
    for one in broken:
        click.echo(f"{one.whose}: {one.fault.fact}: {one.fault.what}", err=True)
    click.echo(f"{len(broken)} places where the chain of the record is broken")
    click.get_current_context().exit(bool(differing or broken))
