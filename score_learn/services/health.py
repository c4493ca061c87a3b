"""Whether this process is fit to serve learners, and from which database."""

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from score_learn.storage import epochs, shelf

Unavailable = OperationalError
"""What is raised anywhere when the database is busy, full or gone; trying again later may help."""


def what_is_missing() -> str | None:
    """Return what keeps learners from being served, in words for an operator; None when nothing."""
    try:
        published = shelf.published_keys()
    except SQLAlchemyError:
        return "the database does not answer"
    return None if published else "no course is published"


def epoch() -> str:
    """Return the epoch of the database: another one after a backup was restored."""
    return epochs.current()
