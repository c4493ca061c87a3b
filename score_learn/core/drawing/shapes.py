"""Shapes that are drawn to measure: furniture as long as wanted, bubbles, arrows, charts.

Each takes places and numbers in the order it names them, then optional words.
"""

from math import atan2, cos, degrees, hypot, pi, sin

from score_learn.core.drawing import charts, ink
from score_learn.core.drawing.given import Given, Shape
from score_learn.core.drawing.ink import box, disc, join, number, polyline, stroke
from score_learn.core.drawing.kit import Point
from score_learn.core.drawing.palette import PALETTE as P


def _table(given: Given) -> str:
    """Draw a table by the middle of its top."""
    (x, y), (width, height) = given.places[0], given.numbers
    leg = 9.0
    inset = min(8.0, width / 10)
    left, right = x - width / 2 + inset, x + width / 2 - inset - leg
    legs = f"M{join((left, y + 4))}h{number(leg)}V{number(y + height)}h{number(-leg)}z"
    legs += f"M{join((right, y + 4))}h{number(leg)}V{number(y + height)}h{number(-leg)}z"
    return ink.fill(P["wood-dark"], legs) + box(P["wood"], (x - width / 2, y), (width, 9), 2)


def _counter(given: Given) -> str:
    """Draw a closed desk by the middle of its top."""
    (x, y), (width, height) = given.places[0], given.numbers
    front = box(P["wood-dark"], (x - width / 2 + 8, y + 8), (width - 16, height - 8))
    return front + box(P["wood"], (x - width / 2, y), (width, 11), 3)


def _board(given: Given) -> str:
    """Draw a framed board by its centre."""
    (x, y), (width, height) = given.places[0], given.numbers
    corner = (x - width / 2, y - height / 2)
    frame = box(P["wood-dark"], corner, (width, height), 5)
    inner = (corner[0] + 5, corner[1] + 5)
    return frame + box(P["paper"], inner, (width - 10, height - 10), 2, "p")


def _paper(given: Given) -> str:
    (x, y), (width, height) = given.places[0], given.numbers
    round_ = given.words.get("round", 3)
    return box(P["paper"], (x - width / 2, y - height / 2), (width, height), round_, "p")


def _bubble(given: Given) -> str:
    """Draw a speech bubble by its centre, its tail aimed at what it is said by."""
    centre, target = given.places
    width, height = given.numbers
    corner = (centre[0] - width / 2, centre[1] - height / 2)
    tip = _before(centre, target, given.clear)
    below = tip[1] > corner[1] + height
    if below:
        foot = min(max(tip[0], corner[0] + 18), corner[0] + width - 18)
        y = corner[1] + height - 2
        tail = [(foot - 7, y), tip, (foot + 7, y)]
    else:
        side = 1 if tip[0] > centre[0] else -1
        x = centre[0] + side * (width / 2 - 2)
        foot = min(max(tip[1], corner[1] + 14), corner[1] + height - 14)
        tail = [(x, foot - 7), tip, (x, foot + 7)]
    return box(P["paper"], corner, (width, height), 9) + ink.fill(P["paper"], polyline(tail) + "z")


def _before(start: Point, end: Point, clear: float) -> Point:
    """Return a point `clear` before the end of a line."""
    length = max(hypot(end[0] - start[0], end[1] - start[1]), 0.1)
    share = max(length - clear, 0) / length
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _tile(given: Given) -> str:
    (x, y), (width, height) = given.places[0], given.numbers
    return box(P["paper"], (x - width / 2, y - height / 2), (width, height), 9)


def _arrow(given: Given) -> str:
    start, end = given.places
    colour, width = given.colour or P["ink"], given.words.get("width", 6)
    head = width * 2.2
    neck = _before(start, end, head)
    way = atan2(end[1] - start[1], end[0] - start[0])
    wing = width * 1.6
    sides = [
        (neck[0] + side * wing * cos(way + pi / 2), neck[1] + side * wing * sin(way + pi / 2))
        for side in (1, -1)
    ]
    return stroke(colour, width, polyline([start, _before(start, end, head * 0.9)])) + ink.fill(
        colour, polyline([sides[0], end, sides[1]]) + "z"
    )


def _trail(given: Given) -> str:
    """Draw the dotted path of something that moved, bowed upwards."""
    start, end = given.places
    rise = given.words.get("bow", 20)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 2 * rise)
    data = f"M{join(start)}Q{join(middle)} {join(end)}".replace(" -", "-")
    return stroke(P["coral"], 4, data, ".1 8")


def _line(given: Given) -> str:
    dashes = "5 6" if "dashed" in given.words else ""
    return stroke(given.colour, given.numbers[0], polyline(given.places), dashes)


def _rect(given: Given) -> str:
    width, height = given.numbers
    return box(given.colour, given.places[0], (width, height), given.words.get("round", 0))


def _disc(given: Given) -> str:
    return disc(given.colour, given.places[0], given.numbers[0])


def _ring(given: Given) -> str:
    x, y = map(number, given.places[0])
    radius, width = map(number, given.numbers)
    return (
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{given.colour}"'
        f' stroke-width="{width}"/>'
    )


def _missing(given: Given) -> str:
    """Draw the dashed outline of what is not there."""
    (x, y), (width, height) = given.places[0], given.numbers
    left, top = number(x - width / 2), number(y - height / 2)
    return (
        f'<rect x="{left}" y="{top}" width="{number(width)}" height="{number(height)}" rx="4"'
        f' fill="none" stroke="{given.colour}" stroke-width="2.6" stroke-dasharray="5 5"/>'
    )


def _reach(given: Given) -> str:
    """Draw an arm that comes in from the edge, in one of the cast's colours."""
    start, end = given.places
    size, sleeve, skin = given.numbers[0], given.colour, P["skin-c"]
    way = degrees(atan2(end[1] - start[1], end[0] - start[0]))
    wrist = _before(start, end, 12 * size)
    fingers = "M0 0H13M0-4H12M0 4H11M-4 4L5 9"
    return (
        stroke(sleeve, 11 * size, polyline([start, wrist]))
        + stroke(skin, 8 * size, polyline([wrist, _before(start, end, 6 * size)]))
        + ink.placed(
            _before(start, end, 8 * size), stroke(skin, 4.2, fingers), size=(size, size), turn=way
        )
    )


def _floor_mark(given: Given) -> str:
    """Draw a painted line on the floor."""
    start, end = given.places
    return stroke(P["yellow"], given.words.get("width", 5), polyline([start, end]))


SHAPES = {
    "table": Shape(usage="table X Y WIDTH HEIGHT", draw=_table, wants=("place", "number", "number")),
    "counter": Shape(
        usage="counter X Y WIDTH HEIGHT", draw=_counter, wants=("place", "number", "number")
    ),
    "board": Shape(usage="board X Y WIDTH HEIGHT", draw=_board, wants=("place", "number", "number")),
    "paper": Shape(
        usage="paper X Y WIDTH HEIGHT [round N]", draw=_paper,
        wants=("place", "number", "number"), words={"round": True},
    ),
    "bubble": Shape(
        usage="bubble X Y WIDTH HEIGHT to X Y", draw=_bubble,
        wants=("place", "number", "number", "target"),
    ),
    "tile": Shape(usage="tile X Y WIDTH HEIGHT", draw=_tile, wants=("place", "number", "number")),
    "arrow": Shape(
        usage="arrow X Y to X Y [width N]", draw=_arrow, wants=("place", "target"),
        words={"width": True},
    ),
    "green-arrow": Shape(
        usage="green-arrow X Y to X Y [width N]",
        draw=lambda given: _arrow(_coloured(given, "green-dark")), wants=("place", "target"),
        words={"width": True},
    ),
    "trail": Shape(
        usage="trail X Y to X Y [bow N]", draw=_trail, wants=("place", "target"),
        words={"bow": True},
    ),
    "line": Shape(
        usage="line COLOUR WIDTH X Y to X Y [to X Y] [dashed]", draw=_line,
        wants=("colour", "number", "path"), words={"dashed": False},
    ),
    "floor-mark": Shape(
        usage="floor-mark X Y to X Y [width N]", draw=_floor_mark, wants=("place", "target"),
        words={"width": True},
    ),
    "rect": Shape(
        usage="rect COLOUR X Y WIDTH HEIGHT [round N]", draw=_rect,
        wants=("colour", "place", "number", "number"), words={"round": True},
    ),
    "disc": Shape(
        usage="disc COLOUR X Y RADIUS", draw=_disc, wants=("colour", "place", "number")
    ),
    "ring-shape": Shape(
        usage="ring-shape COLOUR X Y RADIUS WIDTH", draw=_ring,
        wants=("colour", "place", "number", "number"),
    ),
    "missing": Shape(
        usage="missing COLOUR X Y WIDTH HEIGHT", draw=_missing,
        wants=("colour", "place", "number", "number"),
    ),
    "bars": Shape(
        usage="bars COLOUR X Y WIDTH HEIGHT HEIGHT ... [target N]", draw=charts.bars,
        wants=("colour", "place", "number", "numbers"), words={"target": True},
    ),
    "trend": Shape(
        usage="trend COLOUR X Y to X Y to X Y ...", draw=charts.trend, wants=("colour", "path")
    ),
    "steps": Shape(usage="steps X Y COUNT", draw=charts.steps, wants=("place", "number")),
    "tally": Shape(usage="tally X Y COUNT", draw=charts.tally, wants=("place", "number")),
    "clock": Shape(
        usage="clock X Y RADIUS HOUR MINUTE", draw=charts.clock,
        wants=("place", "number", "number", "number"),
    ),
    "quarters": Shape(
        usage="quarters X Y RADIUS COUNT", draw=charts.quarters, wants=("place", "number", "number")
    ),
    "reach": Shape(
        usage="reach COLOUR X Y to X Y SIZE", draw=_reach,
        wants=("colour", "place", "target", "number"),
    ),
}  # fmt: skip


def _coloured(given: Given, colour: str) -> Given:
    given.colour = P[colour]
    return given
