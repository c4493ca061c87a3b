"""`score-learn server config ...`: files for nginx and systemd, filled in with this installation's settings."""

import getpass
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import jinja2
from flask import current_app
from flask.cli import with_appcontext

from score_learn.core.languages import offered
from score_learn.settings import ROOT, Settings

UNITS = {
    "score-learn.service": "systemd.service",
    "score-learn-backup.service": "systemd-backup.service",
    "score-learn-backup.timer": "systemd-backup.timer",
}
"""What systemd calls each, and its template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NginxWish:
    """What the settings do not say: the outside.  A `folder` is for an nginx that is not the system's."""

    name: str
    certificate: Path | None
    key: Path | None
    server: tuple[str, ...]
    port: int
    tls_port: int
    folder: Path | None


@click.group("config")
def config() -> None:
    """Print a file for nginx or systemd, ready to be used."""


@config.command("nginx")
@click.option("--name", default="", help="The site's name, such as learn.example.org.")
@click.option("--certificate", type=click.Path(path_type=Path), help="The chain, as PEM.")
@click.option("--key", type=click.Path(path_type=Path), help="The certificate's private key.")
@click.option("--server", multiple=True, help="A host that serves, as HOST:PORT; one option each.")
@click.option("--port", default=80, help="For HTTP.")
@click.option("--tls-port", default=443, help="For HTTPS.")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Everything nginx writes, for a trial."
)
@with_appcontext
def nginx(**wishes: object) -> None:
    """Print a whole nginx.conf.

    Without --server, this installation serves alone, at its SCORE_HOST and SCORE_PORT.
    """
    settings: Settings = current_app.config["SETTINGS"]
    wish = NginxWish(**wishes)  # type: ignore[arg-type]  # click has seen to the types
    if not settings.trusted_proxies:
        raise click.ClickException("set SCORE_TRUSTED_PROXIES=1: nginx says for whom it asks")
    if settings.plain_lan == bool(wish.certificate):
        raise click.ClickException(
            "give --name, --certificate and --key, or set SCORE_PLAIN_LAN=yes for plain HTTP"
        )
    if wish.certificate and not (wish.key and wish.name):
        raise click.ClickException("a certificate needs --key and --name")
    servers = wish.server or (f"{settings.host}:{settings.port}",)
    click.echo(
        _filled(
            "nginx.conf",
            wish=wish,
            servers=servers * 2 if len(servers) == 1 else servers,
            alone=len(servers) == 1,
            secure=bool(wish.certificate),
            static=settings.static,
            body_limit=current_app.config["MAX_CONTENT_LENGTH"],
            languages=[row.code for row in offered()],
            user="root" if os.getuid() == 0 else getpass.getuser(),
        )
    )


@config.command("systemd")
@click.argument("unit", type=click.Choice(list(UNITS)), default="score-learn.service")
@with_appcontext
def systemd(unit: str) -> None:
    """Print a UNIT for systemd: the program's (which is what it prints unasked), or a nightly backup's."""
    settings: Settings = current_app.config["SETTINGS"]
    if unit == "score-learn-backup.service":
        _check_backups(settings)
    command = Path(sys.executable).with_name("score-learn")
    backups = ROOT / settings.backups
    click.echo(_filled(UNITS[unit], root=ROOT, command=command, backups=backups))


def _check_backups(settings: Settings) -> None:
    """Refuse to print a unit that would not back up, or not what people learn with."""
    if "SCORE_PEPPER" in settings.made_up:
        raise click.ClickException(
            "SCORE_PEPPER is not set: give the settings first (set -a; . /etc/score-learn.env)"
        )
    if (ROOT / settings.backups).is_relative_to(ROOT):
        raise click.ClickException(
            f"set SCORE_BACKUPS to a folder outside of {ROOT} that the user score-learn owns,"
            " such as /var/backups/score-learn"
        )


def _filled(name: str, **words: object) -> str:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("score_learn.cli"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 -- no HTML
    )
    return environment.get_template(name).render(words)
