"""A few lines over time as a picture: SVG by hand, since nothing else here draws curves."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, PANEL, MARGIN = 720, 150, 64
COLOURS = ("#1f5fa8", "#b3541e")


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Curves over the same moments, from 0 up to the highest value; `unit` stands in the title."""

    title: str
    unit: str
    curves: dict[str, Sequence[float]]


def draw(title: str, minutes: Sequence[float], panels: Sequence[Panel]) -> str:
    """Return the panels one below the other; every curve has a value for every moment."""
    height = MARGIN + len(panels) * (PANEL + MARGIN)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        ' font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(MARGIN, 28, title, size=16),
    ]
    for place, panel in enumerate(panels):
        parts += _panel(panel, minutes, MARGIN + place * (PANEL + MARGIN))
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, minutes: Sequence[float], top: int) -> list[str]:
    highest = max((max(values) for values in panel.curves.values()), default=0) or 1
    last, bottom, right = minutes[-1] or 1, top + PANEL, WIDTH - MARGIN
    names = ", ".join(panel.curves)
    parts = [
        _text(MARGIN, top - 8, f"{panel.title} ({panel.unit}): {names}"),
        _text(4, top + 10, f"{highest:.4g}"),
        _text(4, bottom, "0"),
        _text(right - 60, bottom + 16, f"{last:.3g} min"),
        f'<path d="M{MARGIN} {top}V{bottom}H{right}" fill="none" stroke="#555555"/>',
    ]
    for colour, values in zip(COLOURS, panel.curves.values(), strict=False):
        points = " ".join(
            f"{MARGIN + (right - MARGIN) * at / last:.1f},{bottom - PANEL * value / highest:.1f}"
            for at, value in zip(minutes, values, strict=True)
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
    return parts


def _text(x: int, y: int, words: str, *, size: int = 13) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="#222222">{escape(words)}</text>'
