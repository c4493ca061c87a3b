"""The checker: what the database holds against what learners were told.

The rule is that of a set: everything acknowledged is there, with the content that was sent; what got
no reply may be there or not; nothing else is.
"""

import functools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from score_learn.drills.journal import Journal, Sent
from score_learn.services import records
from score_learn.storage.conflicts import ConflictRow
from score_learn.storage.copies import opened
from score_learn.storage.database import Base, db
from score_learn.storage.ledger import AnswerRow, AttemptRow, SubmissionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found; `faults` are sentences about the database itself.

    `lost`: keys acknowledged, but absent or with other content.  `duplicate`: keys stored more than
    once, stored though nobody sent them, or kept aside as a conflict.  `unknown`: keys that are
    stored though their sender never heard so.
    """

    journal: Journal
    stored: int
    lost: tuple[str, ...]
    duplicate: tuple[str, ...]
    unknown: tuple[str, ...]
    faults: tuple[str, ...]


def audit(url: str, journal: Journal) -> Audit:
    """Count in a database that held nobody's work before the drill."""
    with opened(url):
        return audit_opened(journal)


def audit_opened(journal: Journal) -> Audit:
    """Count in the database that is open."""
    stored: dict[str, list[Sent]] = defaultdict(list)
    for row in _rows():
        stored[row.key].append(row)
    conflicts = list(db.session.scalars(sa.select(ConflictRow.client_id)))
    faults = tuple(_faults())
    return Audit(
        journal=journal,
        stored=sum(len(rows) for rows in stored.values()),
        lost=tuple(
            key for key in journal.acknowledged if journal.sent[key] not in stored.get(key, ())
        ),
        duplicate=tuple(
            key for key, rows in stored.items() if len(rows) > 1 or key not in journal.sent
        )
        + tuple(conflicts),
        unknown=tuple(
            key for key in stored if key in journal.sent and key not in journal.acknowledged
        ),
        faults=faults,
    )


def _rows() -> Iterator[Sent]:
    """Yield everything that learners can send, as a client would note it."""
    for attempt in db.session.scalars(sa.select(AttemptRow)):
        content = (attempt.person_id, attempt.module, attempt.quiz, attempt.purpose)
        yield Sent("attempt", attempt.id, content)
    for answer in db.session.scalars(sa.select(AnswerRow)):
        given = tuple(answer.answer or ())
        yield Sent("answer", answer.answer_id, (answer.attempt_id, answer.question, given))
    for row in db.session.scalars(sa.select(SubmissionRow)):
        yield Sent("hand-in", row.hand_in_id, (row.attempt_id, row.content_hash))


def _faults() -> Iterator[str]:
    wrong = records.verify()
    if wrong:
        yield f"{wrong} standings differ from the facts"
    broken = list(records.broken_chains())
    if broken:
        first = broken[0]
        told = f"{first.whose}: {first.fault.fact}: {first.fault.what}"
        yield f"{len(broken)} breaks in the chains, the first: {told}"
    twice = db.session.scalar(
        sa.select(sa.func.count()).select_from(
            sa.select(SubmissionRow.attempt_id).group_by(SubmissionRow.attempt_id)
            .having(sa.func.count() > 1).subquery()
        )
    )  # fmt: skip
    if twice:
        yield f"{twice} attempts were graded more than once"
    if db.engine.dialect.name == "sqlite":
        said = db.session.scalar(sa.text("PRAGMA integrity_check"))
        if said != "ok":
            yield f"integrity check: {said}"
    yield from _orphans()


def _orphans() -> Iterator[str]:
    """Say which rows point to a row that is not there; the tables' own keys should forbid it."""
    for table, target, statement in _searches_for_orphans():
        found = db.session.scalar(statement)
        if found:
            yield f"{found} rows of {table} lack their {target}"


@functools.cache
def _searches_for_orphans() -> list[tuple[str, str, sa.Select[Any]]]:
    """Return the tables of each key, and how to count what it misses; built once, for many audits."""
    searches = []
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.alias("target")
            statement = (
                sa.select(sa.func.count())
                .select_from(table.outerjoin(target, key.parent == target.c[key.column.name]))
                .where(key.parent.is_not(None), target.c[key.column.name].is_(None))
            )
            searches.append((table.name, key.column.table.name, statement))
    return searches
