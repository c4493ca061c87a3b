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
