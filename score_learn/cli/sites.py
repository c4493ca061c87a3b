"""`score-learn sites ...`: what each factory says of itself."""

import sys
from collections.abc import Callable

import click
from flask.cli import AppGroup

from score_learn import clock
from score_learn.core.local import SITE_BLOCKS
from score_learn.services import sites as service
from score_learn.services.sites import SiteError, SiteOverview

sites = AppGroup("sites", help="Say whose law holds at a site, and fill its own words in.")


@sites.command("list")
def list_() -> None:
    """Show every site: country, its own words, and the lessons that still lack them."""
    found = service.overview()
    for site in found:
        click.echo(_described(site))
    if not found:
        click.echo("No site yet. `score-learn demo` makes one to try the program with.")


@sites.command()
@click.argument("site")
@click.argument("country")
def country(site: str, country: str) -> None:
    """Say in which country SITE is, by its two letters; "" for none."""
    _try(lambda: service.set_country(site, country))
    click.echo(f"{site}: {country.upper() or 'no country'}")


@sites.command()
@click.argument("site")
@click.argument("block", type=click.Choice(list(SITE_BLOCKS)))
@click.option("--language", default="en", help="Language of the words.", show_default=True)
@click.argument("text", required=False)
def words(site: str, block: str, language: str, text: str | None) -> None:
    """Write SITE's own words into a BLOCK of the lessons; without TEXT, what stands on stdin.

    An empty text takes the words away, and hides the lessons that need them.
    """
    told = sys.stdin.read() if text is None else text
    _try(lambda: service.write(site, block, language, told, now=clock.now()))
    click.echo(f"{site}: {block} in {language} {'written' if told.strip() else 'taken away'}")


def _try(work: Callable[[], None]) -> None:
    try:
        work()
    except SiteError as error:
        raise click.ClickException(str(error)) from error


def _described(site: SiteOverview) -> str:
    lines = [f"{site.name} ({site.country or 'no country'}, {site.language})"]
    for block, what in SITE_BLOCKS.items():
        languages = ", ".join(site.words.get(block, ())) or f"not written: {what}"
        lines.append(f"  {block}: {languages}")
    lines += [
        f"  hidden until {', '.join(one.blocks)} is written: {one.module}/{one.lesson}"
        for one in site.hidden
    ]
    return "\n".join(lines)
