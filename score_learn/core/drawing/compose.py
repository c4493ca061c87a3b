"""From a drawing's text to its SVG: paper first, then everything from back to front."""

from score_learn.core.drawing import ink, stage
from score_learn.core.drawing.ink import number
from score_learn.core.drawing.kit import Point
from score_learn.core.drawing.palette import PALETTE, STYLE
from score_learn.core.drawing.script import Drawing, Panel


def compose(drawing: Drawing) -> str:
    """Return the SVG of a drawing that was read without problems; the same text, the same bytes."""
    width, height = drawing.canvas.size
    inside = "".join(
        _panel(panel, *place, alone=len(drawing.panels) == 1)
        for panel, place in zip(drawing.panels, drawing.canvas.places, strict=True)
    )
    if len(drawing.panels) > 1:
        inside = _sheet("p", PALETTE["paper"], (0, 0), (width, height)) + inside
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}"'
        f' stroke-linecap="round" stroke-linejoin="round">{STYLE}{inside}</svg>\n'
    )


def _panel(panel: Panel, corner: Point, size: Point, *, alone: bool) -> str:
    wall = PALETTE["night"] if panel.dark else PALETTE["wall"]
    drawn = _sheet("" if panel.dark else "w", wall, (0, 0), size)
    if panel.floor is not None:
        ground = PALETTE["opening"] if panel.dark else PALETTE["floor"]
        place = (0, panel.floor), (size[0], size[1] - panel.floor)
        drawn += _sheet("" if panel.dark else "f", ground, *place)
    drawn += stage.svgs(panel.items)
    if alone:
        return drawn
    x, y, width, height = map(number, (*corner, *size))
    return f'<svg x="{x}" y="{y}" width="{width}" height="{height}">{drawn}</svg>'


def _sheet(css: str, colour: str, corner: Point, size: Point) -> str:
    kind = f' class="{css}"' if css else ""
    data = f"M{ink.join(corner)}h{number(size[0])}v{number(size[1])}h{number(-size[0])}z"
    return f'<path{kind} fill="{colour}" d="{data}"/>'
