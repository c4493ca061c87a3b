"""Holds a finished drawing to the house rules.

What it is made of, its colours, weight and paper; and that each shape is seen, in grey and at night.
"""

import gzip
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from score_learn.core.drawing.codes import Report
from score_learn.core.drawing.kit import SVG
from score_learn.core.drawing.palette import COLOURS, PAPERS, STYLE, contrast, difference
from score_learn.core.drawing.surface import Stain, stains
from score_learn.core.problem import Problem

SCENE_BYTES = 3 * 1024
OPTION_BYTES = 1024
"""Budgets, compressed by gzip."""

BOXES = {"0 0 320 200": SCENE_BYTES, "0 0 96 96": OPTION_BYTES}
ELEMENTS = {"svg", "g", "path", "rect", "circle", "ellipse", "style"}
ATTRIBUTES = {
    "viewBox", "width", "height", "x", "y", "cx", "cy", "r", "rx", "ry", "d", "transform", "class",
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "opacity",
}  # fmt: skip
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+){0,5}\.svg")
FAINTEST = 1.12
"""The contrast below which a shape is lost, in grey, on what it lies on."""

NEAREST = 6
"""The difference of two colours (CIE76) below which they look the same, at night."""

SHEETS = {colour for pair in PAPERS.values() for colour in pair}
"""Paper on paper may be faint: no meaning hangs on where one sheet ends."""


def judge(name: str, content: bytes) -> tuple[Problem, ...]:
    """Return what is against the rules in a drawing; `name` is its file's."""
    report = Report(name)
    if not NAME.fullmatch(name):
        report.add("D28", 1, name)
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 -- no entity gets past the line below
    except ElementTree.ParseError as error:
        report.add("D20", 1, str(error))
        return tuple(report.problems)
    for code, read in _faults(root, content):
        report.add(code, 1, read)
    if not report.failed:
        for read in _lost(stains(root)):
            report.add("D25", 1, read)
    return tuple(report.problems)


def _faults(root: ElementTree.Element, content: bytes) -> Iterator[tuple[str, str]]:
    box = root.get("viewBox", "")
    if b"<!" in content or b"<?" in content:
        yield "D20", "a declaration"
    if root.tag != SVG + "svg" or box not in BOXES:
        yield "D21", f'viewBox "{box}"'
    weight = len(gzip.compress(content, mtime=0))
    if weight > BOXES.get(box, SCENE_BYTES):
        yield "D23", f"{weight} bytes"
    for element in root.iter():
        yield from _faults_of(element)
    first = next((child for child in root if child.tag != SVG + "style"), None)
    if STYLE.encode() not in content or first is None or not _is_paper(first):
        yield "D26", "no paper that dims"


def _faults_of(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    tag = element.tag.removeprefix(SVG)
    if tag not in ELEMENTS:
        yield "D20", f"<{tag}>"
    if tag != "style" and (element.text or "").strip():
        yield "D24", (element.text or "").strip()
    for name, value in element.attrib.items():
        if name not in ATTRIBUTES:
            yield "D20", f'{name}="{value}"'
        if name in {"fill", "stroke"} and value != "none" and value not in COLOURS | _dimmed():
            yield "D22", value
        if name == "class" and value not in PAPERS:
            yield "D20", f'class="{value}"'


def _dimmed() -> set[str]:
    return {day for day, _ in PAPERS.values()}


def _is_paper(element: ElementTree.Element) -> bool:
    """Tell whether an element is paper over the whole picture, or one at night already."""
    return element.get("class", "") in PAPERS or element.get("fill") == "#4A5563"


def _lost(painted: list[Stain]) -> Iterator[str]:
    """Yield each shape that cannot be told from what it lies on, in grey or at night."""
    said = set()
    for place, stain in enumerate(painted):
        seen = [point for point in stain.samples() if not _covered(point, painted[place + 1 :])]
        below = [other for point in seen if (other := _under(point, painted[:place]))]
        if below and len(below) == len(seen):
            for read in _faint(stain, below):
                if read not in said:
                    said.add(read)
                    yield read


def _faint(stain: Stain, below: list[Stain]) -> Iterator[str]:
    """Yield how a shape is lost when that is so of every place where it is seen."""
    by_day = {(stain.colour, other.colour) for other in below}
    by_night = {(stain.night, other.night) for other in below}
    if all(_same(pair) or contrast(*pair) < FAINTEST for pair in by_day):
        yield from (f"{a} on {b} in grey" for a, b in sorted(by_day) if not _same((a, b)))
    if all(_same(pair) or difference(*pair) < NEAREST for pair in by_night):
        yield from (f"{a} on {b} at night" for a, b in sorted(by_night) if not _same((a, b)))


def _same(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1] or SHEETS.issuperset(pair)


def _covered(point: tuple[float, float], above: list[Stain]) -> bool:
    return any(stain.holds(point) for stain in above)


def _under(point: tuple[float, float], below: list[Stain]) -> Stain | None:
    return next((stain for stain in reversed(below) if stain.holds(point)), None)
