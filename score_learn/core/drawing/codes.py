"""Every mistake the drawing kit knows: how grave it is, what was expected, and the fix.

docs/drawing.md lists the same codes; a test compares the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from score_learn.core import problem
from score_learn.core.problem import Code


def _error(expected: str, fix: str) -> Code:
    return Code("error", expected, fix)


SCRIPT = {
    "D01": _error(
        "scene, option, two panels, three panels or four panels, first of all",
        "begin the file with a # sentence and a line that says: scene",
    ),
    "D02": _error("a person, a part or a shape", "run: score-learn drawing parts"),
    "D03": _error("a number, such as 120 or 1.2", "write the number"),
    "D04": _error("a word that fits here", "correct it or take it out"),
    "D05": _error("something named earlier, and one of its points", "write two numbers instead"),
    "D06": _error("a place on the picture", "move it nearer; a scene is 320 wide and 200 high"),
    "D07": _error("at most six people", "tell it with fewer people"),
    "D08": _error("a colour of the palette", "take a name from docs/drawing.md"),
    "D09": _error("panel and its number, before what stands in it", "write: panel 1"),
    "D10": _error("one sentence that says what is seen", "begin the file with: # and the sentence"),
    "D11": _error("text in UTF-8, at most 16 KiB", "save it again, with the encoding UTF-8"),
}

RULES = {
    "D20": _error("a drawing of svg, g, path, rect, circle and ellipse", "take that part out"),
    "D21": _error("viewBox 0 0 320 200, or 0 0 96 96 for an option", "draw it at that size"),
    "D22": _error("a colour of the palette", "take the nearest from docs/drawing.md"),
    "D23": _error("at most 3 KB compressed, 1 KB for an option", "leave out what nobody needs"),
    "D24": _error("no words in the drawing", "say it in the alt text"),
    "D25": _error("a shape that is seen in grey", "make one of the two colours darker or lighter"),
    "D26": _error("paper to the edge that dims at night", 'begin with class="w", as the kit does'),
    "D27": _error(
        "the drawing that the file in drawings/ makes", "run: score-learn drawing compose"
    ),
    "D28": _error("a name of small letters, digits and hyphens", "rename it"),
}

CODES: dict[str, Code] = {**SCRIPT, **RULES}


@dataclass
class Report(problem.Report):
    """Collects what is wrong with one drawing, or with the text that makes it."""

    codes: Mapping[str, Code] = field(default_factory=lambda: CODES)
