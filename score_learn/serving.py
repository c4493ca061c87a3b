"""How gunicorn serves the program: `gunicorn --config score_learn/serving.py wsgi:app`.

`score-learn server start` uses this file.  gunicorn reads it in its first process, which lives on
through reloads; what that process has read of the program is forgotten in each worker.
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

from score_learn import logs
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
preload_app = False
"""So that a reload brings new code: docs/decisions/0015."""

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
    """Make the folder where the workers count, before the first of them asks for it."""
    parent = _memory if _memory.is_dir() else Path(tempfile.gettempdir())
    for left in parent.glob(f"{COUNTS}*"):
        process = left.name.removeprefix(COUNTS).partition("-")[0]
        if left.stat().st_uid == os.getuid() and not Path("/proc", process).exists():
            shutil.rmtree(left, ignore_errors=True)  # of one that was killed
    made = tempfile.mkdtemp(prefix=f"{COUNTS}{os.getpid()}-", dir=parent)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = made


def when_ready(_server: Any) -> None:
    """Keep the collector off what every process shares: what it looks at is shared no more."""
    gc.collect()
    gc.freeze()


def post_fork(_server: Any, _worker: Any) -> None:
    """Forget what the first process read, so that after a reload the worker reads what is there now.

    Until it has, nothing of it is garbage, and looking for some would take a fifth of the time.
    """
    gc.disable()
    for name in [name for name in sys.modules if name.partition(".")[0] == "score_learn"]:
        del sys.modules[name]


def post_worker_init(_worker: Any) -> None:
    """Look for garbage from now on, though not among what was loaded and stays."""
    gc.collect()
    gc.freeze()
    gc.enable()


def on_exit(_server: Any) -> None:
    """Take the counts away; the next start begins at nothing, as counters may."""
    with contextlib.suppress(KeyError):
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
