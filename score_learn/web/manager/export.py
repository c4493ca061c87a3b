"""People's progress as a file for spreadsheets.

Headings are English and stable, dates ISO, numbers without separators: the file is read by programs
as often as by people.
"""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from score_learn.core.standing import PersonLine

HEADINGS = (
    "employee_no", "name", "unit", "track", "course", "state", "lessons_done", "lessons",
    "passed_on", "last_active_on", "best_score",
)  # fmt: skip
BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets take the names for another encoding."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Return `text` as a cell that no spreadsheet takes for a formula.

    The rule is OWASP's for CSV injection: a cell that begins with a formula's sign gets an
    apostrophe in front.
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def people_csv(course: str, people: Iterable[PersonLine]) -> str:
    """Return the file's text, byte order mark and headings included."""
    file = io.StringIO(newline="")
    file.write(BYTE_ORDER_MARK)
    rows = csv.writer(file)
    rows.writerow(HEADINGS)
    rows.writerows([harmless(cell) for cell in _cells(course, person)] for person in people)
    return file.getvalue()


def file_name(course: str, on: date) -> str:
    """Return a name that every file system takes."""
    return (
        f"{re.sub(r'[^a-z0-9]+', '-', course.lower()).strip('-') or 'course'}-{on.isoformat()}.csv"
    )


def _cells(course: str, person: PersonLine) -> tuple[str, ...]:
    return (
        person.employee_no,
        person.name,
        person.unit,
        person.track,
        course,
        person.state,
        str(person.lessons_done),
        str(person.lessons),
        _day(person.passed_at),
        _day(person.last_at),
        _share(person.score),
    )


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def _share(score: Fraction | None) -> str:
    return "" if score is None else f"{float(score):.4f}".rstrip("0").rstrip(".")
