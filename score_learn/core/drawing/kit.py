"""The parts of the kit: named pieces of SVG, read from the files in `parts/`.

A part is a `<g id="...">` whose anchor lies at 0 0: the middle of the base of what stands, the
centre of what hangs or is flat.  `data-points="button 20 -12; opening 0 -44"` names the places where
a hand may meet it.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
GROUPS = ("furniture", "machines", "things", "tools", "safety", "signs", "closeups", "people")
"""The files of `parts/`, in the order they are shown."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of SVG; `points` are named places on it, in its own numbers."""

    name: str
    group: str
    svg: str
    points: dict[str, Point]


@cache
def parts() -> dict[str, Part]:
    """Return all parts by name."""
    return {part.name: part for group in GROUPS for part in _read(group)}


def things() -> dict[str, Part]:
    """Return the parts that a drawing may name: all but the pieces that people are made of."""
    return {name: part for name, part in parts().items() if part.group != "people"}


def wearables() -> list[str]:
    """Return what people can wear, without "wear-"."""
    return [name.removeprefix("wear-") for name in parts() if name.startswith("wear-")]


def _read(group: str) -> list[Part]:
    text = files(__package__).joinpath("parts", f"{group}.svg").read_text("utf-8")
    root = ElementTree.fromstring(text)  # noqa: S314 -- a file of ours
    return [
        Part(
            name=element.attrib["id"],
            group=group,
            svg="".join(map(spelt, element)),
            points=_points(element.get("data-points", "")),
        )
        for element in root
    ]


def _points(listed: str) -> dict[str, Point]:
    words = [entry.split() for entry in listed.split(";") if entry.strip()]
    return {name: (float(x), float(y)) for name, x, y in words}


def spelt(element: ElementTree.Element) -> str:
    """Return an element as SVG text, without name spaces and white space."""
    tag = element.tag.removeprefix(SVG)
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    inside = "".join(map(spelt, element))
    return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"
