"""`score-learn server start`: bring everything up to date, then serve."""

import os
import socket
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from score_learn.cli import demo as demo_command
from score_learn.cli.database import upgrade_database
from score_learn.cli.publish import publish_folders
from score_learn.services import publishing, translating
from score_learn.services.translating import Folders
from score_learn.settings import ROOT, Settings

server = AppGroup("server", help="Serve the pages.")


@server.command("start")
@click.option("--demo", is_flag=True, help="On an empty database, make a factory of 40 people.")
def start(*, demo: bool) -> None:
    """Bring tables and catalogs up to date, publish the courses if none is, and serve."""
    settings: Settings = current_app.config["SETTINGS"]
    _check_address(settings)
    upgrade_database()
    translating.compile_catalogs(
        Folders(root=ROOT, content=settings.content, translations=settings.translations)
    )
    if not publishing.published() and not publish_folders(settings, [settings.content]):
        raise click.ClickException("a course has errors (see above); correct it and start again")
    if demo:
        demo_command.show(demo_command.make())
    click.echo(f"\nScore Learn answers on http://{settings.host}:{settings.port}  (Ctrl+C ends it)")
    _serve(settings)


def _check_address(settings: Settings) -> None:
    """Refuse in words when something else answers there; gunicorn would say it in a hundred lines."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            where = f"{settings.host}:{settings.port}"
            raise click.ClickException(
                f"{where} cannot be used ({error.strerror}); set SCORE_HOST or SCORE_PORT."
            ) from error


def _serve(settings: Settings) -> None:
    """Become gunicorn.

    Threads, because browsers open spare connections that would each hold a whole process; behind
    nginx, which holds them instead, plain processes are faster.
    """
    sys.stdout.flush()
    gunicorn = Path(sys.executable).with_name("gunicorn")
    os.chdir(ROOT)
    os.execv(  # noqa: S606 -- our own interpreter's gunicorn, no shell
        gunicorn,
        [
            "gunicorn", "wsgi:app", "--no-control-socket", "--bind", f"{settings.host}:{settings.port}",
            "--workers", str(settings.workers), "--threads", "8",
            "--log-level", "warning",
        ],
    )  # fmt: skip
