"""Keep papers: their versions and reviews, what of them stands in earlier ones, who is let off."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261620"
down_revision: str | None = "202611261610"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = ["paper_review_assigned", "paper_returned", "paper_accepted", "paper_due", "paper_overdue"]


def told() -> list[str]:
    """The events a message may be about as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_message_event_known'"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql)))


def tell(events: list[str]) -> None:
    known = ", ".join(f"'{event}'" for event in events)
    op.drop_constraint(op.f("ck_message_event_known"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_event_known"), "message", f"event IN ({known})")


def upgrade() -> None:
    op.create_table('paper_rule',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.Column('effective_from', sa.Date(), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key IN ('due_on', 'duty_authors', 'exempt_from_age', 'reviewer_years', 'reviewer_titles', 'least_reviews', 'review_days', 'conflict_work_years', 'conflict_pair_years', 'copied_share', 'copied_passage')", name=op.f('ck_paper_rule_key_known')),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_paper_rule_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_paper_rule')),
        )
    op.create_index('ix_paper_rule_key', 'paper_rule', ['school_id', 'key', 'effective_from', 'id'], unique=False)
    op.create_table('paper',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('work_id', sa.Uuid(), nullable=False),
        sa.Column('lead_id', sa.Uuid(), nullable=False),
        sa.Column('school_year', sa.SmallInteger(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('submitted_number', sa.Integer(), nullable=True),
        sa.Column('alias_no', sa.Integer(), nullable=True),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint('(submitted_number IS NULL) = (alias_no IS NULL)', name=op.f('ck_paper_numbered_when_handed_in')),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'under_review', 'returned', 'accepted', 'withdrawn')", name=op.f('ck_paper_state_known')),
        sa.ForeignKeyConstraint(['school_id', 'lead_id'], ['teacher.school_id', 'teacher.id'], name='fk_paper_lead_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_paper_school'),
        sa.ForeignKeyConstraint(['school_id', 'work_id'], ['work.school_id', 'work.id'], name='fk_paper_work_id'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_paper')),
        sa.UniqueConstraint('school_id', 'school_year', 'alias_no', name='uq_paper_alias_no'),
        sa.UniqueConstraint('school_id', 'work_id', name='uq_paper_work_id'),
        )
    op.create_index('ix_paper_created_at', 'paper', ['school_id', 'created_at', 'id'], unique=False)
    op.create_index('ix_paper_school_year', 'paper', ['school_id', 'school_year', 'state'], unique=False)
    op.create_index('uq_paper_of_year', 'paper', ['school_id', 'lead_id', 'school_year'], unique=True, postgresql_where=sa.text("state <> 'withdrawn'"))
    op.create_table('paper_version',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('paper_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('abstract', sa.Text(), nullable=True),
        sa.Column('keywords', JSONB(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('sources', sa.Text(), nullable=True),
        sa.Column('file_id', sa.Uuid(), nullable=True),
        sa.Column('file_text', sa.Text(), nullable=True),
        sa.Column('author_ids', JSONB(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('number > 0', name=op.f('ck_paper_version_number_positive')),
        sa.ForeignKeyConstraint(['school_id', 'file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_paper_version_file_id'),
        sa.ForeignKeyConstraint(['school_id', 'paper_id'], ['paper.school_id', 'paper.id'], name='fk_paper_version_paper_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_paper_version_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_paper_version')),
        sa.UniqueConstraint('school_id', 'paper_id', 'number', name='uq_paper_version_number'),
        )
    op.create_table('paper_gram',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('gram', sa.BigInteger(), nullable=False),
        sa.Column('version_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_paper_gram_school'),
        sa.ForeignKeyConstraint(['school_id', 'version_id'], ['paper_version.school_id', 'paper_version.id'], name='fk_paper_gram_version_id'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_paper_gram')),
        sa.UniqueConstraint('school_id', 'gram', 'version_id', name='uq_paper_gram'),
        )
    op.create_table('paper_review',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('paper_id', sa.Uuid(), nullable=False),
        sa.Column('version_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('reviewer_id', sa.Uuid(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('aspects', JSONB(), nullable=False),
        sa.Column('verdict', sa.Text(), nullable=True),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("(state = 'done') = (verdict IS NOT NULL)", name=op.f('ck_paper_review_verdict_when_done')),
        sa.CheckConstraint('number > 0', name=op.f('ck_paper_review_number_positive')),
        sa.CheckConstraint("state IN ('assigned', 'done', 'declined', 'removed')", name=op.f('ck_paper_review_state_known')),
        sa.CheckConstraint("verdict IN ('accepted', 'returned')", name=op.f('ck_paper_review_verdict_known')),
        sa.ForeignKeyConstraint(['school_id', 'paper_id'], ['paper.school_id', 'paper.id'], name='fk_paper_review_paper_id'),
        sa.ForeignKeyConstraint(['school_id', 'reviewer_id'], ['teacher.school_id', 'teacher.id'], name='fk_paper_review_reviewer_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_paper_review_school'),
        sa.ForeignKeyConstraint(['school_id', 'version_id'], ['paper_version.school_id', 'paper_version.id'], name='fk_paper_review_version_id'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_paper_review')),
        sa.UniqueConstraint('school_id', 'version_id', 'number', name='uq_paper_review_number'),
        )
    op.create_index('ix_paper_review_assigned_at', 'paper_review', ['school_id', 'assigned_at', 'id'], unique=False)
    op.create_index('ix_paper_review_paper_id', 'paper_review', ['school_id', 'paper_id'], unique=False)
    op.create_index('ix_paper_review_reviewer_id', 'paper_review', ['school_id', 'reviewer_id', 'assigned_at', 'id'], unique=False)
    op.create_index('uq_paper_review_standing', 'paper_review', ['school_id', 'version_id', 'reviewer_id'], unique=True, postgresql_where=sa.text("state IN ('assigned', 'done')"))
    op.create_table('paper_decision',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('paper_id', sa.Uuid(), nullable=False),
        sa.Column('version_number', sa.Integer(), nullable=False),
        sa.Column('verdict', sa.Text(), nullable=False),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('accepted', 'returned')", name=op.f('ck_paper_decision_verdict_known')),
        sa.ForeignKeyConstraint(['school_id', 'paper_id'], ['paper.school_id', 'paper.id'], name='fk_paper_decision_paper_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_paper_decision_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_paper_decision')),
        )
    op.create_index('ix_paper_decision_paper_id', 'paper_decision', ['school_id', 'paper_id', 'at', 'id'], unique=False)
    op.create_table('paper_hint',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('paper_id', sa.Uuid(), nullable=False),
        sa.Column('version_id', sa.Uuid(), nullable=False),
        sa.Column('source_id', sa.Uuid(), nullable=False),
        sa.Column('same_author', sa.Boolean(), nullable=False),
        sa.Column('share', sa.Numeric(5, 4), nullable=False),
        sa.Column('longest', sa.Integer(), nullable=False),
        sa.Column('passages', JSONB(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('dismissed_by', sa.Uuid(), nullable=True),
        sa.Column('dismissed_because', sa.Text(), nullable=True),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("(state = 'dismissed') = (dismissed_because IS NOT NULL)", name=op.f('ck_paper_hint_dismissed_for_a_reason')),
        sa.CheckConstraint("state IN ('open', 'dismissed')", name=op.f('ck_paper_hint_state_known')),
        sa.ForeignKeyConstraint(['school_id', 'paper_id'], ['paper.school_id', 'paper.id'], name='fk_paper_hint_paper_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_paper_hint_school'),
        sa.ForeignKeyConstraint(['school_id', 'source_id'], ['paper_version.school_id', 'paper_version.id'], name='fk_paper_hint_source_id'),
        sa.ForeignKeyConstraint(['school_id', 'version_id'], ['paper_version.school_id', 'paper_version.id'], name='fk_paper_hint_version_id'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_paper_hint')),
        sa.UniqueConstraint('school_id', 'version_id', 'source_id', name='uq_paper_hint_source'),
        )
    op.create_index('ix_paper_hint_found_at', 'paper_hint', ['school_id', 'found_at', 'id'], unique=False)
    op.create_index('ix_paper_hint_paper_id', 'paper_hint', ['school_id', 'paper_id'], unique=False)
    op.create_table('paper_exemption',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.Column('school_year', sa.SmallInteger(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('voided_because', sa.Text(), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint('(voided_at IS NULL) = (voided_because IS NULL)', name=op.f('ck_paper_exemption_voided_for_a_reason')),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_paper_exemption_school'),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_paper_exemption_teacher_id'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_paper_exemption')),
        )
    op.create_index('ix_paper_exemption_entered_at', 'paper_exemption', ['school_id', 'entered_at', 'id'], unique=False)
    op.create_index('uq_paper_exemption_stands', 'paper_exemption', ['school_id', 'teacher_id', 'school_year'], unique=True, postgresql_where=sa.text('voided_at IS NULL'))
    op.execute("CALL fence('paper_rule', append_only => true)")
    op.execute("CALL fence('paper')")
    op.execute("CALL fence('paper_version', append_only => true)")
    op.execute("CALL fence('paper_gram', append_only => true)")
    op.execute("CALL fence('paper_review')")
    op.execute("CALL fence('paper_decision', append_only => true)")
    op.execute("CALL fence('paper_hint')")
    op.execute("CALL fence('paper_exemption')")
    tell([*told(), *EVENTS])


def downgrade() -> None:
    quoted = ", ".join(f"'{event}'" for event in EVENTS)
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN ({quoted})"  # nosec B608
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN ({quoted})")  # nosec B608
    tell([event for event in told() if event not in EVENTS])
    op.drop_table("paper_exemption")
    op.drop_table("paper_hint")
    op.drop_table("paper_decision")
    op.drop_table("paper_review")
    op.drop_table("paper_gram")
    op.drop_table("paper_version")
    op.drop_table("paper")
    op.drop_table("paper_rule")
