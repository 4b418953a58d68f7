"""Keep the policy of appraisal, and credit certificates."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261700"
down_revision: str | None = "202611261660"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEYS = [
    "annual_credits_reached",
    "annual_training_hours",
    "annual_products",
    "annual_projects",
    "annual_project_process",
    "annual_project_effect",
    "annual_project_leading",
    "annual_theme_activities",
    "annual_papers",
    "annual_topics",
    "annual_topics_concluded",
    "annual_awards_school",
    "annual_awards_county",
    "annual_awards_city",
    "annual_awards_province",
    "annual_awards_nation",
    "annual_extension_courses",
    "annual_mentoring",
    "annual_growth_titles",
    "annual_cover_given",
    "annual_cap_training",
    "annual_cap_school_based",
    "annual_cap_research",
    "annual_cap_awards",
    "annual_cap_growth",
    "annual_cap_cover",
    "promotion_credits_reached",
    "promotion_training_hours",
    "promotion_products",
    "promotion_projects",
    "promotion_project_process",
    "promotion_project_effect",
    "promotion_project_leading",
    "promotion_theme_activities",
    "promotion_papers",
    "promotion_topics",
    "promotion_topics_concluded",
    "promotion_awards_school",
    "promotion_awards_county",
    "promotion_awards_city",
    "promotion_awards_province",
    "promotion_awards_nation",
    "promotion_extension_courses",
    "promotion_mentoring",
    "promotion_growth_titles",
    "promotion_cover_given",
    "promotion_cap_training",
    "promotion_cap_school_based",
    "promotion_cap_research",
    "promotion_cap_awards",
    "promotion_cap_growth",
    "promotion_cap_cover",
    "promotion_years",
]


def upgrade() -> None:
    known = ", ".join(f"'{key}'" for key in KEYS)
    op.create_table('appraisal_rule',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.Column('effective_from', sa.Date(), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"key IN ({known})", name=op.f('ck_appraisal_rule_key_known')),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_appraisal_rule_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_appraisal_rule')),
        )
    op.create_index('ix_appraisal_rule_key', 'appraisal_rule', ['school_id', 'key', 'effective_from', 'id'], unique=False)
    op.create_table('certificate_series',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('school_year', sa.SmallInteger(), nullable=False),
        sa.Column('last_number', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_certificate_series_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_certificate_series')),
        sa.UniqueConstraint('school_id', 'school_year', name='uq_certificate_series_school_year'),
        )
    op.create_table('credit_certificate',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.Column('school_year', sa.SmallInteger(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('content', JSONB(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('number > 0', name=op.f('ck_credit_certificate_number_positive')),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_credit_certificate_teacher_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_credit_certificate_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_credit_certificate')),
        sa.UniqueConstraint('school_id', 'code', name='uq_credit_certificate_code'),
        sa.UniqueConstraint('school_id', 'school_year', 'number', name='uq_credit_certificate_number'),
        )
    op.create_index('ix_credit_certificate_issued_at', 'credit_certificate', ['school_id', 'issued_at', 'id'], unique=False)
    op.create_index('ix_credit_certificate_teacher_id', 'credit_certificate', ['school_id', 'teacher_id', 'issued_at', 'id'], unique=False)
    op.execute("CALL fence('appraisal_rule', append_only => true)")
    op.execute("CALL fence('certificate_series')")
    op.execute("CALL fence('credit_certificate', append_only => true)")


def downgrade() -> None:
    op.drop_table("credit_certificate")
    op.drop_table("certificate_series")
    op.drop_table("appraisal_rule")
