"""A picture of the aims: one bar each, as long as what was reached of it."""

from collections.abc import Iterator, Sequence
from html import escape

from tests.bench.rows import Aim, Row

WIDTH, LINE, LEFT, MOST = 860, 26, 440, 2.0
"""Pixels; a bar ends at twice the aim, however far beyond it what was reached lies."""

STYLE = """text{font:13px system-ui,sans-serif;fill:#1C2440}.soft{fill:#555B70}.page{fill:#FFFFFF}
.ok{fill:#1B8653}.again{fill:#C06A00}.aim{stroke:#27366B;stroke-width:2}
@media(prefers-color-scheme:dark){text{fill:#F2EFE9}.soft{fill:#B6BAC7}.page{fill:#1B202C}
.ok{fill:#3DB57A}.again{fill:#D98F25}.aim{stroke:#BCC8FF}}"""


def plot(rows: Sequence[Row]) -> str:
    """Return the picture as SVG, in the colours of the pages, by day and by night."""
    aims = [(row, aim) for row in rows for aim in row.aims if aim.words != "errors"]
    height = LINE * len(aims) + 44
    scale = (WIDTH - LEFT - 20) / MOST
    line = LEFT + scale
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
            ' aria-label="What was reached of each aim; bars to the right of the line met it.">',
            f"<style>{STYLE}</style>",
            f'<rect class="page" width="{WIDTH}" height="{height}" rx="8"/>',
            f'<text class="soft" x="{line + 6:.0f}" y="20">the aim</text>',
            *_bars(aims, scale),
            f'<path class="aim" d="M{line:.1f} 8V{height - 12}"/>',
            "</svg>",
            "",
        ]
    )


def _bars(aims: Sequence[tuple[Row, Aim]], scale: float) -> Iterator[str]:
    for place, (row, aim) in enumerate(aims):
        top = 30 + place * LINE
        long = min(_share(aim), MOST) * scale
        yield f'<text x="14" y="{top + 14}">{escape(row.what)}: {escape(aim.words)}</text>'
        kind = "ok" if aim.met else "again"
        yield f'<rect class="{kind}" x="{LEFT}" y="{top}" width="{long:.1f}" height="18" rx="3"/>'


def _share(aim: Aim) -> float:
    """Return what was reached of the aim: above 1 is better than asked for."""
    if aim.better == "more":
        return aim.reached / aim.wanted if aim.wanted else 1.0
    return aim.wanted / aim.reached if aim.reached else 2.0
