"""Facts are linked by hashes, and the database knows which restoring it comes from."""

import hashlib
import json
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FACTS = (
    "attempt", "answer", "submission", "visit", "conflict", "commitment", "commitment_review",
    "audit",
)  # fmt: skip
HEADS = ("person", "site")

ORDER = {
    "attempt": ("began_at", "id"), "answer": ("id",), "submission": ("id",), "visit": ("id",),
    "conflict": ("id",), "commitment": ("at", "id"), "commitment_review": ("at", "commitment_id"),
    "audit": ("id",),
}  # fmt: skip
"""The order in which the facts of one table came."""

MOMENT = {"attempt": "began_at", "answer": "received_at", "submission": "received_at"}

PARENT = {
    "answer": ("attempt", "attempt_id"), "submission": ("attempt", "attempt_id"),
    "commitment_review": ("commitment", "commitment_id"),
}  # fmt: skip


def upgrade():
    op.create_table(
        "epoch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epoch")),
        sa.UniqueConstraint("name", name=op.f("uq_epoch_name")),
    )
    for table in FACTS:
        op.add_column(
            table, sa.Column("chain_place", sa.Integer(), nullable=False, server_default="0")
        )
        op.add_column(
            table, sa.Column("chain_hash", sa.String(length=64), nullable=False, server_default="")
        )
    for table in HEADS:
        op.add_column(
            table, sa.Column("chain_length", sa.Integer(), nullable=False, server_default="0")
        )
        op.add_column(
            table, sa.Column("chain_hash", sa.String(length=64), nullable=False, server_default="")
        )
    connection = op.get_bind()
    metadata = sa.MetaData()
    metadata.reflect(connection, only=(*FACTS, *HEADS, "epoch"))
    _read_instants_as_written(metadata)
    connection.execute(
        metadata.tables["epoch"].insert(),
        {"name": secrets.token_hex(16), "reason": "made", "began_at": datetime.now(UTC)},
    )
    for person_id in connection.scalars(sa.select(metadata.tables["person"].c.id)).all():
        _link(connection, metadata, "person", person_id, FACTS[:-1])
    for site_id in connection.scalars(sa.select(metadata.tables["site"].c.id)).all():
        _link(connection, metadata, "site", site_id, FACTS[-1:])


def downgrade():
    for table in FACTS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN chain_place")
        op.execute(f"ALTER TABLE {table} DROP COLUMN chain_hash")
    for table in HEADS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN chain_length")
        op.execute(f"ALTER TABLE {table} DROP COLUMN chain_hash")
    op.drop_table("epoch")


def _read_instants_as_written(metadata):
    """SQLite reflects columns of instants and JSON by the names they were made with: make them sure."""
    for table in metadata.tables.values():
        for column in table.columns:
            if column.name in {"answer", "content", "details"}:
                column.type = sa.JSON()


def _link(connection, metadata, head, head_id, names):
    """Link the facts of one person or site in the order in which they came."""
    facts = []
    for rank, name in enumerate(names):
        latest = datetime.min.replace(tzinfo=UTC)
        for number, row in enumerate(_rows(connection, metadata, name, head, head_id)):
            latest = max(latest, _aware(row[MOMENT.get(name, "at")]))
            facts.append((latest, rank, number, name, row))
    if not facts:
        return
    before, changes = "", {name: [] for name in names}
    facts.sort(key=lambda fact: fact[:3])
    for place, (_, _, _, name, row) in enumerate(facts, start=1):
        before = hashlib.sha256(before.encode() + _spell(metadata.tables[name], row)).hexdigest()
        (key,) = metadata.tables[name].primary_key.columns
        changes[name].append({"key": row[key.name], "place": place, "hash": before})
    for name, found in changes.items():
        table = metadata.tables[name]
        (key,) = table.primary_key.columns
        if found:
            connection.execute(
                table.update()
                .where(key == sa.bindparam("key"))
                .values(chain_place=sa.bindparam("place"), chain_hash=sa.bindparam("hash")),
                found,
            )
    table = metadata.tables[head]
    connection.execute(
        table.update()
        .where(table.c.id == head_id)
        .values(chain_length=len(facts), chain_hash=before)
    )


def _rows(connection, metadata, name, head, head_id):
    table = metadata.tables[name]
    asked = sa.select(table).order_by(*(table.c[column] for column in ORDER[name]))
    if name in PARENT:
        parent_name, column = PARENT[name]
        parent = metadata.tables[parent_name]
        asked = asked.join(parent, table.c[column] == parent.c.id)
        table = parent
    return connection.execute(asked.where(table.c[f"{head}_id"] == head_id)).mappings()


def _spell(table, row):
    (key,) = table.primary_key.columns
    apart = {"chain_place", "chain_hash"}
    if isinstance(key.type, sa.Integer):
        apart.add(key.name)
    names = [column.name for column in table.columns if column.name not in apart]
    said = {name: row[name] for name in names if row[name] is not None}
    spelt = {"table": table.name, **said}
    return json.dumps(spelt, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def _plain(value):
    return _aware(value).isoformat()


def _aware(moment):
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
