"""People: limbs are thick round lines through three joints, so that nobody has to draw an arm.

Painted from back to front: far arm, legs, body, clothes, neck, head, what is held, near arm.
"""

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin, sqrt

from score_learn.core.drawing import ink
from score_learn.core.drawing.cast import CAST, POSES, Hand, Leg, Person, Pose
from score_learn.core.drawing.ink import join, number, placed, stroke
from score_learn.core.drawing.kit import Point, parts
from score_learn.core.drawing.palette import PALETTE

INK = PALETTE["ink"]
UPPER, LOWER = 22.0, 22.0
"""Lengths of the upper and the lower arm."""

REACH = UPPER + LOWER
HEAD = (1.5, -112.5)
LOOKS_TO = 3.6
"""How far eyes and mouth stand towards the side a person looks to: this alone says where to."""

SHOULDER = -90.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Where a hand is, in the person's own numbers; `elbow` overrules the natural bend."""

    hand: Point
    shape: Hand
    elbow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A person of the cast as one drawing wants them."""

    who: str
    pose: str = "stand"
    lean: float | None = None
    face: str = ""
    look: str = "ahead"
    far: Arm | None = None
    near: Arm | None = None
    wears: tuple[str, ...] = ()


def turned(point: Point, centre: Point, angle: float) -> Point:
    """Return `point` turned about `centre` by `angle` degrees, clockwise as the page is seen."""
    x, y = point[0] - centre[0], point[1] - centre[1]
    c, s = cos(radians(angle)), sin(radians(angle))
    return centre[0] + c * x - s * y, centre[1] + s * x + c * y


def joint(start: Point, end: Point, upper: float, lower: float, bend: int) -> Point:
    """Return the elbow between a shoulder and a hand; `bend` (1 or -1) says to which side."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    reach = max(hypot(dx, dy), 0.1)
    d = min(reach, upper + lower - 0.4)
    along = (upper**2 - lower**2 + d * d) / (2 * d)
    aside = bend * sqrt(max(0.0, upper**2 - along * along))
    return (
        start[0] + (dx * along - dy * aside) / reach,
        start[1] + (dy * along + dx * aside) / reach,
    )


def within_reach(shoulder: Point, hand: Point) -> Point:
    """Return the hand, drawn nearer where the arm is too short."""
    dx, dy = hand[0] - shoulder[0], hand[1] - shoulder[1]
    far = hypot(dx, dy)
    if far <= REACH - 0.4:
        return hand
    share = (REACH - 0.4) / far
    return shoulder[0] + dx * share, shoulder[1] + dy * share


def body(figure: Figure) -> tuple[str, str]:
    """Return the person's SVG without, and of, the near arm: what is held goes between them."""
    return _Body(figure).drawn()


def hand_of(figure: Figure, side: int) -> Point:
    """Return where a hand is drawn: side 1 is the near one, -1 the far one."""
    return _Body(figure).hand(side)


def head_of(figure: Figure) -> Point:
    """Return where the middle of the head is."""
    return _Body(figure).upright(HEAD)


def head(figure: Figure) -> str:
    """Return the head alone, its centre at 0 0, looking to the right."""
    return _Body(figure).head_alone()


class _Body:
    """One person while being drawn."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.person: Person = CAST[figure.who]
        self.pose: Pose = POSES[figure.pose]
        self.lean = self.pose.lean if figure.lean is None else figure.lean
        self.shift: Point = (self.pose.hip[0], self.pose.hip[1] + 50)

    def drawn(self) -> tuple[str, str]:
        whole = [
            self._arm(-1),
            self._leg(self.pose.legs[0], self.person.legs[0], self.pose.feet[0]),
            self._leg(self.pose.legs[1], self.person.legs[1], self.pose.feet[1]),
            self._trunk(),
            self._neck(),
            self._head(),
        ]
        return "".join(whole), self._arm(1)

    def arm(self, side: int) -> Arm:
        """Return the arm the drawing wants, or the pose's."""
        if side > 0:
            return self.figure.near or Arm(hand=self.pose.near, shape=self.pose.hands[1])
        return self.figure.far or Arm(hand=self.pose.far, shape=self.pose.hands[0])

    def hand(self, side: int) -> Point:
        return within_reach(self.shoulder(side), self.arm(side).hand)

    def shoulder(self, side: int) -> Point:
        return self.upright((side * (self.person.half - 4.5), SHOULDER))

    def upright(self, point: Point) -> Point:
        """Return where a point of a standing person is in this pose."""
        x, y = turned(point, (0, -50), self.lean)
        return x + self.shift[0], y + self.shift[1]

    def _trunk(self) -> str:
        who, w, fl, hem = self.person, self.person.half, self.person.flare, self.person.hem
        data = (
            f"M{number(-w)}-80Q{number(-w)}-97{_more(9 - w)}-97H{number(w - 9)}"
            f"Q{number(w)}-97 {number(w)}-80L{join((fl, hem))}"
            f"Q0 {number(hem + 4)}{_more(-fl)}{_more(hem)}z"
        )
        inside = ink.fill(who.cloth, data) + _part(f"{self.figure.who}-clothes")
        bent = f'<g transform="rotate({number(self.lean)} 0-50)">{inside}</g>'
        return placed(self.shift, bent if self.lean else inside)

    def _neck(self) -> str:
        if self.person.scarf:
            return ""
        ends = [self.upright((0, -93)), self.upright((1, -102))]
        return stroke(self.person.skin_dark, 9.5, ink.polyline(ends))

    def _leg(self, leg: Leg, colour: str, foot: float) -> str:
        ankle = leg[2]
        shoe = ink.fill(INK, "M-6.5 8h15q.5-6-5-8l-10-2z")
        return stroke(colour, 12.5, ink.polyline(leg)) + placed(ankle, shoe, turn=foot)

    def _arm(self, side: int) -> str:
        person, shoulder, arm = self.person, self.shoulder(side), self.arm(side)
        skin = person.skin if side > 0 or person.sleeves == "long" else person.skin_dark
        hand = self.hand(side)
        elbow = self._elbow(shoulder, hand, arm, side)
        drawn = ""
        if person.sleeves == "long":
            drawn += stroke(person.sleeve, 10.5, ink.polyline([shoulder, elbow, hand]))
        else:
            share, width = (1.0, 11.0) if person.sleeves == "rolled" else (0.55, 11.4)
            end = tuple(a + (b - a) * share for a, b in zip(shoulder, elbow, strict=True))
            drawn += stroke(skin, 9, ink.polyline([shoulder, elbow, hand]))
            drawn += stroke(person.sleeve, width, ink.polyline([shoulder, (end[0], end[1])]))
        return drawn + hand_drawn(arm.shape, skin, elbow, hand)

    def _elbow(self, shoulder: Point, hand: Point, arm: Arm, side: int) -> Point:
        """Return the elbow that hangs lower and further out, unless the drawing says otherwise."""
        places = [joint(shoulder, hand, UPPER, LOWER, bend) for bend in (1, -1)]
        middle = self.shift[0]
        rules = {
            "": lambda place: place[1] + 0.5 * side * (place[0] - middle),
            "down": lambda place: place[1],
            "up": lambda place: -place[1],
            "out": lambda place: side * (place[0] - middle),
            "in": lambda place: -side * (place[0] - middle),
        }
        return max(places, key=rules[arm.elbow])

    def _head(self) -> str:
        """Return the head where it is; who looks back has turned it round."""
        tilt = self.lean * 0.55
        if self.figure.look != "back":
            return placed(self.upright(HEAD), self.head_alone(), turn=tilt)
        return placed(
            self.upright((-HEAD[0], HEAD[1])), self.head_alone(), size=(-1, 1), turn=-tilt
        )

    def head_alone(self) -> str:
        who, person = self.figure.who, self.person
        face = '<ellipse rx="12.5" ry="14"'
        if person.scarf:
            face = '<ellipse rx="11" ry="12.5" cx=".6" cy=".3"'
        ear = "" if person.scarf else ink.disc(person.skin_dark, (-13, 2), 3)
        worn = [part for part in self.figure.wears if part in OVER_EYES]
        covered = "mask" in worn or "cloth" in worn
        return "".join(
            [
                _part(f"{who}-behind"),
                ear,
                f'{face} fill="{person.skin}"/>',
                "" if "goggles" in worn else self._eyes(),
                "" if covered else self._mouth(),
                _part(f"{who}-hair"),
                self._brows(),
                *(_part(f"wear-{name}") for name in self.figure.wears),
            ]
        )

    @property
    def _face(self) -> str:
        return self.figure.face or self.pose.face

    def _eyes(self) -> str:
        drop = {"up": -1.6, "down": 1.6}.get(self.figure.look, 0) + (1 if self.person.hat else 0)
        left, right = (LOOKS_TO - 4.6, drop), (LOOKS_TO + 4.6, drop)
        if self._face == "tired":
            lids = f"M{join((left[0] - 2, drop + 0.6))}h4M{join((right[0] - 2, drop + 0.6))}h4"
            return stroke(INK, 1.7, lids)
        return ink.disc(INK, left, 1.7) + ink.disc(INK, right, 1.7)

    def _mouth(self) -> str:
        drop = 3 if self.person.moustache else 0
        return placed((LOOKS_TO, drop), MOUTHS[self._face])

    def _brows(self) -> str:
        if self._face not in {"worry", "open", "shout"} or "goggles" in self.figure.wears:
            return ""
        y = -2.6 if self.person.hat else -4.5
        left, right = LOOKS_TO - 7.5, LOOKS_TO + 7.5
        if self._face == "shout":
            return stroke(
                INK, 1.7, f"M{join((left, y - 1.5))}l4.5 1.9M{join((right, y - 1.5))}l-4.5 1.9"
            )
        return stroke(INK, 1.7, f"M{join((left, y))}l4.5-1.5M{join((right, y))}l-4.5-1.5")


OVER_EYES = {"goggles", "mask", "cloth"}
"""What hides eyes or mouth."""

MOUTHS = {
    "smile": stroke(INK, 1.7, "M-3.6 7q3.6 3.4 7.2 0"),
    "flat": stroke(INK, 1.7, "M-3 8h6"),
    "tired": stroke(INK, 1.7, "M-3 8.4q3-1.4 6 0"),
    "worry": stroke(INK, 1.7, "M-3.2 9q3.2-3 6.4 0"),
    "talk": ink.fill(PALETTE["mouth"], "M-3.8 6.4h7.6q-.6 5-3.8 5t-3.8-5z"),
    "open": f'<ellipse cy="8.4" rx="2.6" ry="3" fill="{PALETTE["mouth"]}"/>',
    "shout": f'<ellipse cy="8.4" rx="3.4" ry="3.8" fill="{PALETTE["mouth"]}"/>',
}


def hand_drawn(shape: Hand, skin: str, elbow: Point, hand: Point) -> str:
    """Return a hand at the end of a forearm: a fist, a pointing finger, or an open palm."""
    way = degrees(atan2(hand[1] - elbow[1], hand[0] - elbow[0]))
    if shape == "fist":
        return ink.disc(skin, hand, 5.6)
    if shape == "point":
        return (
            ink.disc(skin, hand, 5.2)
            + stroke(skin, 4, ink.polyline([hand, _ahead(hand, way, 10)]))
            + stroke(skin, 3.8, ink.polyline([hand, _ahead(hand, way + 41, 5.2)]))
        )
    return stroke(skin, 8.6, ink.polyline([hand, _ahead(hand, way, 6)])) + stroke(
        skin, 3.8, ink.polyline([hand, _ahead(hand, way - 45, 8.5)])
    )


def _ahead(start: Point, way: float, distance: float) -> Point:
    return start[0] + distance * cos(radians(way)), start[1] + distance * sin(radians(way))


def _more(value: float) -> str:
    """Return a number that follows another one in path data."""
    text = number(value)
    return text if text.startswith("-") else f" {text}"


def _part(name: str) -> str:
    found = parts().get(name)
    return found.svg if found else ""
