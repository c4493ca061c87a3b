"""How long and on what to measure."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.bench.stand import Stands

BARE_PAGES_THEN = 4030
"""Bare pages a second in the sitting that the peers were measured in."""


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


@dataclass(kw_only=True)
class Plan:
    """What was asked for.

    Each of the `rounds` measures every side for `seconds`.  `bare_rate` is this sitting's bare
    pages a second: aims in absolute figures are scaled by it.
    """

    rounds: int = 5
    seconds: float = 4.0
    warm: float = 1.0
    databases: Sequence[str] = ("sqlite", "postgresql")
    submissions: int = 1_000_000
    hand_ins_a_second: int = 500
    bare_rate: float = 0.0
    say: Callable[[str], None] = field(default=_say)
    stands: Stands = field(default_factory=lambda: Stands(_say))

    @property
    def scale(self) -> float:
        """Return how fast this sitting is, beside the one that the peers were measured in."""
        return self.bare_rate / BARE_PAGES_THEN if self.bare_rate else 1.0


def quick() -> Plan:
    """Return a plan for seconds, to see that everything works."""
    return Plan(rounds=1, seconds=0.5, warm=0.2, submissions=2_000, databases=("sqlite",))
