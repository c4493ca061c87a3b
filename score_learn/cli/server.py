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
from score_learn.cli.publish import compiled, publish_all, publish_folders
from score_learn.core.languages import offered
from score_learn.core.people import VISITOR
from score_learn.services import assets, bytecode, on_shelf, translating
from score_learn.services.catalogs import Folders, stale_catalogs
from score_learn.settings import ROOT, Settings
from score_learn.storage.database import has_tables
from score_learn.storage.owners import give

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
    if not _fill_database(settings):
        raise click.ClickException("a course has errors (see above); correct it and start again")
    try:
        assets.lay_out(current_app.config["ASSETS"], settings.static)
    except OSError as error:
        raise click.ClickException(
            f"SCORE_STATIC is {settings.static}; styles and scripts cannot be laid out there"
            f" ({error.strerror}: {error.filename}); name a folder that the program's user may write"
            " to, or give this one to that user (chown -R)."
        ) from error
    _lay_out_away_pages(settings.static / "away")


def _fill_database(settings: Settings) -> bool:
    """Bring tables and catalogs up to date and publish the courses if none is; return False if one is refused.

    In a database without tables none is: there the courses are compiled while the tables are made.
    """
    if has_tables():
        _bring_up_to_date(settings)
        return bool(on_shelf.published()) or publish_folders(settings, [settings.content])
    with compiled(settings, [settings.content]) as compilations:
        _bring_up_to_date(settings)
        return publish_all(compilations)


def _bring_up_to_date(settings: Settings) -> None:
    upgrade_database()
    _compile_catalogs(settings)


def _compile_catalogs(settings: Settings) -> None:
    folders = Folders(root=ROOT, content=settings.content, translations=settings.translations)
    stale = [path.with_suffix(".mo") for path in stale_catalogs(folders)]
    try:
        translating.compile_catalogs(folders)
        for path in stale:
            give(path, like=path.parent)
    except OSError as error:
        raise click.ClickException(
            f"{error.filename} cannot be written ({error.strerror}); give it to the program's user"
            f" (chown -R score-learn: {settings.translations})."
        ) from error


def _lay_out_away_pages(folder: Path) -> None:
    """Write the page that nginx shows while nobody serves, in each language.

    One that cannot be renewed is no reason not to serve.
    """
    pages = {}
    for language in offered():
        with current_app.test_request_context("/"):
            g.actor, g.language = VISITOR, language
            pages[f"{language.code}.html"] = render_template("errors/503.html", words=None)
    try:
        assets.lay_out_pages(pages, folder)
    except PermissionError as error:
        click.echo(
            f"Warning: {folder} is another user's, so the pages that nginx shows while nobody serves stay"
            f" as they were ({error.strerror}); give it to the program's user (chown -R).",
            err=True,
        )


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
    os.execv(  # noqa: S606 -- our own interpreter, no shell
        sys.executable,
        [
            sys.executable, *bytecode.options(), str(gunicorn),
            "--config", str(SERVING), "--log-level", level, "wsgi:app",
        ],
    )  # fmt: skip
