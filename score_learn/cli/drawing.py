"""`score-learn drawing`: pictures from short texts, and the house rules for all pictures."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

import click

from score_learn.cli.content import CONTENT, modules_meant, worded
from score_learn.core.drawing import Drawing, compose, judge, read_script
from score_learn.core.drawing.cast import CAST, FACES, POSES
from score_learn.core.drawing.codes import CODES
from score_learn.core.drawing.kit import Part, things, wearables
from score_learn.core.drawing.palette import PALETTE
from score_learn.core.drawing.shapes import SHAPES
from score_learn.core.problem import Problem
from score_learn.core.problem import worded as problem_of

MOST_BYTES = 16 * 1024
PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))


@click.group()
def drawing() -> None:
    """Make drawings from short texts, and hold them to the house rules.

    PATH is a text in a course's folder drawings/, a course, or a folder of courses; without one it
    is content/.
    """


@drawing.command("compose")
@PATHS
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write one drawing.")
def compose_(paths: tuple[Path, ...], output: Path | None) -> None:
    """Make the SVG of each text; img/NAME.svg of drawings/NAME.txt."""
    texts = list(_texts(paths or (CONTENT,)))
    if output and len(texts) != 1:
        raise click.BadParameter("give one text with -o", param_hint="PATH")
    failed = written = 0
    for text in texts:
        read = _read(text)
        for problem in read.problems:
            click.echo(worded(text.parent, problem), err=True)
        if read.problems:
            failed += 1
            continue
        written += _write(output or picture_of(text), compose(read).encode())
    click.echo(f"{len(texts)} texts, {written} drawings written, {failed} with mistakes")
    click.get_current_context().exit(bool(failed))


@drawing.command()
@PATHS
def check(paths: tuple[Path, ...]) -> None:
    """Hold every SVG to the budgets, the palette, and what is seen in grey and at night."""
    count = mistakes = 0
    for folder in modules_meant(paths or (CONTENT,)):
        pictures = sorted((folder / "img").glob("*.svg"))
        missing = [text for text in _texts([folder]) if not picture_of(text).exists()]
        problems = [found for path in pictures for found in _judged(path)]
        problems += [_differs(picture_of(text)) for text in missing]
        for problem in problems:
            click.echo(worded(folder / "img", problem), err=True)
        count += len(pictures)
        mistakes += len(problems)
    click.echo(f"{count} drawings, {mistakes} mistakes")
    click.get_current_context().exit(bool(mistakes))


@drawing.command("parts")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write them as a page with pictures."
)
def parts_(output: Path | None) -> None:
    """List everything a drawing can name: people, poses, faces, parts, shapes and colours."""
    if output:
        output.write_text(_sheet(), "utf-8")
        click.echo(f"{output}: {len(things())} parts")
        return
    click.echo("people: " + " ".join(CAST))
    click.echo("poses: " + " ".join(POSES))
    click.echo("faces: " + " ".join(FACES))
    click.echo("wears: " + " ".join(wearables()))
    for part in things().values():
        points = f"  ({', '.join(part.points)})" if part.points else ""
        click.echo(f"{part.group}: {part.name}{points}")
    for shape in SHAPES.values():
        click.echo(f"shape: {shape.usage}")
    click.echo("colours: " + " ".join(PALETTE))


def picture_of(text: Path) -> Path:
    """Return where a text's drawing belongs: in img/ beside drawings/, else beside the text."""
    folder = text.parent
    folder = folder.parent / "img" if folder.name == "drawings" else folder
    return folder / f"{text.stem}.svg"


def _texts(paths: "tuple[Path, ...] | list[Path]") -> Iterator[Path]:
    for path in paths:
        if path.is_file() or path.name == "drawings":
            yield from [path] if path.is_file() else sorted(path.glob("*.txt"))
        else:
            for folder in modules_meant([path]):
                yield from sorted((folder / "drawings").glob("*.txt"))


def _read(text: Path) -> Drawing:
    content = text.read_bytes()
    try:
        words = content.decode("utf-8-sig") if len(content) <= MOST_BYTES else None
    except UnicodeDecodeError:
        words = None
    if words is None:
        return Drawing(problems=[problem_of("D11", CODES["D11"], text.name, 1, text.name)])
    return read_script(text.name, words)


def _write(path: Path, content: bytes) -> bool:
    """Write a file whose content changes, under its name only when it is whole."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(exist_ok=True)
    made = path.with_name(f".{path.name}.new")
    made.write_bytes(content)
    made.replace(path)
    return True


def _judged(path: Path) -> Iterator[Problem]:
    yield from judge(path.name, path.read_bytes())
    text = path.parent.parent / "drawings" / f"{path.stem}.txt"
    if text.exists():
        read = _read(text)
        if read.problems or compose(read).encode() != path.read_bytes():
            yield _differs(path)


def _differs(path: Path) -> Problem:
    return problem_of("D27", CODES["D27"], path.name, 1, f"drawings/{path.stem}.txt")


def _sheet() -> str:
    """Return a page that shows every part with its name."""
    figures = "".join(map(_figure, things().values()))
    people = "".join(map(_person, CAST))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Parts</title><style>'
        "body{font:14px sans-serif;margin:16px}div{display:grid;gap:8px;"
        "grid-template-columns:repeat(auto-fill,140px)}figure{margin:0}svg{background:#FBF0DF;"
        "border-radius:10px;width:140px;height:140px}</style><h1>Parts</h1>"
        f"<div>{people}{figures}</div>\n"
    )


def _figure(part: Part) -> str:
    points = f" ({', '.join(part.points)})" if part.points else ""
    return _shown(part.svg, f"{part.name}{points}")


def _person(who: str) -> str:
    read = read_script(who, f"# {who}\nscene\n{who} 0 60 size .9\n")
    return _shown(read.panels[0].items[0].svg(), who)


def _shown(svg: str, words: str) -> str:
    return (
        '<figure><svg viewBox="-70 -75 140 140" stroke-linecap="round" stroke-linejoin="round">'
        f"{svg}</svg><figcaption>{escape(words)}</figcaption></figure>"
    )
