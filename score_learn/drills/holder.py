"""Somebody else at the file of an SQLite database: `python -m score_learn.drills.holder write FILE`.

Holds the write lock, or with `read` reads on and on, until its standard input is closed.
"""

import sys

from score_learn.storage.sqlite import driver


def hold(how: str, file: str) -> None:
    """Say "held" once it is, and let go when standard input ends."""
    connection = driver().connect(file, timeout=60, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE" if how == "write" else "BEGIN")
    connection.execute("SELECT count(*) FROM answer").fetchone()
    sys.stdout.write("held\n")
    sys.stdout.flush()
    sys.stdin.read()
    connection.execute("ROLLBACK")
    connection.close()


if __name__ == "__main__":
    hold(sys.argv[1], sys.argv[2])
