"""How the first process begins anew in place, so that a reload brings new code and new libraries.

All that serves is loaded in the first process and shared with the workers it forks, so only another
program can bring what is new.  gunicorn's own way (USR2) is another process; but whoever looks after
this one, be it systemd, a container or a terminal, knows it by its number.  So it executes itself: it
stays the same process, keeps the listening socket and the workers, which serve until others can.

What it would become is tried out before, in a process of its own: one that cannot be loaded changes
nothing.
"""

import functools
import os
import signal
import subprocess
import sys
import time
from typing import Any

TRIAL_SECONDS = 30
"""As long as a worker may take; meanwhile nobody watches the workers, and other signals wait."""

FORMER = "FORMER_WORKERS"
"""The variable by which the program before names the processes that still serve."""

LINES_TOLD = 12
"""Of what a trial said: the end of a traceback."""

_former: list[int] = []


def listen(server: Any) -> None:
    """Let HUP begin anew, where gunicorn's own would fork more of what is loaded.

    There is no hook for it.  HUP comes last of what came at once: nothing after it would be heard.
    """
    wait = server.wait_for_signals
    server.wait_for_signals = lambda timeout=1.0: sorted(wait(timeout), key=_is_hup)
    server.handle_hup = functools.partial(_renew, server)


def _renew(server: Any) -> None:
    """Become the program that is there now, if it can be loaded; the log says why it cannot."""
    said = _try_out(server.START_CTX["cwd"])
    if said:
        server.log.error(
            "the new program cannot be loaded; the old one goes on serving",
            extra={"fields": {"said": said[-LINES_TOLD:]}},
        )
        return
    server.log.info("the new program takes over")
    _execute(server)


def is_renewal() -> bool:
    """Tell whether this process was the same program before, and its workers still serve."""
    return FORMER in os.environ


def end_former(server: Any) -> None:
    """Let the workers from before finish what they have in hand, and end; now others can serve.

    gunicorn does not know them, so it is we who end those that hang.
    """
    _former[:] = [int(pid) for pid in os.environ.pop(FORMER, "").split()]
    for pid in _running():
        os.kill(pid, signal.SIGTERM)
    if _former:
        signal.signal(signal.SIGALRM, lambda *_signal: _kill_former(server))
        signal.alarm(server.cfg.graceful_timeout)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, server.SIGNALS)


def wait_for_former() -> None:
    """Return when no worker from before is left: when we end, what they have in hand is cut off."""
    while _running():
        time.sleep(0.1)


def _is_hup(number: int) -> bool:
    return number == signal.SIGHUP


def _try_out(folder: str) -> list[str]:
    """Load what is there now as a start would, and return what it said if it cannot be."""
    counting = "PROMETHEUS_MULTIPROC_DIR"  # a trial counts nothing
    try:
        done = subprocess.run(
            [*_command(), "--check-config"], cwd=folder, check=False,
            env={name: value for name, value in os.environ.items() if name != counting},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, errors="replace", timeout=TRIAL_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return [f"not loaded within {TRIAL_SECONDS} seconds"]
    if done.returncode == 0:
        return []
    return [*done.stderr.splitlines(), f"ended with {done.returncode}"]


def _execute(server: Any) -> None:
    """Execute the same command once more in this process; gunicorn takes its socket by these names.

    Signals wait until it can handle them: by default most of them would end it.
    """
    handed_over = {
        "GUNICORN_PID": str(os.getpid()),
        "GUNICORN_FD": ",".join(str(listener.fileno()) for listener in server.LISTENERS),
        FORMER: " ".join(str(pid) for pid in [*server.WORKERS, *_running()]),
    }
    signal.alarm(0)
    signal.pthread_sigmask(signal.SIG_BLOCK, server.SIGNALS)
    while not server.SIG_QUEUE.empty():
        if (came := server.SIG_QUEUE.get()) in server.SIGNALS:
            os.kill(os.getpid(), came)  # once more, to be heard after
    os.chdir(server.START_CTX["cwd"])
    try:
        os.execve(sys.executable, _command(), os.environ | handed_over)  # noqa: S606 -- as above
    except OSError:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, server.SIGNALS)
        server.log.exception("the interpreter cannot be executed; the old program goes on serving")


def _command() -> list[str]:
    """Return how this process was started, the interpreter's own options too."""
    return [sys.executable, *sys.orig_argv[1:]]


def _running() -> list[int]:
    """Return those of the former workers that have not ended."""
    return [pid for pid in _former if _is_running_child(pid)]


def _is_running_child(pid: int) -> bool:
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        return False


def _kill_former(server: Any) -> None:
    """End those that hang; never a worker of now that was given the number of one that had ended."""
    for pid in set(_running()) - set(server.WORKERS):
        os.kill(pid, signal.SIGKILL)
