"""The figures as a table to read, as JSON to keep, and as a page of the documentation."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from score_learn.drills.figures import median
from tests.bench.plan import BARE_PAGES_THEN, Plan
from tests.bench.plot import plot
from tests.bench.rows import Row

ROOT = Path(__file__).resolve().parent.parent.parent
HEADINGS = ("what", "median", "spread", "limit", "ratio", "aim")


def table(rows: Sequence[Row]) -> str:
    """Return the rows for a terminal."""
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def line(row: Row) -> str:
    """Return one row, to be told as soon as it is measured."""
    return "  " + "  ".join(cell for cell in _cells(row) if cell)


def keep(rows: Sequence[Row], plan: Plan, folder: Path) -> Path:
    """Write everything that was measured into a new file and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = folder / f"{now:%Y-%m-%dT%H%M%S}.json"
    path.write_text(json.dumps(sitting(rows, plan), indent=1), "utf-8")
    return path


def sitting(rows: Sequence[Row], plan: Plan) -> dict[str, Any]:
    """Return a sitting: the machine, how it was measured, and the rows."""
    return {
        "on": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "rounds": plan.rounds,
        "seconds": plan.seconds,
        "submissions": plan.submissions,
        "scale": plan.scale,
        "rows": [row.as_json() for row in rows],
    }


def machine() -> dict[str, Any]:
    """Return what a reader needs to know of the machine, and nothing that names it."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(pages / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[2], 1),
    }


def document(rows: Sequence[Row], plan: Plan) -> None:
    """Write docs/speed.md and its picture."""
    about = machine()
    lines = ["| " + " | ".join(_cells(row)) + " |" for row in rows]
    told = OPENING.format(
        on=datetime.now(UTC).date().isoformat(), rounds=plan.rounds, seconds=plan.seconds,
        scale=plan.scale, then=BARE_PAGES_THEN, **about,
    )  # fmt: skip
    head = "| " + " | ".join(HEADINGS) + " |\n|" + "---|" * len(HEADINGS)
    (ROOT / "docs/pictures/speed.svg").write_text(plot(rows), "utf-8")
    text = "\n".join([told, head, *lines, "", CLOSING])
    (ROOT / "docs/speed.md").write_text(text, "utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    limit = f"{row.limit}: {_number(median(row.limits))}" if row.limits else ""
    return (
        row.what,
        f"{_number(row.median)} {row.unit}",
        f"{_number(min(row.rounds))} to {_number(max(row.rounds))}",
        limit,
        "" if row.ratio is None else f"{row.ratio:.2f}",
        "; ".join(
            f"{'met' if aim.met else 'MISSED'}: {_number(aim.reached)} {aim.words}"
            f" ({'>=' if aim.better == 'more' else '<='} {_number(aim.wanted)})"
            for aim in row.aims
        ),
    )


def _number(value: float) -> str:
    if value == int(value) or value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


OPENING = """# Speed

Measured by `make bench`: the program as operators run it (gunicorn, two processes, every header, sessions, languages,
throttles, every answer on disk before it is acknowledged), and in the same sitting the limit beside it, in turn. Figures of
one machine on one day: only the ratios are worth comparing.

Measured on {on}: {cores} cores, {memory_gib} GiB, {system}, Python {python}; {rounds} rounds of {seconds:g} s each;
the load generator runs on the same cores. Load in the quarter of an hour before: {load_before}.
Aims that were set in absolute figures are scaled: of quizzes, and of how long sixteen clients at once wait, by {scale:.2f} (bare Flask pages a
second here, beside {then:,} in the sitting where other learning platforms were measured), of cold starts by what a bare program needs here,
beside 0.18 s there.

![What was reached of each aim](pictures/speed.svg)
"""

CLOSING = """## How to read it

* *median* and *spread* are of the rounds, *ratio* is the median of the rounds' ratios to the limit beside them.
* The load generator's own limit is a row: near it, the generator is what is measured.
* An answer and a hand-in are beside bare commits of one row each to a file of SQLite's, by one writer with `synchronous=FULL`; so
  also with PostgreSQL, whose own commits, by eight clients of pgbench, are a row by themselves.
* "As peers do it" is four requests: begin, page, hand-in, result. Our pages send each answer as it is given: fourteen.
* The dashboard is the manager's page of one site at the level of the service, without HTTP. A page for a whole brand is not
  built yet.
"""
