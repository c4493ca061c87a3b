"""What PostgreSQL must be told: how long anything may take, and to store before it says so.

What is only read is read statement by statement: in a transaction each would also see what was stored
when it began (READ COMMITTED), and to begin and end one is a way to the server and back each.
"""

from typing import Any

import sqlalchemy as sa

from score_learn.storage.trouble import raise_as_sqlalchemy

SESSION = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "tcp_keepalives_idle": "30s",
    "tcp_keepalives_interval": "10s",
    "tcp_keepalives_count": "3",
}
"""What a session begins with unless SCORE_DATABASE_URL says otherwise.

A statement ends before gunicorn would end its worker; the locks of a host that is gone are freed
within a minute.
"""

CONNECT = {
    "connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2,
    "tcp_user_timeout": 5_000,
}  # fmt: skip
"""How soon a server that does not answer is given up; seconds, the last one milliseconds.

Of one that vanished, an open connection says so after 5 s when it sends, after 9 s when it waits for
an answer; a new one after 5 s more.
"""


def arguments(url: sa.URL) -> dict[str, object]:
    """Return how to connect; the address may set anything but to acknowledge before it is stored."""
    asked = url.query.get("options", "")
    given = asked if isinstance(asked, str) else " ".join(asked)
    ours = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    options = f"{ours} {given} -c synchronous_commit=on"
    defaults = {name: v for name, v in CONNECT.items() if name not in url.query}
    return defaults | {"options": options}


def begin_reading(opened: sa.Connection) -> None:
    """Let each statement be by itself, on a connection on which nothing is begun."""
    _set_autocommit(opened, on=True)


def begin_writing(opened: sa.Connection) -> None:
    """Let the next statement begin a transaction, on a connection on which nothing is begun."""
    _set_autocommit(opened, on=False)


def end_reading(driver_connection: Any, _record: object) -> None:
    """Give a connection back as others expect one: its first statement begins a transaction."""
    if driver_connection is not None and not driver_connection.closed:
        driver_connection.autocommit = False


def _set_autocommit(opened: sa.Connection, *, on: bool) -> None:
    """Tell psycopg, which tells the server nothing; it refuses where the connection is lost."""
    try:
        opened.connection.driver_connection.autocommit = on  # type: ignore[union-attr]  # it is open
    except Exception as error:  # noqa: BLE001 -- told as SQLAlchemy tells it
        raise_as_sqlalchemy(opened, error, "BEGIN", None)
