"""How far everybody is with each module: derived from the facts, and written with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core.people import PersonId, SiteId
from score_learn.core.question import Track
from score_learn.core.standing import State
from score_learn.storage.database import Base, Instant, db, table_of
from score_learn.storage.organisations import UnitRow
from score_learn.storage.people import ACTIVE, PersonRow
from score_learn.storage.prepared import Change, Prepared

Ts = TypeVarTuple("Ts")

NOT_BEGUN: State = "not begun"


class StandingRow(Base):
    """One learner and one module."""

    __tablename__ = "standing"
    __table_args__ = (sa.Index("ix_standing_site_id_module", "site_id", "module", "state"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    """The learner."""

    module: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    """The module's key."""

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"))
    """The learner's factory."""

    state: Mapped[str] = mapped_column(sa.String(16))
    """not begun (a pre-test only), begun or passed."""

    facts: Mapped[int]
    """How many facts it was derived from."""

    passed_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the test was first passed."""

    last_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the learner last did something in it."""

    document: Mapped[Any] = mapped_column(sa.JSON)
    """The whole `core.standing.Standing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which people of a site to list, for one module; None is any."""

    site_id: SiteId
    module: str
    unit: str | None = None
    track: Track | None = None
    state: State | None = None


Listed = tuple[PersonRow, str, StandingRow | None]
"""A person, the name of the unit, and the standing in the module, if there is any."""


def find(person_id: PersonId, module: str) -> StandingRow | None:
    """Return a learner's standing in a module."""
    return db.session.get(StandingRow, (person_id, module))


_STANDINGS = table_of(StandingRow).c
_HELD: Prepared[tuple[int, str]] = Prepared(
    sa.select(_STANDINGS.facts, sa.cast(_STANDINGS.document, sa.Text)).where(
        _STANDINGS.person_id == sa.bindparam("person_id"),
        _STANDINGS.module == sa.bindparam("module"),
    ),
    tuple,
)
_DERIVED = ("state", "facts", "passed_at", "last_at", "document")
_ADDED = Change(
    sa.insert(table_of(StandingRow)).inline(), ("person_id", "module", "site_id", *_DERIVED)
)
_CHANGED = Change(
    sa.update(table_of(StandingRow)).where(
        _STANDINGS.person_id == sa.bindparam("of_person"),
        _STANDINGS.module == sa.bindparam("of_module"),
    ),
    _DERIVED,
)


def held(person_id: PersonId, module: str) -> tuple[int, str] | None:
    """Return the facts that a learner's standing in a module was derived from, and its document."""
    return _HELD.first(person_id=person_id, module=module)


def keep(place: Mapping[str, Any], columns: Mapping[str, Any], *, is_new: bool) -> None:
    """Write a standing; `place` holds the person, the module and the site."""
    if is_new:
        _ADDED.run({**place, **columns})
        return
    whose = {"of_person": place["person_id"], "of_module": place["module"]}
    _CHANGED.run({**whose, **columns})


def of_person(person_id: PersonId) -> dict[str, StandingRow]:
    """Return a learner's standings, by module."""
    asked = sa.select(StandingRow).where(StandingRow.person_id == person_id)
    return {row.module: row for row in db.session.scalars(asked)}


def add(row: StandingRow) -> None:
    """Add a standing."""
    db.session.add(row)
    db.session.flush()


def remove(row: StandingRow) -> None:
    """Remove a standing that does not follow from the facts."""
    db.session.delete(row)
    db.session.flush()


def count(wanted: Wanted) -> int:
    """Return how many people fit."""
    asked = _fitting(sa.select(sa.func.count()).select_from(PersonRow), wanted)
    return db.session.scalar(asked) or 0


def people(wanted: Wanted, *, limit: int | None = None, offset: int = 0) -> list[Listed]:
    """Return the people who fit, by employee number."""
    asked = _fitting(sa.select(PersonRow, UnitRow.name, StandingRow).select_from(PersonRow), wanted)
    found = db.session.execute(
        asked.order_by(PersonRow.employee_key, PersonRow.id).limit(limit).offset(offset)
    )
    return [(person, unit, standing) for person, unit, standing in found]


def tally(site_id: SiteId, module: str) -> list[tuple[str, str, str, int]]:
    """Return unit, track, state and the number of people, of a whole site for one module."""
    state = sa.func.coalesce(StandingRow.state, NOT_BEGUN)
    asked = sa.select(UnitRow.name, PersonRow.track, state, sa.func.count()).select_from(PersonRow)
    asked = _fitting(asked, Wanted(site_id=site_id, module=module))
    found = db.session.execute(asked.group_by(UnitRow.name, PersonRow.track, state))
    return [(unit, track, state, number) for unit, track, state, number in found]


def _fitting(asked: sa.Select[*Ts], wanted: Wanted) -> sa.Select[*Ts]:
    """Join and filter: every question about a site's people passes here, with its site."""
    asked = (
        asked.join(UnitRow, UnitRow.id == PersonRow.unit_id)
        .outerjoin(
            StandingRow,
            sa.and_(StandingRow.person_id == PersonRow.id, StandingRow.module == wanted.module),
        )
        .where(PersonRow.site_id == wanted.site_id, PersonRow.status == ACTIVE)
    )
    if wanted.unit is not None:
        asked = asked.where(UnitRow.name == wanted.unit)
    if wanted.track is not None:
        asked = asked.where(PersonRow.track == wanted.track)
    if wanted.state is not None:
        asked = asked.where(sa.func.coalesce(StandingRow.state, NOT_BEGUN) == wanted.state)
    return asked
