"""What the machine itself can do: the ends that the program is measured against."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from score_learn.drills.server import free_port
from score_learn.services.verifying import SecretKeeper
from tests.bench.load import HOST, Ask, Taken, again, drive, request

ROOT = Path(__file__).resolve().parent.parent.parent
CONNECTIONS = 16
POSTGRESQL_CLIENTS = 8
ROW = "x" * 250
"""As many bytes as an answer has."""

ANSWERED = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\npong"


@contextmanager
def bare_pages(size: int, workers: int = 2) -> Iterator[int]:
    """Serve the bare page under gunicorn and give its port."""
    port = free_port()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("gunicorn"), "tests.bench.bare:app", "--no-control-socket",
         "--bind", f"{HOST}:{port}", "--workers", str(workers), "--log-level", "warning"],
        cwd=ROOT, env={**os.environ, "BENCH_PAGE_BYTES": str(size)},
    )  # fmt: skip
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


@contextmanager
def pings() -> Iterator[int]:
    """Answer every request with the same few bytes, from a process of its own; give its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.limits", str(port)], cwd=ROOT)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, seconds: float = 60) -> None:
    """Wait until somebody listens there."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def pages(port: int, seconds: float, *, path: str = "/") -> Taken:
    """Fetch the same page over as many connections as learners have."""
    ask = Ask(request("GET", path, headers={"Accept-Encoding": "gzip, br"}))
    return drive(port, [again(ask) for _ in range(CONNECTIONS)], seconds=seconds, warm=0.5)


def argon2(keeper: SecretKeeper, seconds: float, threads: int) -> Taken:
    """Check the same right secret, with the program's own cost, on as many threads as cores."""
    sealed = keeper.seal("708152")
    taken = Taken(seconds=seconds)
    over = time.perf_counter() + seconds

    def check() -> None:
        while (began := time.perf_counter()) < over:
            keeper.opens("708152", sealed)
            taken.latencies.append(time.perf_counter() - began)

    running = [threading.Thread(target=check) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return taken


def sqlite_commits(sqlite: Any, path: Path, journal_mode: str, seconds: float) -> Taken:
    """Commit one row after another with `synchronous=FULL`, by one writer and no program."""
    path.unlink(missing_ok=True)
    connection = sqlite.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA journal_mode = {journal_mode}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, body TEXT)")
    taken = Taken(seconds=seconds)
    over = time.perf_counter() + seconds
    while (began := time.perf_counter()) < over:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO fact (body) VALUES (?)", (ROW,))
        connection.execute("COMMIT")
        taken.latencies.append(time.perf_counter() - began)
    connection.close()
    return taken


def postgresql_commits(pgbench: Path, url: str, folder: Path, seconds: float) -> Taken:
    """Commit one row after another with eight clients of PostgreSQL's own load generator."""
    script = folder / "commit.sql"
    script.write_text(f"INSERT INTO bench_fact (body) VALUES ('{ROW}');\n", "utf-8")
    done = subprocess.run(
        [pgbench, "-n", "-c", str(POSTGRESQL_CLIENTS), "-j", "2", "-T", str(max(round(seconds), 1)),
         "-f", script, url],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if not found:
        raise RuntimeError(f"pgbench said no rate: {done.stdout}")
    return Taken(seconds=1.0, latencies=[0.0] * round(float(found[1])))


def _serve_pings(port: int) -> None:
    door = socket.create_server((HOST, port), backlog=128)
    while True:
        line, _ = door.accept()
        line.recv(65_536)
        line.sendall(ANSWERED)
        line.close()


if __name__ == "__main__":
    _serve_pings(int(sys.argv[1]))
