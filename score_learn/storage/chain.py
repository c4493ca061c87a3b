"""Facts as links of a chain; the rules are in `core.chain`.

One chain for each person, and one of exports for each site: whoever adds a link holds the lock of
the row that bears the head, so that chains never wait for each other.
"""

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core import chain
from score_learn.core.chain import Link
from score_learn.storage.database import Base, db, table_of
from score_learn.storage.prepared import Change, Prepared


class ChainWentOnError(Exception):
    """Facts were added to a chain whose lock was not held: nothing of it is stored."""


class Linked(Base):
    """What every fact has besides its own columns."""

    __abstract__ = True

    chain_place: Mapped[int] = mapped_column(sa.Integer)
    """Place in its chain, counted from 1."""

    chain_hash: Mapped[str] = mapped_column(sa.String(64))
    """sha256 of the hash before it and of its own columns."""


class ChainHead(Base):
    """What a row has that bears the head of a chain."""

    __abstract__ = True

    chain_length: Mapped[int] = mapped_column(sa.Integer, default=0, server_default="0")
    """How many facts there are in its chain."""

    chain_hash: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    """The hash of the last of them; empty before the first."""


class Head(NamedTuple):
    """The end of a chain: a fact that is added takes the next place and the hash after this one."""

    bearer_id: int
    length: int
    hash: str


def head(bearer: type[ChainHead], bearer_id: int) -> Head:
    """Return the end of a chain; whoever adds to it holds the lock of the row that bears it."""
    found = _head(bearer).first(bearer_id=bearer_id)
    if found is None:
        raise LookupError(f"{bearer.__name__} {bearer_id} bears no chain")
    return found


def append(bearer: type[ChainHead], end: Head, *rows: Linked) -> None:
    """Add facts after `end`; the caller holds the lock of the row that bears the head.

    They are written as plain rows, not through the session, which would take three times as long:
    a database-made id is not given back.  An end that is not the chain's any more is a mistake of
    the caller's, and nothing may be stored after it.
    """
    last, length = end.hash, end.length
    for kind, facts in groupby(rows, type):
        table, added = table_of(kind), []
        for fact in facts:
            values = {name: getattr(fact, name) for name in _own(table)}
            last, length = chain.link(last, chain.spell(table.name, values)), length + 1
            added.append(values | {"chain_hash": last, "chain_place": length})
        _added(table).run_each(added)
    moved = {"bearer_id": end.bearer_id, "before": end.length}
    if _moved(bearer).run(moved | {"chain_length": length, "chain_hash": last}) != 1:
        raise ChainWentOnError(f"{bearer.__name__} {end.bearer_id}: its chain went on elsewhere")


@cache
def _head(bearer: type[ChainHead]) -> Prepared[Head]:
    table = table_of(bearer)
    asked = sa.select(table.c.id, table.c.chain_length, table.c.chain_hash)
    return Prepared(asked.where(table.c.id == sa.bindparam("bearer_id")), Head._make)


@cache
def _added(table: sa.Table) -> Change:
    return Change(sa.insert(table).inline(), (*_own(table), "chain_hash", "chain_place"))


@cache
def _moved(bearer: type[ChainHead]) -> Change:
    table = table_of(bearer)
    change = sa.update(table).where(
        table.c.id == sa.bindparam("bearer_id"), table.c.chain_length == sa.bindparam("before")
    )
    return Change(change, ("chain_length", "chain_hash"))


def links(kind: type[Linked], asked: sa.Select[Any]) -> list[Link]:
    """Return the links among the facts of a kind that `asked`, a query of its table, finds."""
    table = table_of(kind)
    return [_link(table, row) for row in db.session.execute(asked).mappings()]


def _link(table: sa.Table, row: Mapping[Any, Any]) -> Link:
    given_out = table.autoincrement_column
    return Link(
        table=table.name,
        fact=" ".join(str(row[column.name]) for column in table.primary_key),
        place=row["chain_place"],
        hash=row["chain_hash"],
        spelling=chain.spell(table.name, {name: row[name] for name in _own(table)}),
        number=None if given_out is None else row[given_out.name],
    )


@cache
def _own(table: sa.Table) -> tuple[str, ...]:
    """Return the columns that say what happened: all but the chain's and the id we give out."""
    apart = {"chain_place", "chain_hash"}
    return tuple(
        column.name
        for column in table.columns
        if column.name not in apart and column is not table.autoincrement_column
    )
