"""Keep research topics: their steps, what is handed in, levels, extensions, members."""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611261610"
down_revision: str | None = "202611261600"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = [
    "topic_joined",
    "topic_approved",
    "topic_returned",
    "topic_rejected",
    "topic_terminated",
    "topic_step_due",
    "topic_step_overdue",
    "topic_step_returned",
    "topic_step_accepted",
    "topic_extension_granted",
    "topic_extension_refused",
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
    op.create_table('topic_rule',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.Column('effective_from', sa.Date(), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key IN ('opening_months', 'midterm_months', 'conclusion_months', 'extensions_most', 'members_most', 'led_most', 'remind_before_days', 'remind_after_days')", name=op.f('ck_topic_rule_key_known')),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_topic_rule_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_topic_rule')),
        )
    op.create_index('ix_topic_rule_key', 'topic_rule', ['school_id', 'key', 'effective_from', 'id'], unique=False)
    op.create_table('topic',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('work_id', sa.Uuid(), nullable=False),
        sa.Column('level', sa.Text(), nullable=False),
        sa.Column('number', sa.Text(), nullable=True),
        sa.Column('plan', sa.Text(), nullable=True),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('approved_on', sa.Date(), nullable=True),
        sa.Column('ended_on', sa.Date(), nullable=True),
        sa.Column('ended_because', sa.Text(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("(state IN ('rejected', 'withdrawn', 'concluded', 'terminated')) = (ended_on IS NOT NULL)", name=op.f('ck_topic_ended_on_its_day')),
        sa.CheckConstraint("level IN ('school', 'county', 'city', 'province', 'nation')", name=op.f('ck_topic_level_known')),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'returned', 'rejected', 'withdrawn', 'approved', 'opened', 'midterm', 'concluded', 'terminated')", name=op.f('ck_topic_state_known')),
        sa.CheckConstraint('(approved_on IS NULL) = (number IS NULL)', name=op.f('ck_topic_number_of_its_approval')),
        sa.CheckConstraint('ended_on >= approved_on', name=op.f('ck_topic_days_in_order')),
        sa.ForeignKeyConstraint(['school_id', 'work_id'], ['work.school_id', 'work.id'], name='fk_topic_work_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_topic_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_topic')),
        sa.UniqueConstraint('school_id', 'work_id', name='uq_topic_work_id'),
        )
    op.create_index('ix_topic_approved_on', 'topic', ['school_id', 'approved_on'], unique=False)
    op.create_index('ix_topic_created_at', 'topic', ['school_id', 'created_at', 'id'], unique=False)
    op.create_table('topic_file',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('topic_id', sa.Uuid(), nullable=False),
        sa.Column('file_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_topic_file_file_id'),
        sa.ForeignKeyConstraint(['school_id', 'topic_id'], ['topic.school_id', 'topic.id'], name='fk_topic_file_topic_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_topic_file_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_topic_file')),
        sa.UniqueConstraint('school_id', 'topic_id', 'number', name='uq_topic_file_number'),
        )
    op.create_index('ix_topic_file_file_id', 'topic_file', ['school_id', 'file_id'], unique=False)
    op.create_table('topic_level',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('topic_id', sa.Uuid(), nullable=False),
        sa.Column('level', sa.Text(), nullable=False),
        sa.Column('outcome', sa.Text(), nullable=False),
        sa.Column('number', sa.Text(), nullable=True),
        sa.Column('decided_on', sa.Date(), nullable=False),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(outcome = 'approved') = (number IS NOT NULL)", name=op.f('ck_topic_level_number_of_its_approval')),
        sa.CheckConstraint("level IN ('school', 'county', 'city', 'province', 'nation')", name=op.f('ck_topic_level_level_known')),
        sa.CheckConstraint("outcome IN ('approved', 'declined')", name=op.f('ck_topic_level_outcome_known')),
        sa.ForeignKeyConstraint(['school_id', 'topic_id'], ['topic.school_id', 'topic.id'], name='fk_topic_level_topic_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_topic_level_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_topic_level')),
        sa.UniqueConstraint('school_id', 'level', 'number', name='uq_topic_level_number'),
        )
    op.create_index('ix_topic_level_at', 'topic_level', ['school_id', 'topic_id', 'at', 'id'], unique=False)
    op.create_index('uq_topic_level_approved', 'topic_level', ['school_id', 'topic_id', 'level'], unique=True, postgresql_where=sa.text("outcome = 'approved'"))
    op.create_table('topic_member_change',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('topic_id', sa.Uuid(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.Column('before', sa.Integer(), nullable=True),
        sa.Column('after', sa.Integer(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('before IS DISTINCT FROM after', name=op.f('ck_topic_member_change_a_change')),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_topic_member_change_teacher_id'),
        sa.ForeignKeyConstraint(['school_id', 'topic_id'], ['topic.school_id', 'topic.id'], name='fk_topic_member_change_topic_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_topic_member_change_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_topic_member_change')),
        )
    op.create_index('ix_topic_member_change_at', 'topic_member_change', ['school_id', 'topic_id', 'at', 'id'], unique=False)
    op.create_table('topic_milestone',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('topic_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("kind IN ('opening', 'midterm', 'conclusion')", name=op.f('ck_topic_milestone_kind_known')),
        sa.CheckConstraint("state IN ('open', 'handed_in', 'returned', 'accepted')", name=op.f('ck_topic_milestone_state_known')),
        sa.ForeignKeyConstraint(['school_id', 'topic_id'], ['topic.school_id', 'topic.id'], name='fk_topic_milestone_topic_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_topic_milestone_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_topic_milestone')),
        sa.UniqueConstraint('school_id', 'topic_id', 'kind', name='uq_topic_milestone_kind'),
        sa.UniqueConstraint('school_id', 'topic_id', 'number', name='uq_topic_milestone_number'),
        )
    op.create_index('ix_topic_milestone_due_on', 'topic_milestone', ['school_id', 'due_on', 'id'], unique=False)
    op.create_table('topic_extension',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('topic_id', sa.Uuid(), nullable=False),
        sa.Column('milestone_id', sa.Uuid(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('until', sa.Date(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('granted_until', sa.Date(), nullable=True),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_by', sa.Uuid(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("(state = 'granted') = (granted_until IS NOT NULL)", name=op.f('ck_topic_extension_granted_until_a_day')),
        sa.CheckConstraint("state IN ('asked', 'granted', 'refused', 'lapsed')", name=op.f('ck_topic_extension_state_known')),
        sa.CheckConstraint('until > due_on', name=op.f('ck_topic_extension_later')),
        sa.ForeignKeyConstraint(['school_id', 'milestone_id'], ['topic_milestone.school_id', 'topic_milestone.id'], name='fk_topic_extension_milestone_id'),
        sa.ForeignKeyConstraint(['school_id', 'topic_id'], ['topic.school_id', 'topic.id'], name='fk_topic_extension_topic_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_topic_extension_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_topic_extension')),
        )
    op.create_index('ix_topic_extension_asked_at', 'topic_extension', ['school_id', 'asked_at', 'id'], unique=False)
    op.create_index('ix_topic_extension_topic_id', 'topic_extension', ['school_id', 'topic_id'], unique=False)
    op.create_index('uq_topic_extension_asked', 'topic_extension', ['school_id', 'topic_id'], unique=True, postgresql_where=sa.text("state = 'asked'"))
    op.create_table('topic_submission',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('topic_id', sa.Uuid(), nullable=False),
        sa.Column('milestone_id', sa.Uuid(), nullable=True),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('text', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'proposal') = (milestone_id IS NULL)", name=op.f('ck_topic_submission_step_of_its_kind')),
        sa.CheckConstraint("kind IN ('proposal', 'opening', 'midterm', 'conclusion')", name=op.f('ck_topic_submission_kind_known')),
        sa.ForeignKeyConstraint(['school_id', 'milestone_id'], ['topic_milestone.school_id', 'topic_milestone.id'], name='fk_topic_submission_milestone_id'),
        sa.ForeignKeyConstraint(['school_id', 'topic_id'], ['topic.school_id', 'topic.id'], name='fk_topic_submission_topic_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_topic_submission_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_topic_submission')),
        sa.UniqueConstraint('school_id', 'topic_id', 'kind', 'number', name='uq_topic_submission_number'),
        )
    op.create_index('ix_topic_submission_submitted_at', 'topic_submission', ['school_id', 'submitted_at', 'id'], unique=False)
    op.create_table('topic_review',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('submission_id', sa.Uuid(), nullable=False),
        sa.Column('verdict', sa.Text(), nullable=False),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('accepted', 'returned', 'rejected')", name=op.f('ck_topic_review_verdict_known')),
        sa.ForeignKeyConstraint(['school_id', 'submission_id'], ['topic_submission.school_id', 'topic_submission.id'], name='fk_topic_review_submission_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_topic_review_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_topic_review')),
        sa.UniqueConstraint('school_id', 'submission_id', name='uq_topic_review_submission_id'),
        )
    op.create_table('topic_submission_file',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('submission_id', sa.Uuid(), nullable=False),
        sa.Column('file_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_topic_submission_file_file_id'),
        sa.ForeignKeyConstraint(['school_id', 'submission_id'], ['topic_submission.school_id', 'topic_submission.id'], name='fk_topic_submission_file_submission_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_topic_submission_file_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_topic_submission_file')),
        sa.UniqueConstraint('school_id', 'submission_id', 'number', name='uq_topic_submission_file_number'),
        )
    op.create_index('ix_topic_submission_file_file_id', 'topic_submission_file', ['school_id', 'file_id'], unique=False)
    op.execute("CALL fence('topic_rule', append_only => true)")
    op.execute("CALL fence('topic')")
    op.execute("CALL fence('topic_file')")
    op.execute("CALL fence('topic_level', append_only => true)")
    op.execute("CALL fence('topic_member_change', append_only => true)")
    op.execute("CALL fence('topic_milestone')")
    op.execute("CALL fence('topic_extension')")
    op.execute("CALL fence('topic_submission', append_only => true)")
    op.execute("CALL fence('topic_review', append_only => true)")
    op.execute("CALL fence('topic_submission_file', append_only => true)")
    tell([*told(), *EVENTS])


def downgrade() -> None:
    quoted = ", ".join(f"'{event}'" for event in EVENTS)
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN ({quoted})"  # nosec B608
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN ({quoted})")  # nosec B608
    tell([event for event in told() if event not in EVENTS])
    op.drop_table("topic_submission_file")
    op.drop_table("topic_review")
    op.drop_table("topic_submission")
    op.drop_table("topic_extension")
    op.drop_table("topic_milestone")
    op.drop_table("topic_member_change")
    op.drop_table("topic_level")
    op.drop_table("topic_file")
    op.drop_table("topic")
    op.drop_table("topic_rule")
