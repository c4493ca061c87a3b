"""`score-learn records ...`: the record and what is derived from it."""

import click
from flask.cli import AppGroup

from score_learn.services import records as service

records = AppGroup("records", help="Look after the record.")


@records.command()
def rebuild() -> None:
    """Derive every standing anew from the facts; on a sound database nothing changes."""
    changed = service.rebuild()
    click.echo(f"{changed} standings changed")


@records.command()
def verify() -> None:
    """Compare every standing with the facts, writing nothing; fails when one differs."""
    differing = service.verify()
    click.echo(f"{differing} standings differ from the facts")
    click.get_current_context().exit(bool(differing))
