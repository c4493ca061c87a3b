"""Words of a site's own, and the country whose law holds there."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "site_words",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=40), nullable=False),
        sa.Column("lang", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_words_site_id_site")),
        sa.PrimaryKeyConstraint("site_id", "block", "lang", name=op.f("pk_site_words")),
    )
    with op.batch_alter_table("site") as batch:
        batch.add_column(sa.Column("country", sa.String(length=2), nullable=True))


def downgrade():
    with op.batch_alter_table("site") as batch:
        batch.drop_column("country")
    op.drop_table("site_words")
