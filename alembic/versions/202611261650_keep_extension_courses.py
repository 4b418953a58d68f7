"""Keep extension courses, their terms, sessions and materials."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261650"
down_revision: str | None = "202611261640"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = [
    "extension_approved",
    "extension_returned",
    "extension_rejected",
    "extension_plan_missing",
    "extension_closing_due",
]


def told() -> list[str]:
    """The events a message may be about as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_message_event_known'"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql)))


def tell(events: list[str]) -> None:
    known = ", ".join(f"'{event}'" for event in events)
    op.drop_constraint(op.f("ck_message_event_known"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_event_known"), "message", f"event IN ({known})")


def upgrade() -> None:
    op.create_table('extension_rule',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.Column('effective_from', sa.Date(), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key IN ('share_least', 'share_most', 'plan_after_days', 'closing_before_days')", name=op.f('ck_extension_rule_key_known')),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_extension_rule_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_extension_rule'))
        )
    op.create_index('ix_extension_rule_key', 'extension_rule', ['school_id', 'key', 'effective_from', 'id'], unique=False)
    op.create_table('extension_course',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('aims', sa.Text(), nullable=False),
        sa.Column('capacity', sa.Integer(), nullable=False),
        sa.Column('sessions_planned', sa.Integer(), nullable=False),
        sa.Column('slots', JSONB(), nullable=False),
        sa.Column('room_id', sa.Uuid(), nullable=True),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('work_id', sa.Uuid(), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("kind IN ('knowledge', 'arts_sports', 'practice')", name=op.f('ck_extension_course_kind_known')),
        sa.CheckConstraint("state IN ('draft', 'applied', 'returned', 'approved', 'rejected', 'withdrawn', 'running', 'closed')", name=op.f('ck_extension_course_state_known')),
        sa.CheckConstraint('capacity BETWEEN 1 AND 1000', name=op.f('ck_extension_course_capacity_sane')),
        sa.CheckConstraint('sessions_planned BETWEEN 1 AND 200', name=op.f('ck_extension_course_sessions_planned_sane')),
        sa.ForeignKeyConstraint(['school_id', 'room_id'], ['room.school_id', 'room.id'], name='fk_extension_course_room_id'),
        sa.ForeignKeyConstraint(['school_id', 'work_id'], ['work.school_id', 'work.id'], name='fk_extension_course_work_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_extension_course_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_extension_course')),
        sa.UniqueConstraint('school_id', 'work_id', name='uq_extension_course_work_id')
        )
    op.create_index('ix_extension_course_applied_at', 'extension_course', ['school_id', 'applied_at'], unique=False)
    op.create_index('ix_extension_course_created_at', 'extension_course', ['school_id', 'created_at', 'id'], unique=False)
    op.create_table('extension_grade',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('course_id', sa.Uuid(), nullable=False),
        sa.Column('grade_group_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'course_id'], ['extension_course.school_id', 'extension_course.id'], name='fk_extension_grade_course_id'),
        sa.ForeignKeyConstraint(['school_id', 'grade_group_id'], ['grade_group.school_id', 'grade_group.id'], name='fk_extension_grade_grade_group_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_extension_grade_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_extension_grade')),
        sa.UniqueConstraint('school_id', 'course_id', 'grade_group_id', name='uq_extension_grade_group')
        )
    op.create_table('extension_review',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('course_id', sa.Uuid(), nullable=False),
        sa.Column('verdict', sa.Text(), nullable=False),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('approved', 'returned', 'rejected')", name=op.f('ck_extension_review_verdict_known')),
        sa.ForeignKeyConstraint(['school_id', 'course_id'], ['extension_course.school_id', 'extension_course.id'], name='fk_extension_review_course_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_extension_review_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_extension_review'))
        )
    op.create_index('ix_extension_review_course_id', 'extension_review', ['school_id', 'course_id', 'at', 'id'], unique=False)
    op.create_table('extension_run',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('course_id', sa.Uuid(), nullable=False),
        sa.Column('term_id', sa.Uuid(), nullable=False),
        sa.Column('first_day', sa.Date(), nullable=False),
        sa.Column('slots', JSONB(), nullable=False),
        sa.Column('room_id', sa.Uuid(), nullable=True),
        sa.Column('sessions_planned', sa.Integer(), nullable=False),
        sa.Column('students', sa.Integer(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('despite', sa.Text(), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('closed_despite', sa.Text(), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f('ck_extension_run_closed_when_closed')),
        sa.CheckConstraint("state IN ('running', 'closed')", name=op.f('ck_extension_run_state_known')),
        sa.CheckConstraint('sessions_planned BETWEEN 1 AND 200', name=op.f('ck_extension_run_sessions_planned_sane')),
        sa.CheckConstraint('students BETWEEN 0 AND 1000', name=op.f('ck_extension_run_students_sane')),
        sa.ForeignKeyConstraint(['school_id', 'course_id'], ['extension_course.school_id', 'extension_course.id'], name='fk_extension_run_course_id'),
        sa.ForeignKeyConstraint(['school_id', 'room_id'], ['room.school_id', 'room.id'], name='fk_extension_run_room_id'),
        sa.ForeignKeyConstraint(['school_id', 'term_id'], ['term.school_id', 'term.id'], name='fk_extension_run_term_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_extension_run_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_extension_run')),
        sa.UniqueConstraint('school_id', 'course_id', 'term_id', name='uq_extension_run_term')
        )
    op.create_index('ix_extension_run_started_at', 'extension_run', ['school_id', 'started_at', 'id'], unique=False)
    op.create_index('ix_extension_run_term_id', 'extension_run', ['school_id', 'term_id'], unique=False)
    op.create_index('uq_extension_run_open', 'extension_run', ['school_id', 'course_id'], unique=True, postgresql_where=sa.text("state = 'running'"))
    op.create_table('extension_teacher',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('course_id', sa.Uuid(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.CheckConstraint('position BETWEEN 1 AND 10', name=op.f('ck_extension_teacher_position_sane')),
        sa.ForeignKeyConstraint(['school_id', 'course_id'], ['extension_course.school_id', 'extension_course.id'], name='fk_extension_teacher_course_id'),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_extension_teacher_teacher_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_extension_teacher_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_extension_teacher')),
        sa.UniqueConstraint('school_id', 'course_id', 'position', name='uq_extension_teacher_position'),
        sa.UniqueConstraint('school_id', 'course_id', 'teacher_id', name='uq_extension_teacher_teacher')
        )
    op.create_index('ix_extension_teacher_teacher_id', 'extension_teacher', ['school_id', 'teacher_id', 'course_id'], unique=False)
    op.create_table('extension_material',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('course_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('run_id', sa.Uuid(), nullable=True),
        sa.Column('session_no', sa.Integer(), nullable=True),
        sa.Column('about', sa.Text(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('title', sa.Text(), nullable=True),
        sa.Column('text', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'lesson_plan') = (session_no IS NOT NULL)", name=op.f('ck_extension_material_session_of_its_kind')),
        sa.CheckConstraint("(kind IN ('lesson_plan', 'report')) = (run_id IS NOT NULL)", name=op.f('ck_extension_material_run_of_its_kind')),
        sa.CheckConstraint("kind IN ('outline', 'textbook', 'lesson_plan', 'report')", name=op.f('ck_extension_material_kind_known')),
        sa.CheckConstraint('session_no BETWEEN 1 AND 200', name=op.f('ck_extension_material_session_no_sane')),
        sa.ForeignKeyConstraint(['school_id', 'course_id'], ['extension_course.school_id', 'extension_course.id'], name='fk_extension_material_course_id'),
        sa.ForeignKeyConstraint(['school_id', 'run_id'], ['extension_run.school_id', 'extension_run.id'], name='fk_extension_material_run_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_extension_material_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_extension_material')),
        sa.UniqueConstraint('school_id', 'course_id', 'about', 'number', name='uq_extension_material_number')
        )
    op.create_index('ix_extension_material_run_id', 'extension_material', ['school_id', 'run_id', 'kind', 'session_no'], unique=False)
    op.create_index('ix_extension_material_submitted_at', 'extension_material', ['school_id', 'submitted_at', 'id'], unique=False)
    op.create_table('extension_session',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('run_id', sa.Uuid(), nullable=False),
        sa.Column('session_no', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('period_no', sa.SmallInteger(), nullable=False),
        sa.Column('topic', sa.Text(), nullable=False),
        sa.Column('attended', sa.Integer(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.Column('struck', sa.Boolean(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('attended >= 0', name=op.f('ck_extension_session_attended_sane')),
        sa.CheckConstraint('number > 0', name=op.f('ck_extension_session_number_positive')),
        sa.CheckConstraint('period_no BETWEEN 1 AND 20', name=op.f('ck_extension_session_period_no_sane')),
        sa.CheckConstraint('session_no BETWEEN 1 AND 200', name=op.f('ck_extension_session_session_no_sane')),
        sa.ForeignKeyConstraint(['school_id', 'run_id'], ['extension_run.school_id', 'extension_run.id'], name='fk_extension_session_run_id'),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_extension_session_teacher_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_extension_session_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_extension_session')),
        sa.UniqueConstraint('school_id', 'run_id', 'session_no', 'number', name='uq_extension_session_number')
        )
    op.create_index('ix_extension_session_at', 'extension_session', ['school_id', 'at', 'id'], unique=False)
    op.create_table('extension_material_file',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('material_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('file_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_extension_material_file_file_id'),
        sa.ForeignKeyConstraint(['school_id', 'material_id'], ['extension_material.school_id', 'extension_material.id'], name='fk_extension_material_file_material_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_extension_material_file_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_extension_material_file')),
        sa.UniqueConstraint('school_id', 'material_id', 'number', name='uq_extension_material_file_number')
        )
    op.execute("CALL fence('extension_rule', append_only => true)")
    op.execute("CALL fence('extension_course')")
    op.execute("CALL fence('extension_grade')")
    op.execute("CALL fence('extension_review', append_only => true)")
    op.execute("CALL fence('extension_run')")
    op.execute("CALL fence('extension_teacher')")
    op.execute("CALL fence('extension_material', append_only => true)")
    op.execute("CALL fence('extension_session', append_only => true)")
    op.execute("CALL fence('extension_material_file', append_only => true)")
    tell([*told(), *EVENTS])


def downgrade() -> None:
    quoted = ", ".join(f"'{event}'" for event in EVENTS)
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN ({quoted})"  # nosec B608
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN ({quoted})")  # nosec B608
    tell([event for event in told() if event not in EVENTS])
    op.drop_table("extension_material_file")
    op.drop_table("extension_session")
    op.drop_table("extension_material")
    op.drop_table("extension_teacher")
    op.drop_table("extension_run")
    op.drop_table("extension_review")
    op.drop_table("extension_grade")
    op.drop_table("extension_course")
    op.drop_table("extension_rule")
