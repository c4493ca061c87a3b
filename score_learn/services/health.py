"""Whether this process is fit to serve learners."""

from sqlalchemy.exc import SQLAlchemyError

from score_learn.storage import shelf, trouble

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
