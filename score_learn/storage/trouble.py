"""Trouble with the database that may pass: busy, full, read-only, away, or all connections in use.

What is not in here (a wrong statement, a broken rule of the tables) is a mistake of the program's.
"""

from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as WaitedInVainError

PASSING = (OperationalError, InterfaceError, InternalError, WaitedInVainError)
"""What the drivers raise, and SQLAlchemy when no connection comes free."""

SQLITE_ERROR = 1
"""SQLite's primary code for a statement that it cannot run: wrong words, or an unknown name."""

ROLLED_BACK = {"40001", "40P01"}
"""PostgreSQL's codes for: cannot be put in an order, and locked each other; nothing was stored."""


def may_pass(error: Exception) -> bool:
    """Tell whether trying again later may help.

    A damaged file of SQLite counts: its driver has no finer word for it, and what the phone keeps
    can be sent once the file is restored.  It also calls a wrong statement operational, as if the
    database could not run it at this moment: only the code tells.
    """
    if getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & 0xFF == SQLITE_ERROR:
        return False
    return isinstance(error, PASSING) or type(error) is DatabaseError


def was_rolled_back(error: Exception) -> bool:
    """Tell whether the database itself undid the transaction and asks to run it once more."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in ROLLED_BACK


def raise_as_sqlalchemy(
    on: sa.Connection, error: BaseException, statement: str, parameters: Any, cursor: Any = None
) -> NoReturn:
    """Raise what SQLAlchemy raises when its driver fails, for a statement that was not sent by it.

    A connection that was lost, or interrupted in the middle of a statement, is given up with all of
    its age.  That is SQLAlchemy's own handler, which has no public name: whatever was built beside it
    could judge a failure otherwise.  A mistake that is not the driver's is raised as it is.
    """
    if isinstance(error, Exception) and not isinstance(error, on.dialect.loaded_dbapi.Error):
        raise error
    on._handle_dbapi_exception(error, statement, parameters, cursor, None)
