"""The colours keep their contrasts, and the style sheets keep to what old phones know.

Ratios are WCAG 2's: relative luminance of sRGB, (lighter + .05) / (darker + .05).
"""

import re
from itertools import pairwise
from pathlib import Path

import pytest

import score_learn.web

FOLDER = Path(score_learn.web.__file__).parent / "static" / "css"
LEARN = (FOLDER / "learn.css").read_text("utf-8")
SHEETS = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.css")}
ROOMS = ["cooperation", "quality", "clean", "people", "safety"]
MODES = ["light", "dark"]
TEXT, EDGE = 4.5, 3.0


def tokens(css: str) -> dict[str, dict[str, str]]:
    """Return the colours by place: "" for every page, else the room."""
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        place = re.search(r"\[data-m=(\w+)\]", selector)
        colours = dict(re.findall(r"(--[\w-]+):\s*(#[0-9A-Fa-f]{6})", body))
        if colours and (place or ":root" in selector):
            found.setdefault(place[1] if place else "", {}).update(colours)
    return found


def dark_part() -> str:
    start = LEARN.index("@media screen and (prefers-color-scheme: dark)")
    return LEARN[start : LEARN.index("\n}", start)]


PALETTE = {"light": tokens(LEARN.replace(dark_part(), "")), "dark": tokens(dark_part())}


def colour(mode: str, name: str, room: str = "") -> str:
    own = PALETTE[mode].get(room, {})
    return own.get(name) or PALETTE[mode][""][name]


def luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lightness(colour: str) -> float:
    """Return CIE L* for the white point D65."""
    share = luminance(colour)
    return float(116 * share ** (1 / 3) - 16 if share > 0.008856 else 903.3 * share)


def test_ratio_is_wcags() -> None:
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_both_modes_set_the_same_tokens() -> None:
    light, dark = PALETTE["light"], PALETTE["dark"]

    assert set(light) == set(dark) == {"", *ROOMS}
    assert {room: set(light[room]) for room in light} == {room: set(dark[room]) for room in dark}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("--ink", "--page"), ("--ink", "--card"), ("--ink", "--room"), ("--ink", "--ok-ground"),
        ("--ink", "--again-ground"), ("--soft", "--page"), ("--soft", "--card"),
        ("--soft", "--room"), ("--go-ink", "--go"), ("--go", "--page"), ("--go", "--card"),
        ("--ok", "--ok-ground"), ("--ok", "--page"), ("--ok", "--card"),
        ("--again", "--again-ground"), ("--again", "--page"), ("--again", "--card"),
        ("--at", "--page"), ("--at", "--card"), ("--at", "--room"), ("--a-ink", "--a"),
    ],
)  # fmt: skip
def test_text_can_be_read(mode: str, text: str, ground: str) -> None:
    assert ratio(colour(mode, text), colour(mode, ground)) >= TEXT


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("--a-ink", "--a"), ("--at", "--page"), ("--at", "--card"), ("--at", "--room"),
        ("--ink", "--room"), ("--soft", "--room"), ("--go", "--room"),
    ],
)  # fmt: skip
def test_text_can_be_read_in_every_room(mode: str, room: str, text: str, ground: str) -> None:
    assert ratio(colour(mode, text, room), colour(mode, ground, room)) >= TEXT


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("edge", "ground"),
    [
        ("--field", "--page"), ("--field", "--card"), ("--ok-line", "--page"),
        ("--ok-line", "--ok-ground"), ("--again-line", "--page"), ("--again-line", "--again-ground"),
        ("--go", "--page"), ("--go", "--card"), ("--card", "--ok-line"), ("--card", "--again-line"),
    ],
)  # fmt: skip
def test_edges_can_be_seen(mode: str, edge: str, ground: str) -> None:
    assert ratio(colour(mode, edge), colour(mode, ground)) >= EDGE


@pytest.mark.parametrize("mode", MODES)
def test_rooms_differ_in_lightness_too(mode: str) -> None:
    fills = [lightness(colour(mode, "--a", room)) for room in ROOMS]
    steps = [after - before for before, after in pairwise(fills)]

    assert min(steps) >= 8


@pytest.mark.parametrize(
    ("mode", "one", "other", "documented"),
    [
        ("light", "--ink", "--page", 13.9), ("light", "--soft", "--page", 6.1),
        ("light", "--go-ink", "--go", 11.5), ("light", "--field", "--page", 3.6),
        ("light", "--ok", "--ok-ground", 5.8), ("light", "--again-line", "--page", 3.6),
        ("dark", "--ink", "--card", 14.2), ("dark", "--soft", "--card", 8.4),
        ("dark", "--go-ink", "--go", 10.6), ("dark", "--field", "--card", 4.4),
        ("dark", "--ok", "--ok-ground", 9.3), ("dark", "--again", "--again-ground", 9.3),
    ],
)  # fmt: skip
def test_no_colour_was_changed_by_eye(mode: str, one: str, other: str, documented: float) -> None:
    assert ratio(colour(mode, one), colour(mode, other)) == pytest.approx(documented, abs=0.06)


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize(
    "newer",
    [
        r"(?<![\w-])gap:", r"inset:", r"inset-inline", r"aspect-ratio", r":has\(", r":is\(",
        r":where\(", r"clamp\(", r"(?<![\w-])min\(", r"(?<![\w-])max\(", r"color-mix",
        r"padding-inline:", r"margin-inline:", r"margin-block:", r"padding-block:",
        r"overflow-wrap: anywhere", r"@layer", r"@container", r"&", r"@import", r"url\(",
    ],
)  # fmt: skip
def test_style_sheets_keep_to_what_old_phones_know(name: str, newer: str) -> None:
    assert not re.search(newer, SHEETS[name])


def test_every_page_loads_little() -> None:
    assert len(LEARN.encode()) <= 20_500


def test_no_colour_stands_outside_the_tokens() -> None:
    for name, sheet in SHEETS.items():
        rules = re.sub(r"--[\w-]+:\s*#\w+;?|/\*.*?\*/|@media print.*", "", sheet, flags=re.S)
        assert not re.findall(r":[^;{}]*#[0-9A-Fa-f]{3,8}\b", rules), name
