"""People, staff accounts, and their secrets."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core.people import AccountId, PersonId, SiteId
from score_learn.storage import chain
from score_learn.storage.chain import ChainHead, Head, Linked
from score_learn.storage.database import Base, Instant, db, table_of
from score_learn.storage.prepared import Prepared

ACTIVE = "active"
"""The status of whoever may sign in; anything else may not."""


class PersonRow(ChainHead):
    """Somebody who works in a factory and learns.  Bears the head of the chain of their facts."""

    __tablename__ = "person"
    __table_args__ = (
        sa.UniqueConstraint("site_id", "employee_key"),
        sa.Index("ix_person_site_id_status_track", "site_id", "status", "track"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The factory."""

    employee_no: Mapped[str] = mapped_column(sa.Text)
    """The number as the factory writes it, leading zeros and all."""

    employee_key: Mapped[str] = mapped_column(sa.Text)
    """The same, folded, so that any spelling finds it."""

    name: Mapped[str] = mapped_column(sa.Text)
    """One field, as the person writes it."""

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    """Department or line."""

    track: Mapped[str] = mapped_column(sa.String(16))
    """worker, supervisor or manager: which lessons, cards and questions are meant for them."""

    language: Mapped[str | None] = mapped_column(sa.String(16))
    """Code of the language chosen; NULL: never chosen."""

    status: Mapped[str] = mapped_column(sa.String(16), default=ACTIVE)
    """"active" or "left"."""

    created_at: Mapped[datetime] = mapped_column(Instant)
    """When they were entered."""


class AccountRow(Base):
    """A staff sign-in.  Whoever learns as well has a person besides and signs in as that."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The site that entered the account; what it may do is in `membership`."""

    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """The same human being as a learner, when known."""

    user_key: Mapped[str] = mapped_column(sa.Text, unique=True)
    """The user name, folded."""

    name: Mapped[str] = mapped_column(sa.Text)
    """For greeting and for the audit log."""

    language: Mapped[str | None] = mapped_column(sa.String(16))
    """Code of the language chosen; NULL: never chosen."""

    status: Mapped[str] = mapped_column(sa.String(16), default=ACTIVE)
    """"active" or "left"."""

    created_at: Mapped[datetime] = mapped_column(Instant)
    """When it was entered."""


class CredentialRow(Base):
    """A secret of a person (PIN) or an account (password), hashed."""

    __tablename__ = "credential"

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The site of whoever has it."""

    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    """Whose PIN it is, or NULL."""

    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), unique=True)
    """Whose password it is, or NULL."""

    hash: Mapped[str] = mapped_column(sa.Text)
    """argon2id of the peppered secret."""

    set_at: Mapped[datetime] = mapped_column(Instant)
    """When it was given out."""


_PEOPLE, _CREDENTIALS = table_of(PersonRow), table_of(CredentialRow)


def person(person_id: PersonId) -> PersonRow:
    """Return the person of an id that we gave out."""
    return db.session.get_one(PersonRow, person_id)


_LOCKED = Prepared(
    sa.select(_PEOPLE.c.id, _PEOPLE.c.chain_length, _PEOPLE.c.chain_hash)
    .where(_PEOPLE.c.id == sa.bindparam("person_id"), _PEOPLE.c.site_id == sa.bindparam("site_id"))
    .with_for_update(),
    Head._make,
)


def lock_person(site_id: SiteId, person_id: PersonId) -> Head | None:
    """Let one writer at a time at the site's person; return where the chain of their facts ends.

    None when there is no such person.
    """
    return _LOCKED.first(site_id=site_id, person_id=person_id)


def head(person_id: PersonId) -> Head:
    """Return where the chain of a person's facts ends, whose lock is held."""
    return chain.head(PersonRow, person_id)


def add_facts(end: Head, *rows: Linked) -> None:
    """Add facts to the chain of a person whose lock is held."""
    chain.append(PersonRow, end, *rows)


def find_account(user_key: str) -> AccountRow | None:
    """Return the active account of that folded user name."""
    return db.session.scalar(
        sa.select(AccountRow).where(AccountRow.user_key == user_key, AccountRow.status == ACTIVE)
    )


def account(account_id: AccountId) -> AccountRow:
    """Return the account of an id that we gave out."""
    return db.session.get_one(AccountRow, account_id)


_SEALED: Prepared[tuple[PersonId, str | None]] = Prepared(
    sa.select(_PEOPLE.c.id, _CREDENTIALS.c.hash)
    .select_from(_PEOPLE)
    .outerjoin(_CREDENTIALS, _CREDENTIALS.c.person_id == _PEOPLE.c.id)
    .where(
        _PEOPLE.c.site_id == sa.bindparam("site_id"),
        _PEOPLE.c.employee_key == sa.bindparam("employee_key"),
        _PEOPLE.c.status == ACTIVE,
    ),
    tuple,
)


def sealed_pin(site_id: SiteId, employee_key: str) -> tuple[PersonId | None, str | None]:
    """Return the site's active person of that folded number, and the hash of the PIN."""
    found = _SEALED.first(site_id=site_id, employee_key=employee_key)
    return found or (None, None)


def pin_of(person_id: PersonId) -> CredentialRow | None:
    """Return the PIN of a person."""
    asked = sa.select(CredentialRow).where(CredentialRow.person_id == person_id)
    return db.session.scalar(asked)


def password_of(account_id: AccountId) -> CredentialRow | None:
    """Return the password of an account."""
    asked = sa.select(CredentialRow).where(CredentialRow.account_id == account_id)
    return db.session.scalar(asked)


def all_ids() -> list[PersonId]:
    """Return the ids of everybody, whatever their status."""
    return [PersonId(one) for one in db.session.scalars(sa.select(PersonRow.id).order_by("id"))]


def add(row: PersonRow | AccountRow | CredentialRow) -> None:
    """Add a row and give it its id."""
    db.session.add(row)
    db.session.flush()
