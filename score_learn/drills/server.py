"""The program as operators run it, in a folder of its own, to be killed and started again."""

import atexit
import contextlib
import ctypes
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from score_learn.services import bytecode
from score_learn.settings import ROOT

PATIENCE_SECONDS = 90
PR_SET_PDEATHSIG = 1
COURSE = "workplace-cooperation"
HOST = "127.0.0.1"


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass(kw_only=True)
class Program:
    """gunicorn with this program, in production settings.

    `options` are further arguments of gunicorn, `settings` further variables, `prefix` the words
    before the command that say where it runs.  It must be started
    from the main thread: the program ends when the thread does that started it.
    """

    folder: Path
    database_url: str
    workers: int = 2
    port: int = field(default_factory=free_port)
    host: str = HOST
    prefix: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    secret_key: str = field(default_factory=secrets.token_urlsafe)
    pepper: str = field(default_factory=secrets.token_urlsafe)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        atexit.register(self.end)

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables of the program's processes: none of our own settings leak in."""
        inherited = {name: value for name, value in os.environ.items() if name[:6] != "SCORE_"}
        return {
            **inherited,
            "SCORE_DATABASE_URL": self.database_url,
            "SCORE_SECRET_KEY": self.secret_key,
            "SCORE_PEPPER": self.pepper,
            "SCORE_HOST": self.host,
            "SCORE_PORT": str(self.port),
            "SCORE_SECURE_COOKIES": "yes",
            **self.settings,
        }

    @property
    def log(self) -> Path:
        """Return the file that all processes write their complaints to."""
        return self.folder / "server.log"

    @property
    def master(self) -> int:
        """Return the id of the process that looks after the workers."""
        if self.process is None:
            raise RuntimeError("the program was not started")
        return self.process.pid

    def prepare(self) -> None:
        """Make the tables and publish one course."""
        self.run("database", "upgrade")
        self.run("content", "publish", str(ROOT / "content" / COURSE))

    def run(self, *arguments: str) -> str:
        """Run a command of the program and return what it said; raises RuntimeError when it failed."""
        done = subprocess.run(
            [Path(sys.executable).with_name("score-learn"), *arguments], env=self.environment,
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"score-learn {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> None:
        """Start the program and return when it is ready to serve."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """Start the program; it will be ready in a moment."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command(), env=self.environment, cwd=ROOT, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=end_with_us,  # noqa: PLW1509 -- one system call, no lock
            )  # fmt: skip

    def wait_ready(self, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until /readyz says yes; raises RuntimeError with the end of the log otherwise."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            ended = self.process is None or self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise RuntimeError(
                    f"the program is not ready: {self.log.read_text('utf-8')[-2000:]}"
                )
            time.sleep(0.02)

    def is_ready(self, port: int | None = None) -> bool:
        """Ask /readyz once, at the port of a proxy where one is given."""
        where = (HOST, port) if port else (self.host, self.port)
        connection = http.client.HTTPConnection(*where, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def worker_pids(self) -> list[int]:
        """Return the ids of the processes that serve, in order."""
        return children_of(self.master)

    def kill_worker(self, place: int) -> int | None:
        """Kill a worker by SIGKILL and return its id; None when none runs at this moment."""
        pids = self.worker_pids()
        if not pids:
            return None
        pid = pids[place % len(pids)]
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return pid

    def kill(self) -> None:
        """Kill every process at once, the master first, as a supervisor does with what is left."""
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self, seconds: float = 40) -> None:
        """End in order: what is being served is served; raises TimeoutExpired when it takes longer."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(seconds)

    def end(self) -> None:
        """Leave no process behind, however the drill went."""
        self.kill()
        atexit.unregister(self.end)

    def _command(self) -> list[str]:
        return [
            *self.prefix, sys.executable, *bytecode.options(),
            str(Path(sys.executable).with_name("gunicorn")), "wsgi:app", "--no-control-socket",
            "--bind", f"{self.host}:{self.port}", "--workers", str(self.workers),
            "--log-level", "warning", *self.options,
        ]  # fmt: skip


def children_of(pid: int) -> list[int]:
    """Return the ids of the processes that `pid` started and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent, *_ = path.read_text("utf-8").rpartition(")")[2].split()
            if int(parent) == pid and state != "Z":
                found.append(int(path.parent.name))
    return sorted(found)


def end_with_us() -> None:
    """Ask Linux to end this process when the thread that starts it ends: for `preexec_fn`."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
