"""`score-learn content ...`: what a trainer runs while writing."""

from pathlib import Path

import click

from score_learn.core.compilation import Compilation
from score_learn.core.languages import offered
from score_learn.core.problem import Problem
from score_learn.services import compiling
from score_learn.settings import ROOT

TRANSLATIONS = ROOT / "translations"
FOLDERS = click.argument(
    "folders",
    nargs=-1,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="[FOLDER]...",
)


@click.group()
def content() -> None:
    """Check course files and stamp ids into them.

    FOLDER is one course's folder, or a folder of courses; without one it is content/.
    """


@content.command()
@FOLDERS
@click.option("-v", "--verbose", is_flag=True, help="Say also how each question was understood.")
def check(folders: tuple[Path, ...], verbose: bool) -> None:
    """Report every mistake in the course files: file, line, code, and the fix."""
    errors = notices = 0
    modules = _modules(folders)
    for folder in modules:
        compilation = _compile(folder)
        for problem in compilation.problems:
            click.echo(worded(folder, problem), err=True)
        if verbose:
            click.echo("".join(f"{folder}: {line}\n" for line in compilation.understood), nl=False)
        grave = sum(problem.severity == "error" for problem in compilation.problems)
        errors += grave
        notices += len(compilation.problems) - grave
    click.echo(f"{len(modules)} courses, {errors} errors, {notices} notices")
    click.get_current_context().exit(bool(errors))


@content.command()
@FOLDERS
def stamp(folders: tuple[Path, ...]) -> None:
    """Write missing ids and repaired marks into the course files."""
    failed = False
    for folder in _modules(folders):
        stamping = compiling.stamp_folder(folder)
        for note in stamping.notes:
            click.echo(f"{folder}/{note}")
        click.echo(f"{folder}: {len(stamping.files)} files written")
        if stamping.problem:
            failed = True
            click.echo(worded(folder, stamping.problem), err=True)
    click.get_current_context().exit(failed)


def worded(folder: Path, problem: Problem) -> str:
    """Return a problem on one line, beginning so that an editor can jump to it."""
    return (
        f"{folder / problem.file}:{problem.line}: {problem.code} {problem.severity}: "
        f"{problem.read}; expected {problem.expected}; fix: {problem.fix}"
    )


def _compile(folder: Path) -> Compilation:
    languages = [language.code for language in offered()]
    return compiling.compile_folder(folder, translations=TRANSLATIONS, languages=languages)


def _modules(folders: tuple[Path, ...]) -> list[Path]:
    """Return the course folders meant; a folder without any course file is refused."""
    found: list[Path] = []
    for folder in folders or (Path("content"),):
        inside = [folder] if _is_module(folder) else sorted(filter(_is_module, folder.glob("*/")))
        if not inside:
            raise click.BadParameter(f"no course in {folder}: no module.md", param_hint="FOLDER")
        found += inside
    return found


def _is_module(folder: Path) -> bool:
    return (folder / "module.md").exists() or any(folder.glob("[0-9]*-*.md"))
