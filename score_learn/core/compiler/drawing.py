"""What may be in an SVG drawing: shapes and colours, and nothing that acts, loads or speaks.

Words in a drawing can be neither translated nor read aloud, and a title would tell the answer, so
they are refused like scripts.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
LINKS = {"href", "{http://www.w3.org/1999/xlink}href"}
OTHER_SPACES = {"{http://www.w3.org/XML/1998/namespace}space"}
SHAPES = {
    "svg", "g", "defs", "use", "symbol", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "style",
}  # fmt: skip
FOREIGN_LAW = re.compile(rb"<!(?!--)|<\?(?!xml )|encoding\s*=\s*[\"'](?!utf-8)", re.I)
OUTSIDE = re.compile(r"url\s*\((?!\s*['\"]?#)|@import|expression|\\|javascript:|data:", re.I)
USUAL = (320, 200)


def fault_in_drawing(content: bytes) -> str:
    """Return what must not be in the drawing, or ""."""
    foreign = FOREIGN_LAW.search(content)
    if foreign:
        return content[foreign.start() :][:20].decode("utf-8", "replace")
    root = _parsed(content)
    if root is None or root.tag != SVG + "svg":
        return "no drawing"
    return next((fault for element in root.iter() for fault in _faults(element)), "")


def size_of_drawing(content: bytes) -> tuple[int, int]:
    """Return width and height from the viewBox, or the usual ones."""
    root = _parsed(content)
    numbers = re.findall(r"[0-9.]+", root.get("viewBox", "") if root is not None else "")
    try:
        width, height = (round(float(number)) for number in numbers[2:4])
    except ValueError:
        return USUAL
    return (width, height) if 0 < width < 10_000 and 0 < height < 10_000 else USUAL


def _parsed(content: bytes) -> ElementTree.Element | None:
    try:
        content.decode("utf-8")
        return ElementTree.fromstring(content)  # noqa: S314 -- entities were refused above
    except (ElementTree.ParseError, UnicodeDecodeError):
        return None


def _faults(element: ElementTree.Element) -> Iterator[str]:
    tag = element.tag.removeprefix(SVG)
    if tag not in SHAPES:
        yield f"<{tag}>"
    if tag == "style" and OUTSIDE.search(element.text or ""):
        yield "an address in <style>"
    if tag != "style" and (element.text or "").strip():
        yield f"words in <{tag}>"
    for name, value in element.attrib.items():
        if _acts(name, value):
            yield f'{name.rpartition("}")[2]}="{value}"'


def _acts(name: str, value: str) -> bool:
    """Tell whether an attribute runs, loads or points outside."""
    if name in LINKS:
        return not value.startswith("#")
    if name.lower().startswith("on") or (name.startswith("{") and name not in OTHER_SPACES):
        return True
    return OUTSIDE.search(value) is not None
