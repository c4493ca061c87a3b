"""`score-learn content check`: what a trainer runs while writing; and which courses are meant."""

import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from score_learn.core.compilation import Compilation
from score_learn.core.languages import offered
from score_learn.core.problem import Problem
from score_learn.services import compiling
from score_learn.settings import ROOT

CONTENT = Path("content")
TRANSLATIONS = ROOT / "translations"
PROGRAM = "score-learn"
FOLDERS = click.argument(
    "folders",
    nargs=-1,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="[FOLDER]...",
)


@click.group()
def content() -> None:
    """Check course files, stamp ids into them, and publish them.

    FOLDER is one course's folder, or a folder of courses; without one it is content/.
    """


@content.command()
@FOLDERS
@click.option("-v", "--verbose", is_flag=True, help="Say also how each question was understood.")
def check(folders: tuple[Path, ...], verbose: bool) -> None:
    """Report every mistake in the course files: file, line, code, and the fix."""
    errors = notices = 0
    modules = modules_meant(folders or [CONTENT])
    for folder, compilation in _compile_all(modules):
        for problem in compilation.problems:
            click.echo(worded(folder, problem), err=True)
        if verbose:
            click.echo("".join(f"{folder}: {line}\n" for line in compilation.understood), nl=False)
        grave = sum(problem.severity == "error" for problem in compilation.problems)
        errors += grave
        notices += len(compilation.problems) - grave
    told = ((len(modules), "course"), (errors, "error"), (notices, "notice"))
    click.echo(", ".join(counted(count, noun) for count, noun in told))
    click.get_current_context().exit(bool(errors))


def worded(folder: Path, problem: Problem) -> str:
    """Return a problem on one line, beginning so that an editor can jump to it."""
    return (
        f"{folder / problem.file}:{problem.line}: {problem.code} {problem.severity}: "
        f"{problem.read}; expected {problem.expected}; fix: {typed(problem.fix)}"
    )


def typed(fix: str) -> str:
    """Return a fix whose command begins as the one that was typed now."""
    path = Path(sys.argv[0])
    if path.name != PROGRAM or shutil.which(PROGRAM) == sys.argv[0]:
        return fix
    return fix.replace(f"{PROGRAM} content", f"{shlex.quote(sys.argv[0])} content")


def counted(count: int, noun: str) -> str:
    """Return "1 course", "2 courses"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _compile_all(modules: list[Path]) -> list[tuple[Path, Compilation]]:
    """Compile all before anything is said, so that no line runs into the progress bar."""
    if not sys.stderr.isatty():
        return [(folder, _compile(folder)) for folder in modules]
    with click.progressbar(
        length=len(modules), label="Checking", item_show_func=str, file=sys.stderr
    ) as bar:
        done = []
        bar.render_progress()
        for folder in modules:
            done.append((folder, _compile(folder)))
            bar.update(1, folder.name)
    return done


def _compile(folder: Path) -> Compilation:
    languages = [language.code for language in offered()]
    return compiling.compile_folder(folder, translations=TRANSLATIONS, languages=languages)


def modules_meant(folders: Iterable[Path]) -> list[Path]:
    """Return the course folders meant; a folder without any course file is refused."""
    found: list[Path] = []
    for folder in folders:
        inside = modules_in(folder)
        if not inside:
            raise click.BadParameter(f"no course in {folder}: no module.md", param_hint="FOLDER")
        found += inside
    return found


def modules_in(folder: Path) -> list[Path]:
    """Return the folder if it is a course's, else the courses' folders right beneath it."""
    return [folder] if _is_module(folder) else sorted(filter(_is_module, folder.glob("*/")))


def _is_module(folder: Path) -> bool:
    return (folder / "module.md").exists() or any(folder.glob("[0-9]*-*.md"))
