"""Whether this process is fit to serve learners, and from which database."""

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from score_learn.settings import ROOT
from score_learn.storage import epochs, shelf, trouble
from score_learn.storage.database import sqlite_file

Trouble = SQLAlchemyError
"""What is raised anywhere when the database fails, whoever's fault it is."""


def may_pass(error: Trouble) -> bool:
    """Tell whether the database is busy, full or gone, so that trying again later may help."""
    return trouble.may_pass(error)


def what_is_missing() -> str | None:
    """Return what keeps learners from being served, in words for an operator; None when nothing."""
    try:
        published = shelf.published_keys()
    except SQLAlchemyError:
        return "the database does not answer"
    return None if published else "no course is published"


def data_folder() -> Path:
    """Return the folder that must not fill up: the SQLite file's, else the program's own."""
    file = sqlite_file()
    return file.parent if file and file.parent.is_dir() else ROOT


def epoch() -> str:
    """Return the epoch of the database: another one after a backup was restored."""
    return epochs.current()
