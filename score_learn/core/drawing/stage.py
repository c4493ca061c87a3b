"""What stands on a drawing, and where: canvas, things and people, as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from score_learn.core.drawing import figure as figures
from score_learn.core.drawing.cast import Hand
from score_learn.core.drawing.figure import Arm, Figure
from score_learn.core.drawing.ink import placed
from score_learn.core.drawing.kit import Point, parts

SCENE: Point = (320, 200)
OPTION: Point = (96, 96)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """The size, and where its panels lie (corner and size of each); `floor` is where it begins."""

    size: Point = SCENE
    floor: float | None = 150
    places: tuple[tuple[Point, Point], ...] = (((0, 0), SCENE),)


def _row(count: int, width: float, gap: float) -> tuple[tuple[Point, Point], ...]:
    return tuple(((number * (width + gap), 0), (width, 200)) for number in range(count))


COUNTS = ("two", "three", "four")
CANVASES = {
    "scene": Canvas(),
    "option": Canvas(size=OPTION, floor=None, places=(((0, 0), OPTION),)),
    "two panels": Canvas(places=_row(2, 156, 8)),
    "three panels": Canvas(places=_row(3, 102, 7)),
    "four panels": Canvas(
        floor=None,
        places=tuple(((x, y), (157, 97)) for y in (0, 103) for x in (0, 163)),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A part of the kit, moved, scaled, turned; `left` mirrors it."""

    part: str
    at: Point
    size: float = 1
    turn: float = 0
    left: bool = False

    @property
    def _sizes(self) -> Point:
        return (-self.size if self.left else self.size), self.size

    def svg(self) -> str:
        """Return it as SVG."""
        return placed(self.at, parts()[self.part].svg, size=self._sizes, turn=self.turn)

    def on_page(self, point: Point) -> Point:
        """Return where one of its own points is on the canvas."""
        x, y = figures.turned(point, (0, 0), self.turn)
        return self.at[0] + x * self._sizes[0], self.at[1] + y * self._sizes[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A hand's place on the canvas."""

    at: Point
    shape: Hand = "fist"
    elbow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person of the cast on the canvas, their feet at `at`; `left` lets them look to the left.

    `only` draws the head alone ("head", its centre at `at`), the near arm alone ("arm"), or all
    but that ("rest"): so an arm can lie over what was drawn after its person.
    """

    figure: Figure
    at: Point
    size: float = 1
    left: bool = False
    near: Wanted | None = None
    far: Wanted | None = None
    holds: Thing | None = None
    only: str = ""

    @property
    def _sizes(self) -> Point:
        return (-self.size if self.left else self.size), self.size

    def _own(self, place: Point) -> Point:
        """Return a place of the canvas in the person's own numbers."""
        return (
            (place[0] - self.at[0]) / self._sizes[0],
            (place[1] - self.at[1]) / self._sizes[1],
        )

    def on_page(self, point: Point) -> Point:
        """Return one of the person's own points on the canvas."""
        return self.at[0] + point[0] * self._sizes[0], self.at[1] + point[1] * self._sizes[1]

    def posed(self) -> Figure:
        """Return the figure with its hands where the canvas wants them."""
        return replace(self.figure, near=self._arm(self.near), far=self._arm(self.far))

    def _arm(self, wanted: Wanted | None) -> Arm | None:
        if wanted is None:
            return None
        return Arm(hand=self._own(wanted.at), shape=wanted.shape, elbow=wanted.elbow)

    def hand(self, side: int) -> Point:
        """Return a hand in the person's own numbers: side 1 is the near one, -1 the far one."""
        return figures.hand_of(self.posed(), side)

    def svg(self) -> str:
        """Return the person as SVG."""
        if self.only == "head":
            return placed(self.at, figures.head(self.figure), size=self._sizes)
        whole, arm = figures.body(self.posed())
        held = self._held()
        inside = {"": whole + held + arm, "rest": whole, "arm": held + arm}[self.only]
        return placed(self.at, inside, size=self._sizes)

    def _held(self) -> str:
        """Return what is held, its grip in the near hand; it keeps its size on the canvas."""
        if self.holds is None:
            return ""
        hand = self.hand(1)
        grip = parts()[self.holds.part].points.get("grip", (0.0, 0.0))
        loose = replace(self.holds, at=(0, 0))
        offset = loose.on_page(grip)
        return replace(loose, at=(hand[0] - offset[0], hand[1] - offset[1])).svg()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A shape that is already SVG."""

    markup: str

    def svg(self) -> str:
        """Return it."""
        return self.markup


Item = Thing | Someone | Drawn


def points_of(item: Item) -> dict[str, Point]:
    """Return the places on an item that lines after it may name."""
    if isinstance(item, Thing):
        named = parts()[item.part].points
        return {"at": item.at} | {name: item.on_page(point) for name, point in named.items()}
    if isinstance(item, Someone):
        if item.only == "head":
            return {"head": item.at}
        return {
            "head": item.on_page(figures.head_of(item.figure)),
            "hand": item.on_page(item.hand(1)),
            "far-hand": item.on_page(item.hand(-1)),
        }
    return {}


def svgs(items: Sequence[Item]) -> str:
    """Return items as SVG, from back to front."""
    return "".join(item.svg() for item in items)
