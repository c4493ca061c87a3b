"""What learners choose to do after a module."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('commitment',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('module', sa.Text(), nullable=False),
    sa.Column('choice', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_commitment_edition_id_edition')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_commitment_person_id_person')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_commitment_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment'))
    )
    op.create_index('ix_commitment_person_id_module', 'commitment', ['person_id', 'module'])
    op.create_table('commitment_review',
    sa.Column('commitment_id', sa.String(length=36), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=8), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name=op.f('fk_commitment_review_commitment_id_commitment')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_commitment_review_site_id_site')),
    sa.PrimaryKeyConstraint('commitment_id', name=op.f('pk_commitment_review'))
    )


def downgrade():
    op.drop_table('commitment_review')
    op.drop_index('ix_commitment_person_id_module', table_name='commitment')
    op.drop_table('commitment')
