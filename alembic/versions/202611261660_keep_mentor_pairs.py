"""Keep mentor pairs, their contracts, logs, lessons and evaluations, and young teachers' growth."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261660"
down_revision: str | None = "202611261650"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = [
    "mentor_pair_proposed",
    "mentor_pair_signed",
    "mentor_pair_dissolved",
    "mentor_pair_extended",
    "mentor_log_entered",
    "mentor_targets_behind",
    "report_lesson_planned",
    "mentor_pair_evaluated",
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
    op.create_table('mentoring_rule',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.Column('effective_from', sa.Date(), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key IN ('young_age', 'young_service_years', 'mentor_service_years', 'mentor_titles', 'mentor_capacity', 'mentor_observes', 'apprentice_observes', 'report_lessons', 'ethics_logs', 'theory_logs', 'teaching_logs', 'homeroom_logs', 'research_logs', 'behind_from_days')", name=op.f('ck_mentoring_rule_key_known')),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_mentoring_rule_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_mentoring_rule')),
        )
    op.create_index('ix_mentoring_rule_key', 'mentoring_rule', ['school_id', 'key', 'effective_from', 'id'], unique=False)
    op.create_table('mentor_pair',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('mentor_id', sa.Uuid(), nullable=True),
        sa.Column('outside_name', sa.Text(), nullable=True),
        sa.Column('outside_school', sa.Text(), nullable=True),
        sa.Column('apprentice_id', sa.Uuid(), nullable=False),
        sa.Column('field', sa.Text(), nullable=False),
        sa.Column('from_day', sa.Date(), nullable=False),
        sa.Column('until_day', sa.Date(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('mentor_signed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('apprentice_signed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('dissolved_because', sa.Text(), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint('from_day <= until_day', name=op.f('ck_mentor_pair_days_in_order')),
        sa.CheckConstraint("(state = 'dissolved') = (dissolved_because IS NOT NULL)", name=op.f('ck_mentor_pair_dissolved_for_a_reason')),
        sa.CheckConstraint("field IN ('teaching', 'homeroom', 'research')", name=op.f('ck_mentor_pair_field_known')),
        sa.CheckConstraint('(mentor_id IS NULL) = (outside_name IS NOT NULL)', name=op.f('ck_mentor_pair_mentor_of_here_or_outside')),
        sa.CheckConstraint('mentor_id <> apprentice_id', name=op.f('ck_mentor_pair_of_two_people')),
        sa.CheckConstraint('(outside_name IS NULL) = (outside_school IS NULL)', name=op.f('ck_mentor_pair_outside_with_school')),
        sa.CheckConstraint("state IN ('proposed', 'signed', 'running', 'ended', 'dissolved')", name=op.f('ck_mentor_pair_state_known')),
        sa.ForeignKeyConstraint(['school_id', 'apprentice_id'], ['teacher.school_id', 'teacher.id'], name='fk_mentor_pair_apprentice_id'),
        sa.ForeignKeyConstraint(['school_id', 'mentor_id'], ['teacher.school_id', 'teacher.id'], name='fk_mentor_pair_mentor_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_mentor_pair_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_mentor_pair')),
        )
    op.create_index('ix_mentor_pair_apprentice_id', 'mentor_pair', ['school_id', 'apprentice_id'], unique=False)
    op.create_index('ix_mentor_pair_from_day', 'mentor_pair', ['school_id', 'from_day', 'id'], unique=False)
    op.create_index('ix_mentor_pair_mentor_id', 'mentor_pair', ['school_id', 'mentor_id'], unique=False)
    op.create_index('uq_mentor_pair_field', 'mentor_pair', ['school_id', 'apprentice_id', 'field'], unique=True, postgresql_where=sa.text("state IN ('proposed', 'signed', 'running')"))
    op.create_table('mentor_contract',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('pair_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('from_day', sa.Date(), nullable=False),
        sa.Column('until_day', sa.Date(), nullable=False),
        sa.Column('targets', JSONB(), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('from_day <= until_day', name=op.f('ck_mentor_contract_days_in_order')),
        sa.CheckConstraint('number > 0', name=op.f('ck_mentor_contract_number_positive')),
        sa.ForeignKeyConstraint(['school_id', 'pair_id'], ['mentor_pair.school_id', 'mentor_pair.id'], name='fk_mentor_contract_pair_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_mentor_contract_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_mentor_contract')),
        sa.UniqueConstraint('school_id', 'pair_id', 'number', name='uq_mentor_contract_number'),
        )
    op.create_table('mentor_log',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('pair_id', sa.Uuid(), nullable=False),
        sa.Column('side', sa.Text(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('field', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('class_id', sa.Uuid(), nullable=True),
        sa.Column('subject', sa.Text(), nullable=True),
        sa.Column('period', sa.Integer(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("field IN ('ethics', 'theory', 'teaching', 'homeroom', 'research')", name=op.f('ck_mentor_log_field_known')),
        sa.CheckConstraint("kind IN ('mentor_observes', 'apprentice_observes', 'talk', 'reading', 'report_lesson', 'open_lesson', 'other')", name=op.f('ck_mentor_log_kind_known')),
        sa.CheckConstraint('period BETWEEN 1 AND 20', name=op.f('ck_mentor_log_period_sane')),
        sa.CheckConstraint("side IN ('mentor', 'apprentice', 'office')", name=op.f('ck_mentor_log_side_known')),
        sa.ForeignKeyConstraint(['school_id', 'class_id'], ['school_class.school_id', 'school_class.id'], name='fk_mentor_log_class_id'),
        sa.ForeignKeyConstraint(['school_id', 'pair_id'], ['mentor_pair.school_id', 'mentor_pair.id'], name='fk_mentor_log_pair_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_mentor_log_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_mentor_log')),
        )
    op.create_index('ix_mentor_log_day', 'mentor_log', ['school_id', 'day', 'id'], unique=False)
    op.create_index('ix_mentor_log_pair_id', 'mentor_log', ['school_id', 'pair_id', 'day'], unique=False)
    op.create_table('mentor_log_file',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('log_id', sa.Uuid(), nullable=False),
        sa.Column('file_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_mentor_log_file_file_id'),
        sa.ForeignKeyConstraint(['school_id', 'log_id'], ['mentor_log.school_id', 'mentor_log.id'], name='fk_mentor_log_file_log_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_mentor_log_file_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_mentor_log_file')),
        sa.UniqueConstraint('school_id', 'log_id', 'number', name='uq_mentor_log_file_number'),
        )
    op.create_index('ix_mentor_log_file_file_id', 'mentor_log_file', ['school_id', 'file_id'], unique=False)
    op.create_table('mentor_log_mark',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('log_id', sa.Uuid(), nullable=False),
        sa.Column('mark', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mark IN ('confirmed', 'voided')", name=op.f('ck_mentor_log_mark_mark_known')),
        sa.CheckConstraint("(mark = 'voided') = (reason IS NOT NULL)", name=op.f('ck_mentor_log_mark_voided_for_a_reason')),
        sa.ForeignKeyConstraint(['school_id', 'log_id'], ['mentor_log.school_id', 'mentor_log.id'], name='fk_mentor_log_mark_log_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_mentor_log_mark_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_mentor_log_mark')),
        sa.UniqueConstraint('school_id', 'log_id', 'mark', name='uq_mentor_log_mark'),
        )
    op.create_table('report_lesson',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('pair_id', sa.Uuid(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('subject', sa.Text(), nullable=True),
        sa.Column('class_id', sa.Uuid(), nullable=True),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('starts_at', sa.Time(), nullable=False),
        sa.Column('ends_at', sa.Time(), nullable=False),
        sa.Column('place', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('cancelled_because', sa.Text(), nullable=True),
        sa.Column('planned_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("(state = 'cancelled') = (cancelled_because IS NOT NULL)", name=op.f('ck_report_lesson_cancelled_for_a_reason')),
        sa.CheckConstraint("state IN ('planned', 'held', 'cancelled')", name=op.f('ck_report_lesson_state_known')),
        sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_report_lesson_times_in_order')),
        sa.ForeignKeyConstraint(['school_id', 'class_id'], ['school_class.school_id', 'school_class.id'], name='fk_report_lesson_class_id'),
        sa.ForeignKeyConstraint(['school_id', 'pair_id'], ['mentor_pair.school_id', 'mentor_pair.id'], name='fk_report_lesson_pair_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_report_lesson_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_report_lesson')),
        )
    op.create_index('ix_report_lesson_day', 'report_lesson', ['school_id', 'day', 'id'], unique=False)
    op.create_index('ix_report_lesson_pair_id', 'report_lesson', ['school_id', 'pair_id', 'day'], unique=False)
    op.create_table('report_lesson_listener',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('lesson_id', sa.Uuid(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'lesson_id'], ['report_lesson.school_id', 'report_lesson.id'], name='fk_report_lesson_listener_lesson_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_report_lesson_listener_school'),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_report_lesson_listener_teacher_id'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_report_lesson_listener')),
        sa.UniqueConstraint('school_id', 'lesson_id', 'teacher_id', name='uq_report_lesson_listener'),
        )
    op.create_index('ix_report_lesson_listener_teacher_id', 'report_lesson_listener', ['school_id', 'teacher_id'], unique=False)
    op.create_table('report_lesson_judgement',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('lesson_id', sa.Uuid(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.Column('score', sa.Numeric(5, 2), nullable=True),
        sa.Column('remark', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('score BETWEEN 0 AND 100', name=op.f('ck_report_lesson_judgement_score_of_a_hundred')),
        sa.ForeignKeyConstraint(['school_id', 'lesson_id'], ['report_lesson.school_id', 'report_lesson.id'], name='fk_report_lesson_judgement_lesson_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_report_lesson_judgement_school'),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_report_lesson_judgement_teacher_id'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_report_lesson_judgement')),
        sa.UniqueConstraint('school_id', 'lesson_id', 'teacher_id', name='uq_report_lesson_judgement'),
        )
    op.create_table('mentor_evaluation',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('pair_id', sa.Uuid(), nullable=False),
        sa.Column('term_id', sa.Uuid(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('self_report', sa.Text(), nullable=True),
        sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('mentor_remark', sa.Text(), nullable=True),
        sa.Column('remarked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('grade', sa.Text(), nullable=True),
        sa.Column('office_remark', sa.Text(), nullable=True),
        sa.Column('graded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('targets', JSONB(), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("grade IN ('excellent', 'passed', 'failed')", name=op.f('ck_mentor_evaluation_grade_known')),
        sa.CheckConstraint("(state = 'graded') = (grade IS NOT NULL)", name=op.f('ck_mentor_evaluation_graded_with_a_grade')),
        sa.CheckConstraint("state IN ('open', 'graded')", name=op.f('ck_mentor_evaluation_state_known')),
        sa.ForeignKeyConstraint(['school_id', 'pair_id'], ['mentor_pair.school_id', 'mentor_pair.id'], name='fk_mentor_evaluation_pair_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_mentor_evaluation_school'),
        sa.ForeignKeyConstraint(['school_id', 'term_id'], ['term.school_id', 'term.id'], name='fk_mentor_evaluation_term_id'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_mentor_evaluation')),
        sa.UniqueConstraint('school_id', 'pair_id', 'term_id', name='uq_mentor_evaluation_term'),
        )
    op.create_index('ix_mentor_evaluation_term_id', 'mentor_evaluation', ['school_id', 'term_id', 'id'], unique=False)
    op.create_table('competition_entry',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('organizer', sa.Text(), nullable=False),
        sa.Column('level', sa.Text(), nullable=False),
        sa.Column('held_on', sa.Date(), nullable=False),
        sa.Column('prize', sa.Text(), nullable=True),
        sa.Column('certificate_id', sa.Uuid(), nullable=True),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('voided_because', sa.Text(), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("level IN ('school', 'county', 'city', 'province', 'nation')", name=op.f('ck_competition_entry_level_known')),
        sa.CheckConstraint("prize IN ('special', 'first', 'second', 'third', 'merit')", name=op.f('ck_competition_entry_prize_known')),
        sa.CheckConstraint("state IN ('reported', 'confirmed', 'voided')", name=op.f('ck_competition_entry_state_known')),
        sa.CheckConstraint("(state = 'voided') = (voided_because IS NOT NULL)", name=op.f('ck_competition_entry_voided_for_a_reason')),
        sa.ForeignKeyConstraint(['school_id', 'certificate_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_competition_entry_certificate_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_competition_entry_school'),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_competition_entry_teacher_id'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_competition_entry')),
        )
    op.create_index('ix_competition_entry_held_on', 'competition_entry', ['school_id', 'held_on', 'id'], unique=False)
    op.create_index('uq_competition_entry_once', 'competition_entry', ['school_id', 'teacher_id', 'title', 'held_on'], unique=True, postgresql_where=sa.text("state <> 'voided'"))
    op.create_table('growth_title',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('level', sa.Text(), nullable=False),
        sa.Column('issuer', sa.Text(), nullable=False),
        sa.Column('awarded_on', sa.Date(), nullable=False),
        sa.Column('certificate_id', sa.Uuid(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('voided_because', sa.Text(), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("kind IN ('rising_star', 'backbone', 'subject_leader', 'master')", name=op.f('ck_growth_title_kind_known')),
        sa.CheckConstraint("level IN ('school', 'county', 'city', 'province', 'nation')", name=op.f('ck_growth_title_level_known')),
        sa.ForeignKeyConstraint(['school_id', 'certificate_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_growth_title_certificate_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_growth_title_school'),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_growth_title_teacher_id'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_growth_title')),
        )
    op.create_index('ix_growth_title_awarded_on', 'growth_title', ['school_id', 'awarded_on', 'id'], unique=False)
    op.create_index('uq_growth_title_once', 'growth_title', ['school_id', 'teacher_id', 'kind', 'level'], unique=True, postgresql_where=sa.text('voided_because IS NULL'))
    op.execute("CALL fence('mentoring_rule', append_only => true)")
    op.execute("CALL fence('mentor_pair')")
    op.execute("CALL fence('mentor_contract', append_only => true)")
    op.execute("CALL fence('mentor_log', append_only => true)")
    op.execute("CALL fence('mentor_log_file', append_only => true)")
    op.execute("CALL fence('mentor_log_mark', append_only => true)")
    op.execute("CALL fence('report_lesson')")
    op.execute("CALL fence('report_lesson_listener')")
    op.execute("CALL fence('report_lesson_judgement', append_only => true)")
    op.execute("CALL fence('mentor_evaluation')")
    op.execute("CALL fence('competition_entry')")
    op.execute("CALL fence('growth_title')")
    tell([*told(), *EVENTS])


def downgrade() -> None:
    quoted = ", ".join(f"'{event}'" for event in EVENTS)
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN ({quoted})"  # nosec B608
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN ({quoted})")  # nosec B608
    tell([event for event in told() if event not in EVENTS])
    op.drop_table("growth_title")
    op.drop_table("competition_entry")
    op.drop_table("mentor_evaluation")
    op.drop_table("report_lesson_judgement")
    op.drop_table("report_lesson_listener")
    op.drop_table("report_lesson")
    op.drop_table("mentor_log_mark")
    op.drop_table("mentor_log_file")
    op.drop_table("mentor_log")
    op.drop_table("mentor_contract")
    op.drop_table("mentor_pair")
    op.drop_table("mentoring_rule")
