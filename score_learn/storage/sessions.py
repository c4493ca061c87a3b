"""Paired devices, and the sessions of learners and staff."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core.people import AccountId, PersonId
from score_learn.storage.database import Base, Instant, db, table_of
from score_learn.storage.organisations import MembershipRow, SiteRow
from score_learn.storage.people import AccountRow, PersonRow
from score_learn.storage.prepared import Change, Prepared


class DeviceRow(Base):
    """A browser that was paired with a site."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The site whose people may sign in on it."""

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """sha256 of the token in its cookie."""

    enrolled_at: Mapped[datetime] = mapped_column(Instant)
    """When it was paired."""

    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the pairing was ended; NULL: it holds.  No command ends one yet."""


class SignInRow(Base):
    """A session, of a learner or of staff."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The site that the session works for."""

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """sha256 of the token in its cookie."""

    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """The learner, or NULL."""

    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    """The account, or NULL."""

    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    """The device a learner signed in on."""

    began_at: Mapped[datetime] = mapped_column(Instant)
    """When it began."""

    seen_at: Mapped[datetime] = mapped_column(Instant)
    """When it was last used, to the minute."""

    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was signed out, or ended by the next sign-in or a new secret; NULL: none of these."""


class Session(NamedTuple):
    """A session with its site, and what is needed of either its person or its account and role."""

    id: int
    began_at: datetime
    seen_at: datetime
    site_id: int
    site_name: str
    site_language: str
    person_id: int | None
    person_status: str | None
    person_name: str
    person_language: str | None
    track: str
    entered_at: datetime
    account_id: int | None
    account_status: str | None
    account_name: str
    account_language: str | None
    role: str | None


_SIGN_INS, _SITES, _PEOPLE, _ACCOUNTS, _MEMBERSHIPS = (
    row.__table__ for row in (SignInRow, SiteRow, PersonRow, AccountRow, MembershipRow)
)

_BY_TOKEN = Prepared(
    sa.select(
        _SIGN_INS.c.id, _SIGN_INS.c.began_at, _SIGN_INS.c.seen_at,
        _SITES.c.id, _SITES.c.name, _SITES.c.language,
        _PEOPLE.c.id, _PEOPLE.c.status, _PEOPLE.c.name, _PEOPLE.c.language, _PEOPLE.c.track,
        _PEOPLE.c.created_at,
        _ACCOUNTS.c.id, _ACCOUNTS.c.status, _ACCOUNTS.c.name, _ACCOUNTS.c.language,
        _MEMBERSHIPS.c.role,
    )
    .select_from(_SIGN_INS)
    .join(_SITES, _SITES.c.id == _SIGN_INS.c.site_id)
    .outerjoin(_PEOPLE, _PEOPLE.c.id == _SIGN_INS.c.person_id)
    .outerjoin(_ACCOUNTS, _ACCOUNTS.c.id == _SIGN_INS.c.account_id)
    .outerjoin(
        _MEMBERSHIPS,
        sa.and_(
            _MEMBERSHIPS.c.account_id == _SIGN_INS.c.account_id,
            _MEMBERSHIPS.c.site_id == _SIGN_INS.c.site_id,
        ),
    )
    .where(_SIGN_INS.c.token_hash == sa.bindparam("token_hash"), _SIGN_INS.c.ended_at.is_(None))
    .order_by(_MEMBERSHIPS.c.id),
    Session._make,
)  # fmt: skip


class NewSession(NamedTuple):
    """Whose session begins, and where: a learner's on a device, or an account's."""

    site_id: int | None
    person_id: int | None = None
    account_id: int | None = None
    device_id: int | None = None


_ADDED = Change(
    sa.insert(table_of(SignInRow)).inline(),
    (*NewSession._fields, "token_hash", "began_at", "seen_at"),
)


class Device(NamedTuple):
    """A paired device and its site."""

    id: int
    site_id: int
    site_name: str
    site_language: str


_DEVICES = DeviceRow.__table__
_DEVICE = Prepared(
    sa.select(_DEVICES.c.id, _SITES.c.id, _SITES.c.name, _SITES.c.language)
    .select_from(_DEVICES)
    .join(_SITES, _SITES.c.id == _DEVICES.c.site_id)
    .where(_DEVICES.c.token_hash == sa.bindparam("token_hash"), _DEVICES.c.revoked_at.is_(None)),
    Device._make,
)


def find_device(token_hash: str) -> Device | None:
    """Return the device of that token, while its pairing holds."""
    return _DEVICE.first(token_hash=token_hash)


def find_session(token_hash: str) -> Session | None:
    """Return the session of that token with whom and what it is for, unless it was ended."""
    return _BY_TOKEN.first(token_hash=token_hash)


def touch(sign_in_id: int, *, at: datetime) -> None:
    """Write down that a session was used."""
    db.session.execute(sa.update(SignInRow).where(SignInRow.id == sign_in_id).values(seen_at=at))


def end_sign_in(token_hash: str, *, at: datetime) -> None:
    """End the session of that token."""
    _end(SignInRow.token_hash == token_hash, at)


def end_sign_ins_of_person(person_id: PersonId, *, at: datetime) -> None:
    """End every session of a learner."""
    _end(SignInRow.person_id == person_id, at)


def end_sign_ins_of_account(account_id: AccountId, *, at: datetime) -> None:
    """End every session of an account."""
    _end(SignInRow.account_id == account_id, at)


def begin(new: NewSession, *, token_hash: str, at: datetime) -> None:
    """Add a session that begins now."""
    _ADDED.run({**new._asdict(), "token_hash": token_hash, "began_at": at, "seen_at": at})


def add(row: DeviceRow | SignInRow) -> None:
    """Add a row and give it its id."""
    db.session.add(row)
    db.session.flush()


def _end(which: sa.ColumnElement[bool], at: datetime) -> None:
    db.session.execute(
        sa.update(SignInRow).where(which, SignInRow.ended_at.is_(None)).values(ended_at=at)
    )
