"""Keep works of research, their authors and their awards."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611261600"
down_revision: str | None = "202611261500"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('work',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("kind IN ('topic', 'paper', 'case', 'lesson', 'courseware', 'course', 'other')", name=op.f('ck_work_kind_known')),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_work_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_work')),
        )
    op.create_index('ix_work_entered_at', 'work', ['school_id', 'entered_at', 'id'], unique=False)
    op.create_table('work_author',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('work_id', sa.Uuid(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.CheckConstraint('position BETWEEN 1 AND 20', name=op.f('ck_work_author_position_sane')),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_work_author_teacher_id'),
        sa.ForeignKeyConstraint(['school_id', 'work_id'], ['work.school_id', 'work.id'], name='fk_work_author_work_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_work_author_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_work_author')),
        sa.UniqueConstraint('school_id', 'work_id', 'position', name='uq_work_author_position'),
        sa.UniqueConstraint('school_id', 'work_id', 'teacher_id', name='uq_work_author_teacher'),
        )
    op.create_index('ix_work_author_teacher_id', 'work_author', ['school_id', 'teacher_id'], unique=False)
    op.create_table('award',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('work_id', sa.Uuid(), nullable=False),
        sa.Column('level', sa.Text(), nullable=False),
        sa.Column('prize', sa.Text(), nullable=False),
        sa.Column('issuer', sa.Text(), nullable=False),
        sa.Column('awarded_on', sa.Date(), nullable=False),
        sa.Column('certificate_id', sa.Uuid(), nullable=True),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('confirmed_by', sa.Uuid(), nullable=True),
        sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('voided_because', sa.Text(), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("(state = 'voided') = (voided_because IS NOT NULL)", name=op.f('ck_award_voided_for_a_reason')),
        sa.CheckConstraint("level IN ('school', 'county', 'city', 'province', 'nation')", name=op.f('ck_award_level_known')),
        sa.CheckConstraint("prize IN ('special', 'first', 'second', 'third', 'merit')", name=op.f('ck_award_prize_known')),
        sa.CheckConstraint("state IN ('reported', 'confirmed', 'voided')", name=op.f('ck_award_state_known')),
        sa.ForeignKeyConstraint(['school_id', 'certificate_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_award_certificate_id'),
        sa.ForeignKeyConstraint(['school_id', 'work_id'], ['work.school_id', 'work.id'], name='fk_award_work_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_award_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_award')),
        )
    op.create_index('ix_award_awarded_on', 'award', ['school_id', 'awarded_on', 'id'], unique=False)
    op.create_index('ix_award_work_id', 'award', ['school_id', 'work_id'], unique=False)
    op.create_index('uq_award_given', 'award', ['school_id', 'work_id', 'level', 'issuer', 'awarded_on'], unique=True, postgresql_where=sa.text("state <> 'voided'"))
    op.execute("CALL fence('work')")
    op.execute("CALL fence('work_author')")
    op.execute("CALL fence('award')")


def downgrade() -> None:
    op.drop_table("award")
    op.drop_table("work_author")
    op.drop_table("work")
