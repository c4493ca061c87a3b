"""nginx before the program, as a drill needs it: on a port of its own, everything in a folder of its own."""

import atexit
import contextlib
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import click

from score_learn.drills.server import PATIENCE_SECONDS, Program, end_with_us, free_port
from score_learn.settings import ROOT

SETTINGS = {
    "SCORE_TRUSTED_PROXIES": "1",
    "SCORE_PLAIN_LAN": "yes",
    "SCORE_SECURE_COOKIES": "no",
}
"""What the program must be told when nginx stands before it, without encryption on loopback."""

OPTIONS = ("--config", str(ROOT / "score_learn" / "serving.py"))
"""What gunicorn must be told, so that it serves as operators have it."""


@dataclass(kw_only=True)
class Nginx:
    """nginx with the file that the program prints for it.

    Start it from the main thread, after `lay_out`; `servers` are several hosts, as HOST:PORT.
    """

    folder: Path
    program: Program
    servers: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        atexit.register(self.end)

    def start(self) -> None:
        """Start nginx and return when it passes requests on."""
        nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
        if nginx is None:
            raise click.ClickException("This drill needs nginx: apt-get install nginx")
        file = self.folder / "nginx.conf"
        file.write_text(f"daemon off;\n{self._printed()}", encoding="utf-8")
        self.process = subprocess.Popen(
            [nginx, "-p", self.folder, "-c", file], stdin=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=end_with_us,  # noqa: PLW1509 -- one system call, no lock
        )  # fmt: skip
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.program.is_ready(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"nginx with {file} passes nothing on")
            time.sleep(0.02)

    def end(self) -> None:
        """Stop nginx and all its processes."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            self.process.kill()
            self.process.wait()
        atexit.unregister(self.end)

    def _printed(self) -> str:
        folder = self.folder / "nginx"
        folder.mkdir()
        servers = [word for server in self.servers for word in ("--server", server)]
        wish = ("--port", str(self.port), "--folder", str(folder))
        return self.program.run("server", "config", "nginx", *servers, *wish)


def lay_out(program: Program) -> None:
    """Make the program one that stands behind nginx, and lay out what nginx sends by itself."""
    static = program.folder / "static"
    program.settings |= SETTINGS | {"SCORE_STATIC": str(static)}
    program.options = OPTIONS
    program.run("server", "prepare")
