"""Keep term summaries, and what districts see of their schools' terms."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "202611261710"
down_revision: str | None = "202611261700"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SLOTS = "'opening', 'guiding', 'training', 'study', 'themes', 'research', 'young', 'closing'"

FENCE_ONCE_ENTERED = """
CREATE POLICY entered_school ON school_term_figures USING (
    coalesce(nullif(current_setting('app.school_id', true), '')::uuid, '00000000-0000-0000-0000-000000000000')
    IN ('00000000-0000-0000-0000-000000000000', school_id)
)
"""


def upgrade() -> None:
    op.create_table('term_summary',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('term_id', sa.Uuid(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('edition_no', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'frozen')", name=op.f('ck_term_summary_state_known')),
        sa.CheckConstraint('edition_no >= 0', name=op.f('ck_term_summary_edition_no_sane')),
        sa.ForeignKeyConstraint(['school_id', 'term_id'], ['term.school_id', 'term.id'], name='fk_term_summary_term_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_term_summary_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_term_summary')),
        sa.UniqueConstraint('school_id', 'term_id', name='uq_term_summary_term_id'),
        )
    op.create_index('ix_term_summary_created_at', 'term_summary', ['school_id', 'created_at', 'id'], unique=False)
    op.create_table('term_summary_text',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('summary_id', sa.Uuid(), nullable=False),
        sa.Column('slot', sa.Text(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f'slot IN ({SLOTS})', name=op.f('ck_term_summary_text_slot_known')),
        sa.ForeignKeyConstraint(['school_id', 'summary_id'], ['term_summary.school_id', 'term_summary.id'], name='fk_term_summary_text_summary_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_term_summary_text_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_term_summary_text')),
        )
    op.create_index('ix_term_summary_text_slot', 'term_summary_text', ['school_id', 'summary_id', 'slot', 'id'], unique=False)
    op.create_table('term_summary_edition',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('summary_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('number > 0', name=op.f('ck_term_summary_edition_number_positive')),
        sa.ForeignKeyConstraint(['school_id', 'summary_id'], ['term_summary.school_id', 'term_summary.id'], name='fk_term_summary_edition_summary_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_term_summary_edition_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_term_summary_edition')),
        sa.UniqueConstraint('school_id', 'summary_id', 'number', name='uq_term_summary_edition_number'),
        )
    op.create_table('term_summary_reopening',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('summary_id', sa.Uuid(), nullable=False),
        sa.Column('edition_no', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'summary_id'], ['term_summary.school_id', 'term_summary.id'], name='fk_term_summary_reopening_summary_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_term_summary_reopening_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_term_summary_reopening')),
        sa.UniqueConstraint('school_id', 'summary_id', 'edition_no', name='uq_term_summary_reopening_edition'),
        )
    op.create_table('school_term_figures',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('school_year', sa.SmallInteger(), nullable=False),
        sa.Column('term', sa.Integer(), nullable=False),
        sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('final', sa.Boolean(), nullable=False),
        sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('term IN (1, 2)', name=op.f('ck_school_term_figures_term_known')),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_school_term_figures_school'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_school_term_figures')),
        sa.UniqueConstraint('school_id', 'school_year', 'term', name='uq_school_term_figures_term'),
        )
    op.execute("CALL fence('term_summary')")
    for table in ("term_summary_text", "term_summary_edition", "term_summary_reopening"):
        op.execute(f"CALL fence('{table}', append_only => true)")
    # In a school its own rows only; through the door of no school, which districts use, all.
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON school_term_figures TO yanxiu_app")
    op.execute("ALTER TABLE school_term_figures ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE school_term_figures FORCE ROW LEVEL SECURITY")
    op.execute(FENCE_ONCE_ENTERED)


def downgrade() -> None:
    op.drop_table("school_term_figures")
    op.drop_table("term_summary_reopening")
    op.drop_table("term_summary_edition")
    op.drop_table("term_summary_text")
    op.drop_table("term_summary")
