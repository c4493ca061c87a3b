"""The drawing kit: one hand for people who cannot draw.

A short text names who and what stands where (`script`); `compose` makes the SVG of it; `judge` holds
any drawing to the house rules.  Parts are plain data (`parts/*.svg`), people are limbs and joints
(`figure`).  docs/drawing.md is the trainer's page.
"""

from score_learn.core.drawing.compose import compose
from score_learn.core.drawing.judge import judge
from score_learn.core.drawing.script import Drawing, read_script

__all__ = ["Drawing", "compose", "judge", "read_script"]
