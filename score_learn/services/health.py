"""Whether this process is fit to serve learners."""

from pathlib import Path

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from score_learn.settings import ROOT
from score_learn.storage import shelf
from score_learn.storage.database import db

Unavailable = OperationalError
"""What is raised anywhere when the database is busy, full or gone; trying again later may help."""


def what_is_missing() -> str | None:
    """Return what keeps learners from being served, in words for an operator; None when nothing."""
    try:
        published = shelf.published_keys()
    except SQLAlchemyError:
        return "the database does not answer"
    return None if published else "no course is published"


def data_folder() -> Path:
    """Return the folder that must not fill up: the SQLite file's, else the program's own."""
    url = db.engine.url
    is_file = url.get_backend_name() == "sqlite" and bool(url.database)
    folder = Path(str(url.database)).parent if is_file else ROOT
    return folder if folder.is_dir() else ROOT
