"""Path data as straight lines: close enough to know what a shape covers."""

import re
from itertools import pairwise
from math import hypot

from score_learn.core.drawing.kit import Point

NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
STEP = re.compile(r"([MmLlHhVvQqTtCcSsAaZz])([^MmLlHhVvQqTtCcSsAaZz]*)")
ARC = re.compile(
    r"[\s,]*".join(
        f"({part})" for part in [NUMBER.pattern] * 3 + ["[01]"] * 2 + [NUMBER.pattern] * 2
    )
)
CURVE = 6
"""Straight pieces that stand for a curve."""


class Pen:
    """Follows path data and keeps the lines.  An arc is followed by a few points on it."""

    def __init__(self) -> None:
        self.lines: list[list[Point]] = []
        self.here: Point = (0, 0)
        self.bend: Point | None = None

    def follow(self, data: str) -> list[list[Point]]:
        """Return the lines that path data draws."""
        for letter, listed in STEP.findall(data):
            numbers = _numbers(letter, listed)
            self._step(letter, numbers)
        return self.lines

    def _step(self, letter: str, numbers: list[float]) -> None:
        upper = letter.upper()
        if upper == "Z":
            self._to(self.lines[-1][0])
            return
        count = COUNTS[upper]
        for place in range(0, len(numbers) - count + 1, count):
            self._piece(letter, upper, numbers[place : place + count], first=place == 0)

    def _piece(self, letter: str, upper: str, numbers: list[float], *, first: bool) -> None:
        base = (0.0, 0.0) if letter.isupper() else self.here
        if upper == "M" and first:
            self.here = (base[0] + numbers[0], base[1] + numbers[1])
            self.lines.append([self.here])
        elif upper == "H":
            self._to((base[0] + numbers[0], self.here[1]))
        elif upper == "V":
            self._to((self.here[0], base[1] + numbers[0]))
        elif upper == "A":
            self._arc(numbers, (base[0] + numbers[5], base[1] + numbers[6]))
        else:
            points = [
                (base[0] + x, base[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)
            ]
            self._curve(upper, points)

    def _curve(self, upper: str, points: list[Point]) -> None:
        if upper in "TS":
            bend = self.bend or self.here
            points = [(2 * self.here[0] - bend[0], 2 * self.here[1] - bend[1]), *points]
        start, end = self.here, points[-1]
        controls = [start, *points]
        if len(controls) > 2:
            for step in range(1, CURVE):
                self._to(_on_curve(controls, step / CURVE))
        self._to(end)
        self.bend = points[-2] if len(points) > 1 else None

    def _arc(self, numbers: list[float], end: Point) -> None:
        """Go round by the middle of the arc."""
        rx, _, _, large, sweep = numbers[:5]
        start = self.here
        dx, dy = end[0] - start[0], end[1] - start[1]
        chord = hypot(dx, dy) or 0.1
        rx = max(rx, chord / 2)
        sagitta = rx - (rx * rx - chord * chord / 4) ** 0.5
        rise = 2 * rx - sagitta if large else sagitta
        side = 1 if sweep else -1
        middle = (
            (start[0] + end[0]) / 2 + side * dy / chord * rise,
            (start[1] + end[1]) / 2 - side * dx / chord * rise,
        )
        if large:
            for way in (-1, 1):
                half = rx * way
                beside = (
                    middle[0] + half * dx / chord - side * dy / chord * rx,
                    middle[1] + half * dy / chord + side * dx / chord * rx,
                )
                self._to(beside)
                if way < 0:
                    self._to(middle)
        else:
            self._to(middle)
        self._to(end)

    def _to(self, point: Point) -> None:
        self.here = point
        self.bend = None
        self.lines[-1].append(point)


COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "T": 2, "C": 6, "S": 4, "A": 7}


def _numbers(letter: str, listed: str) -> list[float]:
    """Return the numbers of a step; the two flags of an arc may be written without a space."""
    if letter not in "Aa":
        return [float(found) for found in NUMBER.findall(listed)]
    numbers: list[float] = []
    for found in ARC.finditer(listed):
        numbers += [float(value) for value in found.groups()]
    return numbers


def _on_curve(controls: list[Point], share: float) -> Point:
    """Return the point of a Bezier curve, by de Casteljau."""
    points = controls
    while len(points) > 1:
        points = [
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            for a, b in pairwise(points)
        ]
    return points[0]
