"""`score-learn content publish`: put courses on the shelf."""

from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from score_learn import clock
from score_learn.cli.content import content
from score_learn.core.compilation import Compilation
from score_learn.core.languages import offered
from score_learn.services import compiling, publishing
from score_learn.settings import Settings


@content.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def publish(folders: tuple[Path, ...]) -> None:
    """Check FOLDERS (default: all of content/) and publish them: each module whole, or not at all."""
    settings: Settings = current_app.config["SETTINGS"]
    if not publish_folders(settings, folders or [settings.content]):
        click.get_current_context().exit(1)


def publish_folders(settings: Settings, folders: Iterable[Path]) -> bool:
    """Publish each module found; return False when any was refused."""
    languages = [row.code for row in offered(pseudo=settings.pseudo_languages)]
    fine = True
    for folder in modules_in(folders):
        compilation = compiling.compile_folder(
            folder, translations=settings.translations, languages=languages
        )
        fine = _publish(compilation, folder) and fine
    return fine


def _publish(compilation: Compilation, folder: Path) -> bool:
    for problem in compilation.problems:
        if problem.severity == "error":
            where = f"{folder / problem.file}:{problem.line}: {problem.code}"
            click.echo(f"{where} {problem.read}; {problem.fix}", err=True)
    if not compilation.ok:
        click.echo(f"{compilation.key}: not published, nothing changed", err=True)
        return False
    publishing.publish(compilation, folder, now=clock.now())
    told = ", ".join(
        f"{edition.lang}{'' if edition.complete else ' (not complete)'}"
        for edition in compilation.editions
    )
    click.echo(f"{compilation.key}: published in {told}")
    return True


def modules_in(folders: Iterable[Path]) -> list[Path]:
    """Return the module folders among `folders` and right beneath them; examples excepted."""
    found: list[Path] = []
    for folder in folders:
        if (folder / "module.md").exists():
            found.append(folder)
            continue
        found.extend(
            sorted(
                path.parent
                for path in folder.glob("*/module.md")
                if not path.parent.name.startswith("_")
            )
        )
    return found
