"""Reading whole chains back: which facts belong to whom."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from score_learn.core.chain import Link
from score_learn.core.people import PersonId, SiteId
from score_learn.storage import chain
from score_learn.storage.audit import AuditRow
from score_learn.storage.chain import Linked
from score_learn.storage.commitments import CommitmentReviewRow, CommitmentRow
from score_learn.storage.conflicts import ConflictRow
from score_learn.storage.database import table_of
from score_learn.storage.ledger import AnswerRow, AttemptRow, SubmissionRow
from score_learn.storage.visits import VisitRow

DIRECT: tuple[type[Any], ...] = (AttemptRow, VisitRow, ConflictRow, CommitmentRow)
"""Facts that name their person."""

THROUGH: Mapping[type[Any], tuple[type[Any], str]] = {
    AnswerRow: (AttemptRow, "attempt_id"),
    SubmissionRow: (AttemptRow, "attempt_id"),
    CommitmentReviewRow: (CommitmentRow, "commitment_id"),
}
"""Facts that name another fact, which names the person."""


def of_person(person_id: PersonId) -> list[Link]:
    """Return all facts of a person, in no order."""
    found: list[Link] = []
    for kind in DIRECT:
        table = table_of(kind)
        found += chain.links(kind, sa.select(table).where(table.c.person_id == person_id))
    for kind, (parent, column) in THROUGH.items():
        found += chain.links(kind, _through(kind, parent, column, person_id))
    return found


def of_site(site_id: SiteId) -> list[Link]:
    """Return all exports of a site, in no order."""
    table = table_of(AuditRow)
    return chain.links(AuditRow, sa.select(table).where(table.c.site_id == site_id))


def _through(
    kind: type[Linked], parent: type[Linked], column: str, person_id: PersonId
) -> sa.Select[Any]:
    table, above = table_of(kind), table_of(parent)
    joined = table.join(above, table.c[column] == above.c.id)
    return sa.select(table).select_from(joined).where(above.c.person_id == person_id)
