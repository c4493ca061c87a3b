"""The colours of all drawings, and nothing else.

A name with "-dark" is the step for arms, lids, rims and far legs, which stands where others would
draw an outline.
"""

from math import dist

PALETTE = {
    "ink": "#2B2533",
    "paper": "#FFFDF8",
    "coral": "#E2603F", "coral-dark": "#BF4A2D",
    "blue": "#2F5D8C", "blue-dark": "#23486E",
    "teal": "#1F8A83", "teal-dark": "#166B66",
    "plum": "#6A4C86", "plum-dark": "#523A6A", "violet": "#6B4E8A",
    "yellow": "#EDB02A", "amber": "#A86C10", "gold": "#C98A1C",
    "red": "#C23B2B", "red-dark": "#9A2C20",
    "green": "#4FA56B", "green-dark": "#2F7D4B",
    "steel": "#8FA0AB", "steel-dark": "#5F717E", "steel-light": "#C9D3D8",
    "night": "#4A5563", "opening": "#2F3742", "slate": "#4F6F85",
    "wood": "#B9783F", "wood-dark": "#8F5A2C",
    "carton": "#C99556", "carton-dark": "#B27F42", "straw": "#EBCF97",
    "sky": "#A9CFE0", "sky-dark": "#6FA8BF", "sky-deep": "#4F8AA3", "water": "#3B8FC2",
    "daylight": "#DDF0F4",
    "rose": "#A8577A", "rose-dark": "#8C4463", "scarf": "#74304C",
    "leaf": "#9CBF5A", "leaf-dark": "#83A544",
    "skin-a": "#E9B088", "skin-a-dark": "#C78A60",
    "skin-b": "#D0955F", "skin-b-dark": "#AE7443",
    "skin-c": "#C0824F", "skin-c-dark": "#9E6638",
    "skin-d": "#8F5B3C", "skin-d-dark": "#6F432A",
    "cream": "#F7E3C6", "wine": "#6B3A4A", "wine-dark": "#552C3A",
    "trousers": "#3E4258", "trousers-dark": "#2F3246", "grey": "#56606E",
    "suit": "#4B4353", "suit-dark": "#3A3441", "jeans": "#41607F",
    "hair-brown": "#4A2F2A", "hair-grey": "#A9A3A6", "mouth": "#7A2E2A",
    "wall": "#FBF0DF", "floor": "#E3C49A", "floor-dark": "#C2A277",
}  # fmt: skip

PAPERS = {
    "w": ("#FBF0DF", "#EADBBF"),
    "f": ("#E3C49A", "#C2A277"),
    "p": ("#FFFDF8", "#FBF3E4"),
}
"""The classes that dim at night, wall, floor and sheets: their colour by day and by night."""

STYLE = (
    "<style>@media(prefers-color-scheme:dark){"
    + "".join(f".{name}{{fill:{dark.lower()}}}" for name, (_, dark) in PAPERS.items())
    + "}</style>"
)
"""The one style line of every drawing: its paper follows the page into the dark."""

COLOURS = frozenset(PALETTE.values())


def luminance(colour: str) -> float:
    """Return the relative luminance of "#RRGGBB", from 0 to 1 (WCAG 2.2)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def difference(one: str, other: str) -> float:
    """Return how different two colours look, 0 for the same (CIE76, D65)."""
    return dist(_lab(one), _lab(other))


def _lab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = luminance(colour)
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return _unbent(red), _unbent(green), _unbent(blue)


def _unbent(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2): what is left in grey."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
