"""`score-learn content audio-script`: what a reader should record."""

import csv
import sys
from pathlib import Path

import click

from score_learn.cli.book import LANGUAGES
from score_learn.cli.content import CONTENT, FOLDERS, TRANSLATIONS, modules_meant
from score_learn.services import compiling
from score_learn.services.compiling import ScriptLine

COLUMNS = ("file", "place", "note", "recorded", "words")


@click.command("audio-script")
@FOLDERS
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language.")
@click.option("--missing", is_flag=True, help="Only what is not recorded yet.")
def audio_script(folders: tuple[Path, ...], language: str, missing: bool) -> None:
    """List every sentence to record in a language, with the name its file must have, as CSV."""
    out = csv.writer(sys.stdout)
    out.writerow(COLUMNS)
    done = total = 0
    for folder in modules_meant(folders or [CONTENT]):
        lines = compiling.audio_script(folder, translations=TRANSLATIONS, language=language)
        total += len(lines)
        done += sum(line.recorded for line in lines)
        out.writerows(_row(folder, line) for line in lines if not (missing and line.recorded))
    click.echo(f"{done} of {total} sentences are recorded in {language}", err=True)


def _row(folder: Path, line: ScriptLine) -> tuple[str, ...]:
    recorded = "yes" if line.recorded else "no"
    return str(folder / line.file), line.place, line.note, recorded, line.words
