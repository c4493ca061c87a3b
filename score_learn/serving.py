"""How gunicorn serves the program: `gunicorn --config score_learn/serving.py wsgi:app`.

`score-learn server start` uses this file.  The first process loads the program once, and the workers
that it forks share what is loaded; a reload is told in `renewal.py`.
"""

import contextlib
import gc
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from score_learn import logs, renewal
from score_learn.settings import ROOT, read

_settings = read(os.environ)
COUNTS = "score-learn-counts-"

_memory = Path("/dev/shm")  # noqa: S108 -- the system's folder in memory; ours below it is private

bind = f"{_settings.host}:{_settings.port}"
chdir = str(ROOT)
workers = _settings.workers
threads = 1 if _settings.trusted_proxies else 8
"""Browsers hold spare connections open; where no nginx holds them instead, threads must."""

timeout = 30
"""Seconds until a worker that hangs is ended; we wait at most 10 for a statement of the database, or
for its server that vanished."""

graceful_timeout = 30
control_socket_disable = True
worker_tmp_dir = str(_memory) if _memory.is_dir() else None
"""The sign of life of each worker must not wait for a disk."""

forwarded_allow_ips = "127.0.0.1,::1"
limit_request_line = 4094
limit_request_fields = 60


class JsonLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's own messages, in the same form as ours; ours tell each request."""

    def setup(self, cfg: Any) -> None:
        """Give the log our one handler."""
        super().setup(cfg)
        handler = logs.handler()
        handler.addFilter(_Quiet())
        self.error_log.handlers = [handler]


logger_class = JsonLogger


class _Quiet(logging.Filter):
    """Cuts what gunicorn quotes of a request: its address, its sender, its headers."""

    def filter(self, record: logging.LogRecord) -> bool:
        for kept in ("Invalid request", "Error handling request"):
            if str(record.msg).startswith(kept):
                record.msg, record.args = kept, ()
        return True


def on_starting(_server: Any) -> None:
    """Make the folder where the workers count, before anything is loaded that counts.

    After a reload it is the same one: workers from before still count in it.
    """
    if renewal.is_renewal() and Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")).is_dir():
        return
    parent = _memory if _memory.is_dir() else Path(tempfile.gettempdir())
    for left in parent.glob(f"{COUNTS}*"):
        process = left.name.removeprefix(COUNTS).partition("-")[0]
        if left.stat().st_uid == os.getuid() and not Path("/proc", process).exists():
            shutil.rmtree(left, ignore_errors=True)  # of one that was killed
    made = tempfile.mkdtemp(prefix=f"{COUNTS}{os.getpid()}-", dir=parent)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = made


def when_ready(server: Any) -> None:
    """Load the program, for the workers to share; whoever calls meanwhile waits at the socket.

    gunicorn's own `preload_app` would load it before there is a folder to count in, and before a
    signal can be heard.
    """
    renewal.listen(server)
    try:
        _load(server)
    except Exception as error:
        server.log.exception("the program cannot be loaded")
        print(error, file=sys.stderr, flush=True)  # noqa: T201 -- in plain words, for whoever starts it
        renewal.end_former(server)
        server.halt(reason="App failed to load.", exit_status=server.WORKER_BOOT_ERROR)
    renewal.end_former(server)


def _load(server: Any) -> None:
    """Load what workers share, and keep the collector off it: what it looks at is shared no more.

    Looking for garbage meanwhile would take a fifth of the time.  Half a megabyte stays; were it given
    back, each worker would fill the holes, and the pages around them would be shared no more.
    """
    gc.disable()
    server.app.wsgi()
    gc.freeze()
    gc.enable()


def on_exit(_server: Any) -> None:
    """Take the counts away; the next start begins at nothing, as counters may."""
    renewal.wait_for_former()
    with contextlib.suppress(KeyError):
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
