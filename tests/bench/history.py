"""A brand's years in a database: sites, people, hand-ins and the standings that follow from them.

Rows are written in bulk, past the services, but every standing is the fold of its person's hand-ins
as the program would have made it: `check_sample` compares.  Only the facts' chain is left out: it costs
readers nothing, and writers only see its end.
"""

import json
import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from score_learn.core.course import TEST, Module
from score_learn.core.document import to_document
from score_learn.core.progress import HandedIn, advance, state_of
from score_learn.core.standing import Standing
from score_learn.services import offers, records
from score_learn.storage import shelf
from score_learn.storage.database import db
from score_learn.storage.ledger import AttemptRow, SubmissionRow
from score_learn.storage.organisations import OrganisationRow, SiteRow, UnitRow
from score_learn.storage.people import PersonRow
from score_learn.storage.sqlite import BUSY_TIMEOUT_MS
from score_learn.storage.standings import StandingRow

PEOPLE_A_SITE, HAND_INS_EACH, UNITS = 500, 20, 8
BEGAN = datetime(2025, 1, 6, 8, tzinfo=UTC)
PATTERNS = 50
"""Different histories; people share them, so that each is folded once."""

CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Pattern:
    """What somebody did in the course: hand-ins in order, and the standing that follows."""

    hand_ins: tuple[HandedIn, ...]
    standing: Standing


def fill(submissions: int) -> int:
    """Write so many hand-ins and whatever they need; return how many sites there are then."""
    sites = max(submissions // (PEOPLE_A_SITE * HAND_INS_EACH), 1)
    people = max(submissions // HAND_INS_EACH, 1)
    module = offers.published("en")[0].module
    revision = _revision(module.key)
    db.session.rollback()  # what was read would keep SQLite from writing
    patterns = [_pattern(module, random.Random(number)) for number in range(PATTERNS)]
    _write(OrganisationRow, [{"id": 9, "name": "A brand", "created_at": BEGAN}])
    _write(SiteRow, (_site(number) for number in range(1, sites + 1)))
    _write(UnitRow, (_unit(site, place) for site in range(1, sites + 1) for place in range(UNITS)))
    _write(PersonRow, (_person(number, sites) for number in range(people)))
    chosen = [(number, patterns[number % PATTERNS]) for number in range(people)]
    _write(
        AttemptRow, (row for n, p in chosen for row in _attempts(n, p, module.key, revision, sites))
    )
    _write(SubmissionRow, (row for n, p in chosen for row in _submissions(n, p, sites)))
    _write(StandingRow, (_standing(n, p, module.key, sites) for n, p in chosen))
    with db.engine.execution_options(writes=BUSY_TIMEOUT_MS).begin() as connection:
        connection.exec_driver_sql("ANALYZE")
        if db.engine.dialect.name == "postgresql":
            for table in ("organisation", "site", "unit", "person", "submission"):
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
    return sites


def check_sample(people: int) -> None:
    """Derive the standings of a few again from the facts; raises ValueError when one differs."""
    ids = db.session.scalars(sa.select(PersonRow.id)).all()
    for person_id in random.Random(1).sample(ids, min(people, len(ids))):
        if records._differences(person_id):
            raise ValueError(f"the standing of person {person_id} does not follow from the facts")
    db.session.rollback()


def _revision(module: str) -> int:
    pointer = shelf.pointers(module=module)[0]
    return shelf.editions({pointer.edition_id})[pointer.edition_id].revision_id


def _pattern(module: Module, chance: random.Random) -> Pattern:
    keys = [lesson.key for lesson in module.lessons if lesson.audience == "all"]
    standing, made = Standing(module=module.key), []
    for place in range(HAND_INS_EACH):
        quiz = TEST if place % 5 == 4 else chance.choice(keys)
        score = Fraction(chance.randrange(3, 11), 10)
        event = HandedIn(
            purpose="test" if quiz == TEST else "lesson",
            quiz=quiz,
            score=score,
            passed=score >= Fraction(4, 5),
            at=BEGAN + timedelta(days=place * 11, minutes=chance.randrange(400)),
        )
        made.append(event)
        standing = advance(standing, event, module, "worker")
    return Pattern(hand_ins=tuple(made), standing=standing)


def _site(number: int) -> dict[str, Any]:
    return {"id": number, "organisation_id": 9, "name": f"Site {number}", "language": "en",
            "shows_scores": True, "created_at": BEGAN}  # fmt: skip


def _unit(site: int, place: int) -> dict[str, Any]:
    return {"id": (site - 1) * UNITS + place + 1, "site_id": site, "name": f"Hall {place}",
            "created_at": BEGAN}  # fmt: skip


def _person(number: int, sites: int) -> dict[str, Any]:
    site = number % sites + 1
    return {"id": number + 1, "site_id": site, "employee_no": f"D{number:07}",
            "employee_key": f"D{number:07}", "name": f"Learner {number}",
            "unit_id": (site - 1) * UNITS + number // sites % UNITS + 1, "track": "worker",
            "status": "active", "created_at": BEGAN}  # fmt: skip


def _attempt_id(number: int, place: int) -> str:
    return str(uuid.UUID(int=(4 << 76) | (8 << 60) | number * HAND_INS_EACH + place))


def _attempts(
    number: int, pattern: Pattern, module: str, revision: int, sites: int
) -> Iterator[dict[str, Any]]:
    for place, event in enumerate(pattern.hand_ins):
        yield {"id": _attempt_id(number, place), "site_id": number % sites + 1,
               "person_id": number + 1, "module": module, "quiz": event.quiz,
               "revision_id": revision, "purpose": event.purpose, "mode": "own", "language": "en",
               "track": "worker", "seed": f"{place:016x}", "began_at": event.at}  # fmt: skip


def _submissions(number: int, pattern: Pattern, sites: int) -> Iterator[dict[str, Any]]:
    for place, event in enumerate(pattern.hand_ins):
        key = number * HAND_INS_EACH + place
        yield {"id": key + 1, "hand_in_id": str(uuid.UUID(int=(4 << 76) | (9 << 60) | key)),
               "site_id": number % sites + 1, "attempt_id": _attempt_id(number, place),
               "grading": 1, "content_hash": "0" * 64, "earned": event.score * 10, "points": 10,
               "score": event.score, "pass_mark": Fraction(4, 5), "passed": event.passed,
               "grader": "program", "reason": "hand-in", "ordinal": place + 1,
               "received_at": event.at}  # fmt: skip


def _standing(number: int, pattern: Pattern, module: str, sites: int) -> dict[str, Any]:
    standing = pattern.standing
    return {"person_id": number + 1, "module": module, "site_id": number % sites + 1,
            "state": state_of(standing), "facts": HAND_INS_EACH, "passed_at": standing.passed_at,
            "last_at": standing.last_at, "document": to_document(standing)}  # fmt: skip


def _write(row: type, made: Iterable[dict[str, Any]]) -> None:
    """Write rows a chunk at a time: COPY on PostgreSQL, `executemany` on SQLite."""
    table: sa.Table = row.__table__  # type: ignore[attr-defined]
    chunk: list[dict[str, Any]] = []
    for one in made:
        chunk.append(one)
        if len(chunk) == CHUNK:
            _write_chunk(table, chunk)
            chunk.clear()
    if chunk:
        _write_chunk(table, chunk)


def _write_chunk(table: sa.Table, chunk: Sequence[dict[str, Any]]) -> None:
    names = [*chunk[0]]
    is_sqlite = db.engine.dialect.name == "sqlite"
    rows = [[_plain(one[name], is_sqlite=is_sqlite) for name in names] for one in chunk]
    listed = ", ".join(names)
    with db.engine.execution_options(writes=BUSY_TIMEOUT_MS).begin() as connection:
        cursor: Any = connection.connection.cursor()
        if is_sqlite:
            marks = ", ".join("?" * len(names))
            cursor.executemany(f"INSERT INTO {table.name} ({listed}) VALUES ({marks})", rows)
            return
        with cursor.copy(f"COPY {table.name} ({listed}) FROM STDIN") as copy:
            for values in rows:
                copy.write_row(values)


def _plain(value: Any, *, is_sqlite: bool) -> Any:
    """Return a value as the database keeps it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}" if is_sqlite else value
    if isinstance(value, Fraction):
        return str(value)
    return json.dumps(value) if isinstance(value, dict) else value
