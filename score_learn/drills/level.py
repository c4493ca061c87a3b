"""Whether what was measured over hours stays level: pure figures.

The first third is warming up and left out.  The rest is put into ten blocks, because samples that
follow each other resemble each other; the line through the blocks' means has a slope and, by what is
left over, an uncertainty.  It is a rise only if even the lower end of the slope's 95 % range is above
what is allowed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean

WARM_UP = 1 / 3
BLOCKS = 10
T_95 = 2.306
"""Student's t for eight degrees of freedom, 95 %, both sides."""


@dataclass(frozen=True, slots=True)
class Slope:
    """Units per hour, and how far off it may be."""

    per_hour: float
    margin: float

    def rises_by_more_than(self, allowed: float) -> bool:
        """Tell whether noise alone does not explain it."""
        return self.per_hour - self.margin > allowed


def blocks(values: Sequence[float]) -> list[list[float]]:
    """Return the values after the warm-up in ten blocks, in order; needs at least fifteen."""
    kept = list(values[int(len(values) * WARM_UP) :])
    edges = [round(place * len(kept) / BLOCKS) for place in range(BLOCKS + 1)]
    return [kept[start:end] for start, end in pairwise(edges)]


def slope(hours: Sequence[float], values: Sequence[float]) -> Slope:
    """Return the slope of the line through the blocks."""
    x = [fmean(block) for block in blocks(hours)]
    y = [fmean(block) for block in blocks(values)]
    middle, height = fmean(x), fmean(y)
    spread = sum((at - middle) ** 2 for at in x)
    tilt = sum((at - middle) * (v - height) for at, v in zip(x, y, strict=True)) / spread
    left = [v - height - tilt * (at - middle) for at, v in zip(x, y, strict=True)]
    error = sqrt(sum(one**2 for one in left) / (BLOCKS - 2) / spread)
    return Slope(round(tilt, 3), round(T_95 * error, 3))


def lowest_rise(values: Sequence[float]) -> float:
    """Return by how much the lowest value of the last block is above that of the first."""
    parts = blocks(values)
    return min(parts[-1]) - min(parts[0])
