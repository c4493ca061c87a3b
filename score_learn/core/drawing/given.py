"""What a line of a drawing gives to a shape that is drawn to measure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from score_learn.core.drawing.kit import Point


@dataclass
class Given:
    """What a line gave to a shape.  `clear` is how far before its target a line must end."""

    places: list[Point] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    colour: str = ""
    words: dict[str, float] = field(default_factory=dict)
    clear: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a shape is asked for and drawn.

    `wants` are read in turn: place, target ("to" and a place), path (places with "to" between),
    number, numbers, colour.  `words` may follow, True where a number comes with it.
    """

    usage: str
    draw: Callable[[Given], str]
    wants: tuple[str, ...]
    words: dict[str, bool] = field(default_factory=dict)
