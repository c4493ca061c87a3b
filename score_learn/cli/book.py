"""`score-learn content book`: a whole course on one page, for whoever reads it over."""

import base64
from pathlib import Path

import click
import jinja2

from score_learn.cli.content import CONTENT, FOLDERS, TRANSLATIONS, modules_meant, worded
from score_learn.core.compilation import Compilation, Edition
from score_learn.core.languages import REGISTRY, offered
from score_learn.core.question import Picture
from score_learn.core.safe_html import cleaned, lang_attrs
from score_learn.services import compiling

MEDIA = {".svg": "svg+xml", ".png": "png", ".jpg": "jpeg", ".webp": "webp"}
LANGUAGES = [language.code for language in offered()]


@click.command()
@FOLDERS
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="In that language, the source beside it."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The HTML file to write."
)
@click.option("--pictures/--no-pictures", default=True, help="With the drawings, or only words.")
def book(folders: tuple[Path, ...], language: str | None, output: Path, pictures: bool) -> None:
    """Write every card, question, key and feedback on one page that can be printed.

    Each piece has a number, so that a reader can say what to change.
    """
    modules = []
    for folder in modules_meant(folders or [CONTENT]):
        wanted = [language] if language else []
        compilation = compiling.compile_folder(folder, translations=TRANSLATIONS, languages=wanted)
        for problem in compilation.problems:
            if problem.severity == "error":
                click.echo(worded(folder, problem), err=True)
        if not compilation.ok:
            raise click.ClickException(f"{folder}: mend this first")
        modules.append(_Volume(folder, compilation, language, pictures=pictures))
    output.write_text(_environment().get_template("book.html").render(volumes=modules), "utf-8")
    click.echo(f"{output}: {len(modules)} courses")


class _Volume:
    """One course in the book: the edition to read, and the source beside it."""

    def __init__(
        self, folder: Path, compilation: Compilation, language: str | None, *, pictures: bool
    ) -> None:
        source = compilation.editions[0]
        own = [edition for edition in compilation.editions if edition.lang == language]
        self.edition: Edition = own[0] if own else source
        self.module = self.edition.module
        self.beside = source.module if self.edition is not source else None
        self.paths = {row.name: folder / row.path for row in compilation.pictures}
        self.pictures = pictures

    def image(self, picture: Picture | None) -> str:
        """Return a picture as a data address, "" where none is wanted."""
        if picture is None or not self.pictures:
            return ""
        path = self.paths[picture.name]
        data = base64.b64encode(path.read_bytes()).decode()
        return f"data:image/{MEDIA[path.suffix]};base64,{data}"


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("score_learn.cli"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cleaned"] = cleaned
    environment.globals.update(lang_attrs=lang_attrs, registry=REGISTRY)
    return environment
