"""What a measurement tells: rounds, their median and spread, the limit beside them, the aims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from score_learn.drills.figures import median
from tests.bench.load import Taken

Better = str
"""What is good: "more" or "less"."""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What is to be reached, and what was."""

    words: str
    reached: float
    wanted: float
    better: Better = "more"

    @property
    def met(self) -> bool:
        """Tell whether it was reached."""
        if self.better == "more":
            return self.reached >= self.wanted
        return self.reached <= self.wanted


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table.

    `rounds` and `limits` were measured in turn, so the ratio is taken round by round; `limit` says
    what the limit is.
    """

    key: str
    what: str
    unit: str
    rounds: Sequence[float]
    limit: str = ""
    limits: Sequence[float] = ()
    aims: Sequence[Aim] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def median(self) -> float:
        """Return the middle round."""
        return median(self.rounds)

    @property
    def ratio(self) -> float | None:
        """Return the middle of the rounds' ratios to the limit; None without a limit."""
        shares = [
            own / limit for own, limit in zip(self.rounds, self.limits, strict=False) if limit
        ]
        return median(shares) if shares else None

    def as_json(self) -> dict[str, Any]:
        """Return everything that was measured."""
        return {
            "key": self.key, "what": self.what, "unit": self.unit,
            "median": self.median, "low": min(self.rounds), "high": max(self.rounds),
            "rounds": list(self.rounds),
            "limit": self.limit, "limit_median": median(self.limits), "limits": list(self.limits),
            "ratio": self.ratio,
            "aims": [
                {"aim": aim.words, "reached": aim.reached, "wanted": aim.wanted, "met": aim.met}
                for aim in self.aims
            ],
            **self.more,
        }  # fmt: skip


def in_turn(rounds: int, *sides: Callable[[], Taken]) -> list[list[Taken]]:
    """Measure the sides in turn, A B A B ..., so that whatever else the machine does meets both."""
    taken: list[list[Taken]] = [[] for _ in sides]
    for _ in range(rounds):
        for place, side in enumerate(sides):
            taken[place].append(side())
    return taken


def rates(taken: Sequence[Taken]) -> list[float]:
    """Return the rounds' rates."""
    return [one.rate for one in taken]


def shares_ms(taken: Sequence[Taken], share: float) -> list[float]:
    """Return the rounds' latencies at a share."""
    return [one.share_ms(share) for one in taken]


def errors(taken: Sequence[Taken]) -> int:
    """Return how many replies of all rounds were not what was wanted."""
    return sum(sum(one.errors.values()) for one in taken)
