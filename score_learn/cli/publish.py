"""`score-learn content stamp` and `publish`: what is told by the shelf or put on it."""

import contextlib
import functools
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from score_learn import clock
from score_learn.cli.content import CONTENT, FOLDERS, counted, modules_in, modules_meant, worded
from score_learn.core.compilation import Compilation, Edition
from score_learn.core.languages import offered
from score_learn.services import compiling, publishing
from score_learn.services.publishing import PictureChangedError, Seen
from score_learn.settings import Settings

UNTIL_TRANSLATED: Mapping[Seen, str] = {
    "newest": "learners see what is translated, the rest in the language of the course",
    "before": "learners still see the version before",
    "nothing": "learners are not offered the course in this language until then",
}


@click.command()
@FOLDERS
@with_appcontext
def stamp(folders: tuple[Path, ...]) -> None:
    """Write missing ids and repaired marks into the course files.

    An id stays in the lesson where it is published, whatever was copied from there; the ids of
    published questions that are gone are retired.
    """
    failed = False
    for folder in modules_meant(folders or [CONTENT]):
        known = publishing.questions_on_shelf(folder.resolve().name)
        stamping = compiling.stamp_folder(folder, published=known)
        for note in stamping.notes:
            click.echo(f"{folder}/{note}")
        click.echo(f"{folder}: {counted(len(stamping.files), 'file')} written")
        if stamping.problem:
            failed = True
            click.echo(worded(folder, stamping.problem), err=True)
    click.get_current_context().exit(failed)


@click.command()
@FOLDERS
@with_appcontext
def publish(folders: tuple[Path, ...]) -> None:
    """Check courses and publish them: each whole, or not at all.  Examples only when named."""
    settings: Settings = current_app.config["SETTINGS"]
    modules_meant(folders)
    if not publish_folders(settings, folders or [settings.content]):
        click.get_current_context().exit(1)


def publish_folders(settings: Settings, folders: Iterable[Path]) -> bool:
    """Publish each module found; return False when any was refused."""
    with compiled(settings, folders) as compilations:
        return publish_all(compilations)


@contextlib.contextmanager
def compiled(
    settings: Settings, folders: Iterable[Path]
) -> Iterator[Iterable[tuple[Compilation, Path]]]:
    """Compile each module found in a child of its own, as many at once as there are processors.

    They are at work from here on, whatever is done before their outcomes are asked for; on leaving,
    those that have not begun never do.
    """
    modules = [
        module
        for folder in folders
        for module in modules_in(folder)
        if module == folder or not module.name.startswith("_")
    ]
    if len(modules) > 1:
        click.echo(f"Compiling {len(modules)} courses ...", err=True)
    languages = [row.code for row in offered(pseudo=settings.pseudo_languages)]
    compile_one = functools.partial(
        compiling.compile_folder, translations=settings.translations, languages=languages
    )
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        yield zip(pool.map(compile_one, modules), modules, strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def publish_all(compilations: Iterable[tuple[Compilation, Path]]) -> bool:
    """Publish what is compiled, with its folder; return False when any was refused."""
    fine = True
    for compilation, folder in compilations:
        fine = _publish(compilation, folder) and fine
    return fine


def _publish(compilation: Compilation, folder: Path) -> bool:
    for problem in compilation.problems:
        if problem.severity == "error":
            click.echo(worded(folder, problem), err=True)
    if not compilation.ok or not _store(compilation, folder):
        click.echo(f"{compilation.key}: not published, nothing changed", err=True)
        return False
    whole = ", ".join(edition.lang for edition in compilation.editions if edition.complete)
    click.echo(f"{compilation.key}: published in {whole}")
    for edition in compilation.editions:
        if not edition.complete:
            click.echo(f"{compilation.key}: {_lacking(edition, compilation.key)}")
    return True


def _lacking(edition: Edition, module: str) -> str:
    """Return what is still to do in a language, and what learners see until then."""
    count = counted(edition.missing, "sentence")
    until = UNTIL_TRANSLATED[publishing.seen(module, edition.lang)]
    return f"{edition.lang}: not complete, {count} to translate; {until}"


def _store(compilation: Compilation, folder: Path) -> bool:
    try:
        publishing.publish(compilation, folder, now=clock.now())
    except (PictureChangedError, FileNotFoundError) as error:
        click.echo(f"{folder}: {error}; publish again", err=True)
        return False
    return True
