"""Keep activities, who came, and school-based projects."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "202611261300"
down_revision: str | None = "202611261200"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = ["activity_planned", "activity_changed", "activity_cancelled", "attendance_entered", "material_returned", "homework_returned", "project_not_passed"]


def told() -> list[str]:
    """The events a message may be about as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_message_event_known'"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql)))


def tell(events: list[str]) -> None:
    known = ", ".join(f"'{event}'" for event in events)
    op.drop_constraint(op.f("ck_message_event_known"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_event_known"), "message", f"event IN ({known})")


def upgrade() -> None:
    op.create_table('activity_rule',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("key IN ('sign_in_opens_before', 'late_after', 'sign_in_closes_after')", name=op.f('ck_activity_rule_key_known')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_activity_rule_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_activity_rule')),
    info={'append_only': True}
    )
    op.create_index('ix_activity_rule_key', 'activity_rule', ['school_id', 'key', 'effective_from', 'id'], unique=False)
    op.create_table('project_rule',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("key IN ('attendance_share', 'late_worth', 'weight_attendance', 'weight_evaluation', 'weight_process', 'weight_effect')", name=op.f('ck_project_rule_key_known')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_project_rule_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_project_rule')),
    info={'append_only': True}
    )
    op.create_index('ix_project_rule_key', 'project_rule', ['school_id', 'key', 'effective_from', 'id'], unique=False)
    op.create_table('activity',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner_kind', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.Text(), nullable=True),
    sa.Column('hours', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('leader_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('sign_in_opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('late_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sign_in_closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.CheckConstraint("owner_kind IN ('project', 'theme')", name=op.f('ck_activity_owner_kind_known')),
    sa.CheckConstraint("state IN ('planned', 'cancelled')", name=op.f('ck_activity_state_known')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_activity_times_in_order')),
    sa.ForeignKeyConstraint(['school_id', 'leader_id'], ['teacher.school_id', 'teacher.id'], name='fk_activity_leader_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_activity_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_activity')),
    info={'append_only': False}
    )
    op.create_index('ix_activity_owner_id', 'activity', ['school_id', 'owner_kind', 'owner_id', 'starts_at'], unique=False)
    op.create_index('ix_activity_starts_at', 'activity', ['school_id', 'starts_at', 'id'], unique=False)
    op.create_table('project',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('term_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('leader_id', sa.Uuid(), nullable=False),
    sa.Column('presenters_need', sa.Text(), nullable=True),
    sa.Column('hours', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('credits', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('homework_required', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closing_no', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=True),
    sa.Column('session_id', sa.Uuid(), nullable=True),
    sa.Column('archive_file_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.CheckConstraint("kind IN ('lesson_study', 'exam_analysis', 'seminar', 'other')", name=op.f('ck_project_kind_known')),
    sa.CheckConstraint("state IN ('open', 'closed', 'cancelled')", name=op.f('ck_project_state_known')),
    sa.CheckConstraint('month BETWEEN 1 AND 12', name=op.f('ck_project_month_known')),
    sa.ForeignKeyConstraint(['school_id', 'archive_file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_project_archive_file_id'),
    sa.ForeignKeyConstraint(['school_id', 'course_id'], ['course.school_id', 'course.id'], name='fk_project_course_id'),
    sa.ForeignKeyConstraint(['school_id', 'leader_id'], ['teacher.school_id', 'teacher.id'], name='fk_project_leader_id'),
    sa.ForeignKeyConstraint(['school_id', 'session_id'], ['training_session.school_id', 'training_session.id'], name='fk_project_session_id'),
    sa.ForeignKeyConstraint(['school_id', 'term_id'], ['term.school_id', 'term.id'], name='fk_project_term_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_project_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_project')),
    info={'append_only': False}
    )
    op.create_index('ix_project_session_id', 'project', ['school_id', 'session_id'], unique=False)
    op.create_index('ix_project_term_id', 'project', ['school_id', 'term_id', 'month', 'id'], unique=False)
    op.create_table('activity_person',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('activity_id', sa.Uuid(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=False),
    sa.Column('presents', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['school_id', 'activity_id'], ['activity.school_id', 'activity.id'], name='fk_activity_person_activity_id'),
    sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_activity_person_teacher_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_activity_person_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_activity_person')),
    sa.UniqueConstraint('school_id', 'activity_id', 'teacher_id', name='uq_activity_person_teacher_id'),
    info={'append_only': False}
    )
    op.create_index('ix_activity_person_teacher_id', 'activity_person', ['school_id', 'teacher_id', 'activity_id'], unique=False)
    op.create_table('attendance',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('activity_id', sa.Uuid(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("how IN ('scanned', 'entered')", name=op.f('ck_attendance_how_known')),
    sa.CheckConstraint("state IN ('present', 'late', 'excused', 'absent')", name=op.f('ck_attendance_state_known')),
    sa.ForeignKeyConstraint(['school_id', 'activity_id'], ['activity.school_id', 'activity.id'], name='fk_attendance_activity_id'),
    sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_attendance_teacher_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_attendance_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('school_id', 'activity_id', 'teacher_id', name='uq_attendance_teacher_id'),
    info={'append_only': False}
    )
    op.create_index('ix_attendance_teacher_id', 'attendance', ['school_id', 'teacher_id', 'activity_id'], unique=False)
    op.create_table('attendance_correction',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('activity_id', sa.Uuid(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("after IN ('present', 'late', 'excused', 'absent')", name=op.f('ck_attendance_correction_after_known')),
    sa.CheckConstraint("before IN ('present', 'late', 'excused', 'absent')", name=op.f('ck_attendance_correction_before_known')),
    sa.ForeignKeyConstraint(['school_id', 'activity_id'], ['activity.school_id', 'activity.id'], name='fk_attendance_correction_activity_id'),
    sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_attendance_correction_teacher_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_attendance_correction_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_attendance_correction')),
    info={'append_only': True}
    )
    op.create_index('ix_attendance_correction_activity_id', 'attendance_correction', ['school_id', 'activity_id', 'teacher_id', 'id'], unique=False)
    op.create_table('homework',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('mark', sa.Numeric(precision=8, scale=2), nullable=True),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.CheckConstraint("state IN ('handed_in', 'returned', 'accepted')", name=op.f('ck_homework_state_known')),
    sa.CheckConstraint('mark BETWEEN 0 AND 100', name=op.f('ck_homework_mark_sane')),
    sa.ForeignKeyConstraint(['school_id', 'project_id'], ['project.school_id', 'project.id'], name='fk_homework_project_id'),
    sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_homework_teacher_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_homework_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_homework')),
    sa.UniqueConstraint('school_id', 'project_id', 'teacher_id', name='uq_homework_teacher_id'),
    info={'append_only': False}
    )
    op.create_table('project_evaluation',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=False),
    sa.Column('answers', postgresql.JSONB(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['school_id', 'project_id'], ['project.school_id', 'project.id'], name='fk_project_evaluation_project_id'),
    sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_project_evaluation_teacher_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_project_evaluation_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_project_evaluation')),
    sa.UniqueConstraint('school_id', 'project_id', 'teacher_id', name='uq_project_evaluation_teacher_id'),
    info={'append_only': True}
    )
    op.create_table('project_material',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.CheckConstraint("kind IN ('plan', 'sign_in_sheet', 'record', 'report', 'homework', 'evaluation_form')", name=op.f('ck_project_material_kind_known')),
    sa.CheckConstraint("state IN ('missing', 'handed_in', 'returned', 'accepted')", name=op.f('ck_project_material_state_known')),
    sa.ForeignKeyConstraint(['school_id', 'project_id'], ['project.school_id', 'project.id'], name='fk_project_material_project_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_project_material_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_project_material')),
    sa.UniqueConstraint('school_id', 'project_id', 'kind', name='uq_project_material_kind'),
    info={'append_only': False}
    )
    op.create_table('project_member',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['school_id', 'project_id'], ['project.school_id', 'project.id'], name='fk_project_member_project_id'),
    sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_project_member_teacher_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_project_member_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_project_member')),
    sa.UniqueConstraint('school_id', 'project_id', 'teacher_id', name='uq_project_member_teacher_id'),
    info={'append_only': False}
    )
    op.create_index('ix_project_member_teacher_id', 'project_member', ['school_id', 'teacher_id', 'project_id'], unique=False)
    op.create_table('project_outcome',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('closing_no', sa.Integer(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=False),
    sa.Column('granted', sa.Boolean(), nullable=False),
    sa.Column('reasons', postgresql.JSONB(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=False),
    sa.Column('late', sa.Integer(), nullable=False),
    sa.Column('excused', sa.Integer(), nullable=False),
    sa.Column('absent', sa.Integer(), nullable=False),
    sa.Column('process', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('effect', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('total', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.ForeignKeyConstraint(['school_id', 'project_id'], ['project.school_id', 'project.id'], name='fk_project_outcome_project_id'),
    sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_project_outcome_teacher_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_project_outcome_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_project_outcome')),
    sa.UniqueConstraint('school_id', 'project_id', 'closing_no', 'teacher_id', name='uq_project_outcome_teacher_id'),
    info={'append_only': True}
    )
    op.create_index('ix_project_outcome_teacher_id', 'project_outcome', ['school_id', 'teacher_id', 'project_id'], unique=False)
    op.create_table('homework_version',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('homework_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['school_id', 'file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_homework_version_file_id'),
    sa.ForeignKeyConstraint(['school_id', 'homework_id'], ['homework.school_id', 'homework.id'], name='fk_homework_version_homework_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_homework_version_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_homework_version')),
    sa.UniqueConstraint('school_id', 'homework_id', 'number', name='uq_homework_version_number'),
    info={'append_only': True}
    )
    op.create_table('material_review',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('material_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("verdict IN ('accepted', 'returned')", name=op.f('ck_material_review_verdict_known')),
    sa.ForeignKeyConstraint(['school_id', 'material_id'], ['project_material.school_id', 'project_material.id'], name='fk_material_review_material_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_material_review_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_material_review')),
    info={'append_only': True}
    )
    op.create_index('ix_material_review_material_id', 'material_review', ['school_id', 'material_id', 'id'], unique=False)
    op.create_table('material_version',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('material_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('sheet_file_id', sa.Uuid(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['school_id', 'file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_material_version_file_id'),
    sa.ForeignKeyConstraint(['school_id', 'material_id'], ['project_material.school_id', 'project_material.id'], name='fk_material_version_material_id'),
    sa.ForeignKeyConstraint(['school_id', 'sheet_file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_material_version_sheet_file_id'),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_material_version_school'),
    sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_material_version')),
    sa.UniqueConstraint('school_id', 'material_id', 'number', name='uq_material_version_number'),
    info={'append_only': True}
    )
    op.execute("CALL fence('activity_rule', append_only => true)")
    op.execute("CALL fence('project_rule', append_only => true)")
    op.execute("CALL fence('activity')")
    op.execute("CALL fence('project')")
    op.execute("CALL fence('activity_person')")
    op.execute("CALL fence('attendance')")
    op.execute("CALL fence('attendance_correction', append_only => true)")
    op.execute("CALL fence('homework')")
    op.execute("CALL fence('project_evaluation', append_only => true)")
    op.execute("CALL fence('project_material')")
    op.execute("CALL fence('project_member')")
    op.execute("CALL fence('project_outcome', append_only => true)")
    op.execute("CALL fence('homework_version', append_only => true)")
    op.execute("CALL fence('material_review', append_only => true)")
    op.execute("CALL fence('material_version', append_only => true)")
    tell([*told(), *EVENTS])


def downgrade() -> None:
    quoted = ", ".join(f"'{event}'" for event in EVENTS)
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN ({quoted})"  # nosec B608
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN ({quoted})")  # nosec B608
    tell([event for event in told() if event not in EVENTS])
    op.drop_table("material_version")
    op.drop_table("material_review")
    op.drop_table("homework_version")
    op.drop_table("project_outcome")
    op.drop_table("project_member")
    op.drop_table("project_material")
    op.drop_table("project_evaluation")
    op.drop_table("homework")
    op.drop_table("attendance_correction")
    op.drop_table("attendance")
    op.drop_table("activity_person")
    op.drop_table("project")
    op.drop_table("activity")
    op.drop_table("project_rule")
    op.drop_table("activity_rule")
