"""Keep the sums a district's home screen shows beside its schools' figures, and index them."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611261730"
down_revision: str | None = "202611261710"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SUMS = ("teachers", "credits_met", "at_risk", "duties_due", "topics_overdue", "cover_lessons")


def upgrade() -> None:
    op.create_index('ix_school_district_id', 'school', ['district_id', 'code', 'id'], unique=False)
    # What was put down is put down again within the hour, with its sums.
    op.execute("DELETE FROM school_term_figures")
    op.add_column('school_term_figures', sa.Column('district_id', sa.Uuid(), nullable=False))
    for name in SUMS:
        op.add_column('school_term_figures', sa.Column(name, sa.Integer(), nullable=False))
    op.add_column('school_term_figures', sa.Column('at_risk_share', sa.Numeric(precision=5, scale=4), nullable=False))
    op.create_foreign_key('fk_school_term_figures_district', 'school_term_figures', 'district', ['district_id'], ['id'])
    op.create_index('ix_school_term_figures_district', 'school_term_figures', ['district_id', 'school_year', 'term'], unique=False, postgresql_include=['as_of', *SUMS])
    op.create_index('ix_school_term_figures_risk', 'school_term_figures', ['district_id', 'school_year', 'term', 'at_risk_share', 'school_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_school_term_figures_risk', 'school_term_figures')
    op.drop_index('ix_school_term_figures_district', 'school_term_figures')
    op.drop_constraint('fk_school_term_figures_district', 'school_term_figures')
    for name in ('at_risk_share', *SUMS, 'district_id'):
        op.drop_column('school_term_figures', name)
    op.drop_index('ix_school_district_id', 'school')
