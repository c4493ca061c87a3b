"""`score-learn server start`: bring everything up to date, then serve."""

import os
import socket
import sys
from pathlib import Path

import click
from flask import current_app, g, render_template
from flask.cli import AppGroup

from score_learn.cli import demo as demo_command
from score_learn.cli.config import config
from score_learn.cli.database import upgrade_database
from score_learn.cli.publish import publish_folders
from score_learn.core.languages import offered
from score_learn.core.people import VISITOR
from score_learn.services import assets, publishing, translating
from score_learn.services.translating import Folders
from score_learn.settings import ROOT, Settings

SERVING = ROOT / "score_learn" / "serving.py"

WITHOUT_HTTPS = """\
SCORE_PLAIN_LAN=yes: pages go over plain HTTP. Whoever is on this network can read and change them, PINs too.
What browsers then refuse: lessons without a network, the camera, and cookies kept for HTTPS alone."""

server = AppGroup("server", help="Serve the pages.")
server.add_command(config)


@server.command("start")
@click.option("--demo", is_flag=True, help="On an empty database, make a factory of 40 people.")
def start(*, demo: bool) -> None:
    """Bring tables and catalogs up to date, publish the courses if none is, and serve."""
    settings: Settings = current_app.config["SETTINGS"]
    _check_address(settings)
    _prepare(settings)
    if demo:
        demo_command.show(demo_command.make())
    if settings.plain_lan:
        click.echo(WITHOUT_HTTPS, err=True)
    click.echo(f"\nScore Learn answers on http://{settings.host}:{settings.port}  (Ctrl+C ends it)")
    _serve()


@server.command("prepare")
def prepare() -> None:
    """Do what `start` does before it serves; after an update, while the processes still run."""
    _prepare(current_app.config["SETTINGS"])


def _prepare(settings: Settings) -> None:
    upgrade_database()
    translating.compile_catalogs(
        Folders(root=ROOT, content=settings.content, translations=settings.translations)
    )
    if not publishing.published() and not publish_folders(settings, [settings.content]):
        raise click.ClickException("a course has errors (see above); correct it and start again")
    assets.lay_out(current_app.config["ASSETS"], settings.static)
    _lay_out_away_pages(settings.static / "away")


def _lay_out_away_pages(folder: Path) -> None:
    """Write the page that nginx shows while nobody serves, in each language."""
    folder.mkdir(mode=0o755, exist_ok=True)
    for language in offered():
        with current_app.test_request_context("/"):
            g.actor, g.language = VISITOR, language
            page = render_template("errors/503.html", words=None)
        path = folder / f"{language.code}.html"
        path.write_text(page, "utf-8")
        path.chmod(0o644)


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


def _serve() -> None:
    """Become gunicorn, as `serving.py` says."""
    sys.stdout.flush()
    level = "warning" if sys.stderr.isatty() else "info"
    gunicorn = Path(sys.executable).with_name("gunicorn")
    os.chdir(ROOT)
    os.execv(  # noqa: S606 -- our own interpreter's gunicorn, no shell
        gunicorn,
        ["gunicorn", "--config", str(SERVING), "--log-level", level, "wsgi:app"],
    )
