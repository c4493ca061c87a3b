"""Who took other people's records along.  Rows are only ever added.

A log beside the record: nothing that the program shows or decides follows from it.  Therefore an
export may stay a link that is opened by GET.  Looking at the manager's page is not logged.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core.people import SiteId
from score_learn.storage import chain, organisations
from score_learn.storage.chain import Head, Linked
from score_learn.storage.database import Instant
from score_learn.storage.organisations import SiteRow


class AuditRow(Linked):
    """One export."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), index=True)
    """Whose people it concerned."""

    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who did it."""

    action: Mapped[str] = mapped_column(sa.String(40))
    """A value of `core.people.Action`."""

    details: Mapped[Any] = mapped_column(sa.JSON)
    """What exactly: the filter that was used, the number of people."""

    at: Mapped[datetime] = mapped_column(Instant)
    """When, by our clock."""


def add(row: AuditRow) -> None:
    """Add an entry; the next one of the same site waits until the transaction ends."""
    site = organisations.lock_site(SiteId(row.site_id))
    chain.append(SiteRow, Head(site.id, site.chain_length, site.chain_hash), row)
