"""A drawing flattened: every shape as a polygon or a thick line on the canvas, from back to front.

Enough of SVG for what drawings may hold (`judge`): groups with translate, scale and rotate, nested
svg as a window, path, rect, circle and ellipse.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, pi, radians, sin
from xml.etree import ElementTree

from score_learn.core.drawing.kit import SVG, Point
from score_learn.core.drawing.palette import PAPERS
from score_learn.core.drawing.pen import NUMBER, Pen

MOVE = re.compile(r"(translate|scale|rotate)\(([^)]*)\)")
SAMPLES = 5
"""Places looked at along each side of a shape's box."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stain:
    """One colour on the canvas: the outlines it fills, or the lines it follows.

    `night` is its colour on a dark page.  `width` is 0 for what is filled; `window` is the box
    outside which nothing is seen.
    """

    colour: str
    night: str
    lines: tuple[tuple[Point, ...], ...]
    width: float
    window: tuple[float, float, float, float]
    box: tuple[float, float, float, float]

    def holds(self, point: Point) -> bool:
        """Tell whether the stain covers a point."""
        x, y = point
        left, top, right, bottom = self.box
        if not (left <= x <= right and top <= y <= bottom and _inside(point, self.window)):
            return False
        if self.width:
            return any(_near(point, line, self.width / 2) for line in self.lines)
        return sum(_crossings(point, line) for line in self.lines) % 2 == 1

    def samples(self) -> list[Point]:
        """Return places that it covers, spread over it."""
        if self.width:
            found = [
                ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
                for line in self.lines
                for a, b in pairwise(line)
            ] or [line[0] for line in self.lines]
        else:
            found = list(_grid(self.box))
        return [point for point in found if self.holds(point)]


def stains(root: ElementTree.Element) -> list[Stain]:
    """Return what is painted, from back to front; see-through shapes are left out."""
    _, _, width, height = map(float, NUMBER.findall(root.get("viewBox", "0 0 0 0"))[:4])
    return list(_stains(root, IDENTITY, (0, 0, width, height), root=True))


def _stains(
    element: ElementTree.Element,
    matrix: Matrix,
    window: tuple[float, float, float, float],
    *,
    root: bool = False,
) -> Iterator[Stain]:
    for child in element:
        tag = child.tag.removeprefix(SVG)
        here = _combined(matrix, _matrix(child.get("transform", "")))
        if tag == "g":
            yield from _stains(child, here, window)
        elif tag == "svg" and root:
            x, y, width, height = (
                float(child.get(key, "0")) for key in ("x", "y", "width", "height")
            )
            moved = _combined(here, (1, 0, 0, 1, x, y))
            yield from _stains(child, moved, (x, y, x + width, y + height))
        else:
            yield from _stain(tag, child, here, window)


def _stain(
    tag: str,
    shape: ElementTree.Element,
    matrix: Matrix,
    window: tuple[float, float, float, float],
) -> Iterator[Stain]:
    if "opacity" in shape.attrib or tag not in OUTLINES:
        return
    lines = [[_moved(matrix, point) for point in line] for line in OUTLINES[tag](shape) if line]
    if not lines:
        return
    scale = (abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) ** 0.5
    kind = shape.get("class", "")
    for name, width in (("fill", 0.0), ("stroke", float(shape.get("stroke-width", "1")) * scale)):
        colour = shape.get(name, "#000000" if name == "fill" else "none").upper()
        if colour != "NONE":
            night = PAPERS[kind][1] if kind in PAPERS and name == "fill" else colour
            yield Stain(
                colour=colour,
                night=night,
                lines=tuple(map(tuple, lines)),
                width=width,
                window=window,
                box=_box(lines, width / 2),
            )


def _box(lines: list[list[Point]], more: float) -> tuple[float, float, float, float]:
    xs = [x for line in lines for x, _ in line]
    ys = [y for line in lines for _, y in line]
    return min(xs) - more, min(ys) - more, max(xs) + more, max(ys) + more


def _grid(box: tuple[float, float, float, float]) -> Iterator[Point]:
    left, top, right, bottom = box
    for row in range(SAMPLES):
        for column in range(SAMPLES):
            yield (
                left + (right - left) * (column + 0.5) / SAMPLES,
                top + (bottom - top) * (row + 0.5) / SAMPLES,
            )


def _inside(point: Point, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _near(point: Point, line: tuple[Point, ...], reach: float) -> bool:
    if len(line) == 1:
        return hypot(point[0] - line[0][0], point[1] - line[0][1]) <= reach
    return any(_distance(point, a, b) <= reach for a, b in pairwise(line))


def _distance(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length if length else 0
    along = min(max(along, 0), 1)
    return hypot(point[0] - a[0] - along * dx, point[1] - a[1] - along * dy)


def _crossings(point: Point, line: tuple[Point, ...]) -> int:
    """Count how often a ray to the right crosses the outline."""
    x, y = point
    count = 0
    for (ax, ay), (bx, by) in zip(line, (*line[1:], line[0]), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            count += 1
    return count


def _combined(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j,
        a * k + c * m + e, b * k + d * m + f,
    )  # fmt: skip


def _moved(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def _matrix(transform: str) -> Matrix:
    matrix = IDENTITY
    for name, listed in MOVE.findall(transform):
        numbers = [float(found) for found in NUMBER.findall(listed)]
        matrix = _combined(matrix, _MOVES[name](numbers))
    return matrix


def _rotation(numbers: list[float]) -> Matrix:
    angle, x, y = (*numbers, 0.0, 0.0)[:3]
    c, s = cos(radians(angle)), sin(radians(angle))
    return c, s, -s, c, x - c * x + s * y, y - s * x - c * y


_MOVES = {
    "translate": lambda n: (1, 0, 0, 1, n[0], n[1] if len(n) > 1 else 0),
    "scale": lambda n: (n[0], 0, 0, n[1] if len(n) > 1 else n[0], 0, 0),
    "rotate": _rotation,
}


def _rect(shape: ElementTree.Element) -> list[list[Point]]:
    x, y, width, height = (float(shape.get(key, "0")) for key in ("x", "y", "width", "height"))
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    return [[*corners, (x, y)]]


def _ellipse(shape: ElementTree.Element) -> list[list[Point]]:
    x, y = float(shape.get("cx", "0")), float(shape.get("cy", "0"))
    both = shape.get("r", "0")
    rx, ry = float(shape.get("rx", both)), float(shape.get("ry", both))
    turns = [2 * pi * step / 16 for step in range(17)]
    return [[(x + rx * cos(turn), y + ry * sin(turn)) for turn in turns]]


def _path(shape: ElementTree.Element) -> list[list[Point]]:
    return Pen().follow(shape.get("d", ""))


OUTLINES = {"rect": _rect, "circle": _ellipse, "ellipse": _ellipse, "path": _path}
