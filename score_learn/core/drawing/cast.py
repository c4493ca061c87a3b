"""Who is drawn, and how people stand: plain data.

Numbers are those of a person 129 high who stands at 0 0 and looks to the right; up is minus.
"""

from dataclasses import dataclass
from typing import Literal

from score_learn.core.drawing.kit import Point
from score_learn.core.drawing.palette import PALETTE as P

Sleeve = Literal["long", "rolled", "short"]
Hand = Literal["fist", "point", "open"]
Leg = tuple[Point, Point, Point]
"""Hip, knee and ankle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of the cast: body, clothes and colours.

    `half` is half the width at the shoulders, `hem` and `flare` end the dress or jacket.  Hair,
    aprons and the like are parts named "<person>-clothes", "-behind" and "-hair".
    """

    skin: str
    skin_dark: str
    cloth: str
    sleeve: str
    legs: tuple[str, str]
    half: float
    hem: float
    flare: float
    sleeves: Sleeve = "long"
    under: str = ""
    scarf: bool = False
    hat: bool = False
    moustache: bool = False


CAST = {
    "newcomer": Person(
        skin=P["skin-c"], skin_dark=P["skin-c-dark"], cloth=P["coral"], sleeve=P["coral-dark"],
        legs=(P["wine-dark"], P["wine"]), half=13, hem=-36, flare=17,
    ),
    "operator": Person(
        skin=P["skin-d"], skin_dark=P["skin-d-dark"], cloth=P["straw"], sleeve=P["straw"],
        legs=(P["blue-dark"], P["blue"]), half=16.5, hem=-47, flare=17, sleeves="rolled",
        hat=True, moustache=True,
    ),
    "supervisor": Person(
        skin=P["skin-a"], skin_dark=P["skin-a-dark"], cloth=P["teal"], sleeve=P["teal-dark"],
        legs=(P["trousers-dark"], P["trousers"]), half=13.5, hem=-44, flare=14,
    ),
    "safety": Person(
        skin=P["skin-b"], skin_dark=P["skin-b-dark"], cloth=P["yellow"], sleeve=P["grey"],
        legs=(P["trousers"], P["grey"]), half=15.5, hem=-46, flare=16, hat=True,
    ),
    "owner": Person(
        skin=P["skin-a"], skin_dark=P["skin-a-dark"], cloth=P["plum"], sleeve=P["plum-dark"],
        legs=(P["suit-dark"], P["suit"]), half=15.5, hem=-43, flare=16,
    ),
    "packer": Person(
        skin=P["skin-b"], skin_dark=P["skin-b-dark"], cloth=P["rose"], sleeve=P["rose-dark"],
        legs=(P["suit-dark"], P["suit"]), half=13.5, hem=-30, flare=18, scarf=True,
    ),
    "young": Person(
        skin=P["skin-d"], skin_dark=P["skin-d-dark"], cloth=P["leaf"], sleeve=P["leaf-dark"],
        legs=(P["blue-dark"], P["jeans"]), half=14.5, hem=-46, flare=15, sleeves="short",
    ),
}  # fmt: skip
"""The same people in every module: who does not read knows them by their clothes."""

FAR_LEG: Leg = ((-6, -50), (-6, -29), (-7, -8))
NEAR_LEG: Leg = ((6, -50), (6, -29), (7, -8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Where hands and legs are, and how far the back leans forward (degrees, about the hip)."""

    lean: float = 0
    hip: Point = (0, -50)
    far: Point = (-17, -49)
    near: Point = (17, -49)
    hands: tuple[Hand, Hand] = ("fist", "fist")
    legs: tuple[Leg, Leg] = (FAR_LEG, NEAR_LEG)
    feet: tuple[float, float] = (0, 0)
    face: str = "smile"


POSES = {
    "stand": Pose(),
    "point": Pose(near=(52, -100), hands=("fist", "point")),
    "talk": Pose(far=(-28, -84), near=(28, -92), hands=("open", "open"), face="talk"),
    "explain": Pose(near=(30, -80), hands=("fist", "open"), face="talk"),
    "doubt": Pose(far=(-32, -88), near=(32, -88), hands=("open", "open"), face="flat"),
    "stop": Pose(near=(34, -96), hands=("fist", "open"), face="open"),
    "raise": Pose(near=(36, -122)),
    "fright": Pose(lean=-6, far=(-34, -100), near=(30, -104), hands=("open", "open"), face="open"),
    "walk": Pose(
        lean=5, far=(-25, -55), near=(25, -61),
        legs=(((-6, -50), (-6, -27), (-24, -12)), ((6, -50), (20, -31), (21, -8))), feet=(18, 0),
    ),
    "sit": Pose(
        lean=6, hip=(-6, -42), far=(30, -72), near=(34, -68),
        legs=(((-12, -42), (8, -30), (16, -8)), ((0, -42), (21, -31), (20, -8))),
    ),
    "squat": Pose(
        lean=10, hip=(-12, -28), far=(20, -43), near=(24, -36),
        legs=(((-18, -28), (5, -26), (-10, -8)), ((-6, -28), (17, -28), (6, -8))),
    ),
    "bend": Pose(
        lean=72, hip=(-18, -54), far=(42, -40), near=(44, -30), face="worry",
        legs=(((-20, -54), (-13, -31), (-16, -8)), ((-16, -54), (-8, -32), (-6, -9))),
    ),
    "kneel": Pose(
        lean=24, hip=(-6, -30), far=(22, -32), near=(38, -30),
        legs=(((-8, -30), (9, -13), (-14, -8)), ((-4, -30), (19, -27), (6, -8))),
    ),
}  # fmt: skip

FACES = ("smile", "flat", "talk", "worry", "open", "shout", "tired")
LOOKS = ("ahead", "back", "up", "down")
HANDS: tuple[Hand, ...] = ("fist", "point", "open")
