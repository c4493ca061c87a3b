"""What other processes do in the tests of the line of writers; imports little, to begin soon."""

from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from score_learn.storage.database import connect, db, transaction
from score_learn.storage.writers import turn

LONG_MS = 120_000
ADD = sa.text("INSERT INTO organisation (name, created_at) VALUES (:name, '2026-03-02')")


def write_many(url: str, name: str, times: int) -> None:
    """Write in transactions that read first, as our services do."""
    app = Flask("score_learn")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    connect(app)
    with app.app_context():
        for number in range(times):
            with transaction(patience_ms=LONG_MS):
                db.session.execute(sa.text("SELECT count(*) FROM organisation"))
                db.session.execute(ADD, {"name": f"{name} {number}"})
        db.engine.dispose()


def hold(line: Path, pipe: Connection) -> None:
    """Take the turn, say so, and keep it until killed."""
    with turn(line, patience_ms=LONG_MS):
        pipe.send("mine")
        pipe.recv()
