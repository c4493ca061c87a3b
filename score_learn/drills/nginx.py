"""nginx before the program, as a drill needs it: on a port of its own, everything in a folder of its own."""

import atexit
import contextlib
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import click

from score_learn.drills.server import HOST, PATIENCE_SECONDS, Program, end_with_us, free_port
from score_learn.settings import ROOT

SETTINGS = {"SCORE_TRUSTED_PROXIES": "1"}
"""What the program must be told when nginx stands before it."""

MOST_AT_ONCE = 64
"""Requests that are let through to the program at a time; who comes beyond is told to come again."""

CONFIGURATION = """
user root;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log crit;
worker_processes 2;
worker_rlimit_nofile 65536;
events {{ worker_connections 32768; multi_accept on; }}
http {{
    access_log off;
    types {{ text/css css; text/javascript js; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_header_timeout 5s;
    client_body_timeout 5s;
    send_timeout 5s;
    keepalive_timeout 15s;
    reset_timedout_connection on;
    client_max_body_size 256k;
    client_body_buffer_size 256k;
    proxy_buffers 16 16k;
    upstream program {{
        zone program 64k;
        server {host}:{program_port} max_fails=0 max_conns={most};
    }}
    server {{
        listen {host}:{port} backlog=4096;
        location /static/ {{ alias {static}/; }}
        location / {{
            proxy_pass http://program;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_connect_timeout 2s;
            error_page 502 504 = @away;
        }}
        location @away {{ add_header Retry-After 5 always; return 503; }}
    }}
}}
"""


@dataclass(kw_only=True)
class Nginx:
    """nginx before a program; start it from the main thread, and the program with `SETTINGS`."""

    folder: Path
    program: Program
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
        file.write_text(self._configuration(), encoding="utf-8")
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

    def _configuration(self) -> str:
        return CONFIGURATION.format(
            folder=self.folder,
            host=HOST,
            port=self.port,
            program_port=self.program.port,
            most=MOST_AT_ONCE,
            static=ROOT / "score_learn" / "web" / "static",
        )
