"""`make bench`: measure, print a table, keep the figures under var/bench."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import report, serving
from tests.bench.dashboards import dashboards
from tests.bench.plan import Plan, quick
from tests.bench.rows import Row
from tests.bench.starting import cold_start
from tests.bench.weight import weight

MEASUREMENTS: dict[str, Callable[[Plan], Iterator[Row]]] = {
    "generator": serving.generator,
    "lesson": serving.lesson,
    "writing": serving.writing,
    "quiz": serving.quiz,
    "sign-in": serving.sign_in,
    "memory": serving.memory,
    "weight": weight,
    "cold-start": cold_start,
    "dashboards": dashboards,
}
"""Every measurement, in the order of the table."""

SCALED = {"lesson", "writing", "quiz"}
"""What needs `generator` before it: some of its aims are scaled."""


def main(arguments: list[str]) -> int:
    """Measure what was asked for, tell it and keep it."""
    asked = _parser().parse_args(arguments)
    plan = quick() if asked.quick else Plan()
    if asked.database:
        plan.databases = (asked.database,)
    names = asked.only or [*MEASUREMENTS]
    if SCALED.intersection(names) and "generator" not in names:
        names = ["generator", *names]
    rows: list[Row] = []
    try:
        for name, measure in MEASUREMENTS.items():
            for row in measure(plan) if name in names else ():
                plan.say(report.line(row))
                rows.append(row)
    finally:
        plan.stands.close()
    print(report.table(rows))
    report.keep(rows, plan, Path(asked.into))
    if asked.docs:
        report.document(rows, plan)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=[*MEASUREMENTS], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="seconds only, to see that it works")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="instead of both")
    parser.add_argument("--docs", action="store_true", help="write docs/speed.md and its picture")
    parser.add_argument("--into", default="var/bench", help="where the figures are kept as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
