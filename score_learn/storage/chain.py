"""Facts as links of a chain; the rules are in `core.chain`.

One chain for each person, and one of exports for each site: whoever adds a link holds the lock of
the row that bears the head, so that chains never wait for each other.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core import chain
from score_learn.core.chain import Link
from score_learn.storage.database import Base, db


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


def append(head: ChainHead, *rows: Linked) -> None:
    """Add facts at the end of a chain; the caller holds the lock of the head's row."""
    for row in rows:
        table = table_of(type(row))
        values = {name: getattr(row, name) for name in _own(table)}
        head.chain_hash = chain.link(head.chain_hash, chain.spell(table.name, values))
        head.chain_length += 1
        row.chain_hash, row.chain_place = head.chain_hash, head.chain_length
    db.session.add_all(rows)
    db.session.flush()


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


def _own(table: sa.Table) -> list[str]:
    """Return the columns that say what happened: all but the chain's and the id we give out."""
    apart = {"chain_place", "chain_hash"}
    return [
        column.name
        for column in table.columns
        if column.name not in apart and column is not table.autoincrement_column
    ]


def table_of(kind: type[Linked]) -> sa.Table:
    """Return the table of a kind of fact."""
    table = kind.__table__
    assert isinstance(table, sa.Table)  # noqa: S101 -- for the types: ours are no joins
    return table
