"""The middle and the shares of what was measured, by one rule for the drills and the measurements."""

import math
import statistics
from collections.abc import Sequence


def share_of(values: Sequence[float], share: float) -> float:
    """Return the value that such a share of all does not exceed (nearest rank); 0 of nothing."""
    ranked = sorted(values)
    return ranked[max(math.ceil(len(ranked) * share) - 1, 0)] if ranked else 0.0


def share_ms(seconds: Sequence[float], share: float) -> float:
    """Return what that share of the values does not exceed, in milliseconds; 0 of nothing."""
    return round(share_of(seconds, share) * 1000, 1)


def median(values: Sequence[float]) -> float:
    """Return the middle value, between the two middle ones of an even number; 0 of nothing."""
    return statistics.median(values) if values else 0.0
