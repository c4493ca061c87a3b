"""`score-learn translations ...`: for translators and for whoever gathers their work."""

import click

from score_learn.services import glossary, translating
from score_learn.services.catalogs import Folders
from score_learn.services.translating import Status
from score_learn.settings import ROOT

FOLDERS = Folders(root=ROOT, content=ROOT / "content", translations=ROOT / "translations")
GLOSSARY = ROOT / "docs" / "glossary.md"


@click.group()
def translations() -> None:
    """Extract, merge, compile and check the catalogs."""


@translations.command()
def update() -> None:
    """Bring every catalog up to date with the program's and the courses' text."""
    for row in translating.update(FOLDERS):
        click.echo(_line(row))


@translations.command("compile")
def compile_() -> None:
    """Write the compiled catalogs that the program reads."""
    click.echo(f"{translating.compile_catalogs(FOLDERS)} catalogs compiled")


@translations.command()
def status() -> None:
    """Say how far each catalog is, and whether a native speaker has read it."""
    for row in translating.all_status(FOLDERS):
        click.echo(_line(row))


@translations.command()
def check() -> None:
    """Report catalogs that are stale, or whose placeholders or tags differ from the source.

    A text that leaves the glossary is a warning: sometimes another word is right.
    """
    flaws = warnings = 0
    for flaw in glossary.check(FOLDERS, GLOSSARY):
        click.echo(f"{flaw.path}:{flaw.line}: warning: {flaw.text}", err=True)
        warnings += 1
    for flaw in translating.check(FOLDERS):
        click.echo(f"{flaw.path}:{flaw.line}: {flaw.text}", err=True)
        flaws += 1
    click.echo(f"{flaws} flaws in the catalogs, {warnings} warnings")
    click.get_current_context().exit(bool(flaws))


def _line(row: Status) -> str:
    reviewed = "reviewed" if row.reviewed else "unreviewed"
    return (
        f"{row.language:6} {row.domain:26} {row.translated:4} of {row.total:4} translated, "
        f"{row.fuzzy} fuzzy, {reviewed}"
    )
