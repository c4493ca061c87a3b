"""Charts and clocks, drawn to measure."""

from math import cos, pi, sin

from score_learn.core.drawing import ink
from score_learn.core.drawing.given import Given
from score_learn.core.drawing.ink import box, disc, join, number, polyline, stroke
from score_learn.core.drawing.kit import Point
from score_learn.core.drawing.palette import PALETTE as P


def bars(given: Given) -> str:
    """Draw a bar chart by the lower start corner; `target` is the height of a dashed line."""
    x, y = given.places[0]
    width, *heights = given.numbers
    gap = width * 0.35
    drawn = "".join(
        box(_bar_colour(height, given), (x + place * (width + gap), y - height), (width, height))
        for place, height in enumerate(heights)
    )
    if "target" not in given.words:
        return drawn
    end = x + len(heights) * (width + gap)
    line = f"M{join((x - 4, y - given.words['target']))}H{number(end)}"
    return drawn + stroke(P["ink"], 2, line, "3 4")


def _bar_colour(height: float, given: Given) -> str:
    return P["red"] if height < given.words.get("target", 0) - 8 else given.colour


def trend(given: Given) -> str:
    """Draw a line with a dot at each place."""
    dots = "".join(disc(given.colour, place, 3.6) for place in given.places)
    return stroke(given.colour, 4, polyline(given.places)) + dots


def steps(given: Given) -> str:
    """Draw the one to four dots that number a step."""
    (x, y), count = given.places[0], int(given.numbers[0])
    return "".join(
        disc(P["paper"], (x + (place - (count - 1) / 2) * 11, y), 4) for place in range(count)
    )


def tally(given: Given) -> str:
    """Draw tally marks from the start: four strokes, and the fifth across."""
    (x, y), (count,) = given.places[0], given.numbers
    data = ""
    for done in range(int(count)):
        group, place = divmod(done, 5)
        left = x + group * 24
        data += (
            f"M{join((left - 2.6, y + 4.5))}l19.6-9"
            if place == 4
            else f"M{join((left + place * 4.8, y - 6.5))}v13"
        )
    return stroke(P["ink"], 2.6, data)


def clock(given: Given) -> str:
    """Draw a clock that shows hour and minute."""
    centre, (radius, hour, minute) = given.places[0], given.numbers
    face = disc(P["paper"], (0, 0), 14) + (
        f'<circle r="14" fill="none" stroke="{P["ink"]}" stroke-width="2.6"/>'
    )
    hands = [
        _hand(5.4, (hour % 12 + minute / 60) * 30),
        _hand(9, minute * 6),
    ]
    data = f"M{join(hands[0])}L0 0L{join(hands[1])}"
    marks = "M0-11.5v1M11.5 0h-1M0 11.5v-1M-11.5 0h1"
    inside = face + stroke(P["ink"], 2.2, data) + stroke(P["ink"], 1.6, marks)
    return ink.placed(centre, inside, size=(radius / 14, radius / 14))


def _hand(length: float, angle: float) -> Point:
    return length * sin(angle * pi / 180), -length * cos(angle * pi / 180)


def quarters(given: Given) -> str:
    """Draw a disc filled by quarters, as on a skills matrix."""
    (x, y), (radius, count) = given.places[0], given.numbers
    outline = (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{P["paper"]}"'
        f' stroke="{P["green-dark"]}" stroke-width="2"/>'
    )
    if count >= 4:
        return outline + disc(P["green-dark"], (x, y), radius)
    if count <= 0:
        return outline
    end = _hand(radius, count * 90)
    large = 1 if count > 2 else 0
    data = (
        f"M{join((x, y))}V{number(y - radius)}A{number(radius)} {number(radius)} 0 {large} 1 "
        f"{join((x + end[0], y + end[1]))}z"
    )
    return outline + ink.fill(P["green-dark"], data)
