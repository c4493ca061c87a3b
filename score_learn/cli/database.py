"""`score-learn database ...`: the tables."""

import logging

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from score_learn.settings import Settings
from score_learn.storage.database import MIGRATIONS, db, is_up_to_date

database = AppGroup("database", help="Look after the tables.")


@database.command()
def upgrade() -> None:
    """Bring the tables up to date; says so when they are already."""
    click.echo("Tables brought up to date" if upgrade_database() else "Tables are up to date")


def database_name() -> str:
    """Return the address of the database without its password."""
    settings: Settings = current_app.config["SETTINGS"]
    return sa.make_url(settings.database_url).render_as_string(hide_password=True)


def name_database() -> None:
    """Say on stderr which database it is, since that is what the shell's settings say."""
    click.echo(f"The database is {database_name()}", err=True)


def upgrade_database() -> bool:
    """Run what migrations are missing; return whether any was.

    What runs them is read only then: most starts find nothing to do.
    """
    if is_up_to_date():
        return False
    import flask_migrate  # noqa: PLC0415 -- see above

    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.Migrate(current_app, db, directory=str(MIGRATIONS), render_as_batch=True)
    flask_migrate.upgrade()
    return True
