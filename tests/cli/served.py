"""The program as it is served in earnest: behind the nginx whose file it prints."""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.test_server import COMMAND, PATIENCE_SECONDS, Program, free_port

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@dataclass
class Served(Program):
    """gunicorn and nginx; `front` is nginx's port, `more` further settings."""

    words: tuple[str, ...] = ("server", "start")
    front: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)
    nginx: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {
            "SCORE_TRUSTED_PROXIES": "1",
            "SCORE_PLAIN_LAN": "yes",
            "SCORE_STATIC": str(self.folder / "static"),
        } | self.more  # fmt: skip

    def configuration(self, *words: str) -> str:
        printed = subprocess.run(
            [COMMAND, "server", "config", *words], env=self.environment, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        return printed.stdout

    def start_nginx(self) -> None:
        assert NGINX
        state = self.folder / "nginx"
        state.mkdir()
        file = state / "nginx.conf"
        words = ("--port", str(self.front), "--folder", str(state))
        file.write_text(self.configuration("nginx", *words), "utf-8")
        checked = subprocess.run(
            [NGINX, "-t", "-q", "-c", file], capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stderr
        self.nginx = subprocess.Popen(
            [NGINX, "-c", file, "-g", "daemon off;"], stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.front)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("nginx does not answer")

    def stop(self) -> None:
        self.kill()
        if self.nginx:
            self.nginx.send_signal(signal.SIGQUIT)
            self.nginx.wait()

    def signal(self, which: signal.Signals) -> None:
        assert self.process
        os.kill(self.process.pid, which)

    def workers(self) -> set[int]:
        """Return the processes that answer: the children of the first."""
        assert self.process
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(number) for number in listed.read_text("ascii").split()}

    def send_raw(self, *parts: bytes, port: int = 0) -> bytes:
        """Send bytes as they are and return all that comes back."""
        with socket.create_connection(("127.0.0.1", port or self.front), timeout=60) as line:
            for part in parts:
                line.sendall(part)
            received = b""
            while chunk := line.recv(65536):
                received += chunk
        return received
