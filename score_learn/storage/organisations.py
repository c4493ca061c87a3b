"""Organisations, their sites (factories), the units of a site, and who works for a site as staff."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core.people import AccountId, SiteId
from score_learn.storage.chain import ChainHead
from score_learn.storage.database import Base, Instant, db


class OrganisationRow(Base):
    """Who owns factories or courses."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)

    name: Mapped[str] = mapped_column(sa.Text, unique=True)
    """As it is written on its own paper."""

    created_at: Mapped[datetime] = mapped_column(Instant)
    """When it was entered."""


class SiteRow(ChainHead):
    """A factory: every row about people belongs to one.  It bears the head of its exports' chain."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    """Whose factory it is."""

    name: Mapped[str] = mapped_column(sa.Text)
    """As its people call it."""

    language: Mapped[str] = mapped_column(sa.String(16))
    """Code of the language shown to somebody who has chosen none."""

    country: Mapped[str | None] = mapped_column(sa.String(2))
    """ISO 3166 code of the country whose law holds there, such as IN; NULL: not said."""

    shows_scores: Mapped[bool]
    """Whether its managers see test scores by name; completion they always see."""

    code_digest: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """Keyed hash of the code that pairs devices; NULL: no device can be paired."""

    created_at: Mapped[datetime] = mapped_column(Instant)
    """When it was entered."""


class UnitRow(Base):
    """A department or line of a site."""

    __tablename__ = "unit"
    __table_args__ = (sa.UniqueConstraint("site_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The factory it is part of."""

    name: Mapped[str] = mapped_column(sa.Text)
    """As its people call it."""

    created_at: Mapped[datetime] = mapped_column(Instant)
    """When it was entered."""


class MembershipRow(Base):
    """What an account may do at a site: one role."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("account_id", "site_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), index=True)
    """Where the role holds."""

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    """Who has it."""

    role: Mapped[str] = mapped_column(sa.String(16))
    """A value of `core.people.Role`."""

    created_at: Mapped[datetime] = mapped_column(Instant)
    """When it was given."""


def names() -> list[str]:
    """Return the names of all organisations, the oldest first."""
    asked = sa.select(OrganisationRow.name).order_by(OrganisationRow.id)
    return list(db.session.scalars(asked))


def find_organisation(name: str) -> OrganisationRow | None:
    """Return the organisation of that name."""
    return db.session.scalar(sa.select(OrganisationRow).where(OrganisationRow.name == name))


def find_site(site_id: SiteId) -> SiteRow | None:
    """Return the site of that id."""
    return db.session.get(SiteRow, site_id)


def lock_site(site_id: SiteId) -> SiteRow:
    """Return a site for one writer of its exports at a time; learners' facts do not wait for it."""
    asked = sa.select(SiteRow).where(SiteRow.id == site_id).with_for_update(key_share=True)
    return db.session.scalars(asked.execution_options(populate_existing=True)).one()


def find_site_by_name(name: str) -> SiteRow | None:
    """Return the oldest site of that name."""
    asked = sa.select(SiteRow).where(SiteRow.name == name).order_by(SiteRow.id).limit(1)
    return db.session.scalar(asked)


def sites() -> list[SiteRow]:
    """Return all sites, the oldest first."""
    return list(db.session.scalars(sa.select(SiteRow).order_by(SiteRow.id)))


def find_site_by_code(code_digest: str) -> SiteRow | None:
    """Return the site whose devices are paired by that code."""
    return db.session.scalar(sa.select(SiteRow).where(SiteRow.code_digest == code_digest))


def find_unit(site_id: SiteId, name: str) -> UnitRow | None:
    """Return the site's unit of that name."""
    asked = sa.select(UnitRow).where(UnitRow.site_id == site_id, UnitRow.name == name)
    return db.session.scalar(asked)


def unit_names(site_id: SiteId) -> tuple[str, ...]:
    """Return the names of a site's units, in the alphabet's order."""
    asked = sa.select(UnitRow.name).where(UnitRow.site_id == site_id)
    return tuple(sorted(db.session.scalars(asked)))


def membership(account_id: AccountId) -> MembershipRow | None:
    """Return the first role that was given to an account."""
    asked = (
        sa.select(MembershipRow)
        .where(MembershipRow.account_id == account_id)
        .order_by(MembershipRow.id)
        .limit(1)
    )
    return db.session.scalar(asked)


def add(row: OrganisationRow | SiteRow | UnitRow | MembershipRow) -> None:
    """Add a row and give it its id."""
    db.session.add(row)
    db.session.flush()
