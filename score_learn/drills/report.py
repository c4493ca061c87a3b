"""What a drill is asked to do, and the one line of JSON that it ends with."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from score_learn.drills.audit import Audit
from score_learn.drills.figures import share_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was asked for.

    `database` is sqlite, postgresql, or the address of an empty database; `seconds` overrides how
    long a drill lasts by itself, `clients` how many learners it has.
    """

    database: str = "sqlite"
    seed: int = 1
    long: bool = False
    seconds: float | None = None
    clients: int | None = None

    def lasting(self, short: float, long: float) -> float:
        """Return how many seconds the drill should go on."""
        return self.seconds or (long if self.long else short)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a drill ended.

    `errors` counts tries without an acknowledgement, by what came instead; latencies are those of
    acknowledged tries; `recovery_s` is the longest time from a harm to the next acknowledgement.
    `missed` says each goal that was not met, in words.
    """

    drill: str
    database: str
    seed: int
    acknowledged: int
    stored: int
    lost: int
    duplicate: int
    unknown: int
    errors: Mapping[str, int]
    p50_ms: float
    p99_ms: float
    recovery_s: float | None
    more: Mapping[str, Any] = field(default_factory=dict)
    missed: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether nothing was lost or doubled and every goal was met."""
        return not (self.lost or self.duplicate or self.missed)

    def as_line(self) -> str:
        """Return the report as one line of JSON."""
        told = dataclasses.asdict(self)
        more = told.pop("more")
        return json.dumps({**told, **more, "passed": self.passed})


def report(
    drill: str,
    plan: Plan,
    audit: Audit,
    *,
    recovery_s: float | None = None,
    missed: tuple[str, ...] = (),
    **more: Any,
) -> Report:
    """Put together what the learners noted and what the database holds.

    Every drill has these goals: something was acknowledged, no 500, no refusal, a sound database.
    """
    journal = audit.journal
    unwanted = [
        f"{count} answers of status {status}"
        for status, count in sorted(journal.failures.items())
        if status not in journal.expected
    ]
    nothing = [] if journal.acknowledged else ["nothing was acknowledged"]
    return Report(
        drill=drill,
        database=plan.database.partition(":")[0],
        seed=plan.seed,
        acknowledged=len(journal.acknowledged),
        stored=audit.stored,
        lost=len(audit.lost),
        duplicate=len(audit.duplicate),
        unknown=len(audit.unknown),
        errors=dict(sorted(journal.failures.items())),
        p50_ms=share_ms(journal.latencies, 0.50),
        p99_ms=share_ms(journal.latencies, 0.99),
        recovery_s=recovery_s,
        more=more,
        missed=(*nothing, *unwanted, *audit.faults, *missed),
    )
