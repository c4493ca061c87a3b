"""Pieces of SVG text, with short numbers: what every shape of the kit is written with."""

from collections.abc import Sequence

from score_learn.core.drawing.kit import Point


def number(value: float) -> str:
    """Return a number with one decimal at most, without needless signs."""
    text = f"{value:.1f}".removesuffix(".0")
    return {"-0": "0"}.get(text, text).replace("0.", ".") if abs(value) < 1 else text


def fine(value: float) -> str:
    """Return a factor with three decimals at most."""
    text = f"{value:.3f}".rstrip("0").removesuffix(".")
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def join(numbers: Sequence[float]) -> str:
    """Return numbers with a space between them, except where a minus parts them."""
    return " ".join(map(number, numbers)).replace(" -", "-")


def polyline(points: Sequence[Point]) -> str:
    """Return path data through the points."""
    first, *rest = points
    return f"M{join(first)}" + "".join(f"L{join(point)}" for point in rest)


def stroke(colour: str, width: float, data: str, dashes: str = "") -> str:
    """Return a line along path data, with round ends."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path fill="none" stroke="{colour}" stroke-width="{number(width)}"{dashed} d="{data}"/>'
    )


def fill(colour: str, data: str) -> str:
    """Return a filled path."""
    return f'<path fill="{colour}" d="{data}"/>'


def disc(colour: str, centre: Point, radius: float) -> str:
    """Return a filled circle."""
    place = f'cx="{number(centre[0])}" cy="{number(centre[1])}"'
    return f'<circle {place} r="{number(radius)}" fill="{colour}"/>'


def box(colour: str, corner: Point, size: Point, round_: float = 0, css: str = "") -> str:
    """Return a filled rectangle by its upper corner and size."""
    bent = f' rx="{number(round_)}"' if round_ else ""
    kind = f' class="{css}"' if css else ""
    x, y, width, height = map(number, (*corner, *size))
    return f'<rect{kind} x="{x}" y="{y}" width="{width}" height="{height}"{bent} fill="{colour}"/>'


def placed(at: Point, inside: str, *, size: Point = (1, 1), turn: float = 0) -> str:
    """Return a group moved to `at`, then scaled, then turned."""
    moved = f"translate({join(at)})" if at != (0, 0) else ""
    scaled = f"scale({fine(size[0])})" if size[0] == size[1] else f"scale({_two(size)})"
    scaled = "" if size == (1, 1) else scaled
    turned = f"rotate({number(turn)})" if turn else ""
    if not moved + scaled + turned:
        return inside
    return f'<g transform="{moved}{scaled}{turned}">{inside}</g>'


def _two(size: Point) -> str:
    return f"{fine(size[0])} {fine(size[1])}"
