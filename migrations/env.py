"""What Alembic runs: our tables, on the database of the program that is running."""

from typing import Any

from alembic import context
from flask import current_app

from score_learn.storage import (  # the import makes the tables known
    audit,
    commitments,
    conflicts,
    epochs,
    ledger,
    organisations,
    people,
    sessions,
    shelf,
    site_words,
    standings,
    throttles,
    visits,
)
from score_learn.storage.database import ExactFraction, Instant, db, writing_connection

TABLES = (
    audit, commitments, conflicts, epochs, ledger, organisations, people, sessions, shelf, site_words,
    standings, throttles, visits,
)  # fmt: skip


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our own column types as what they are in the database: a revision must not change."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ExactFraction):
        return "sa.String(length=40)"
    return False


def run() -> None:
    """Run the wanted migrations in one transaction."""
    options = current_app.extensions["migrate"].configure_args
    with writing_connection() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            transaction_per_migration=False,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
