"""Keep theme research: themes, the nine ones, what groups hand in, and hints."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261400"
down_revision: str | None = "202611261300"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = ["theme_opened", "theme_parts_due", "theme_parts_overdue", "theme_slot_returned"]


def told() -> list[str]:
    """The events a message may be about as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_message_event_known'"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql)))


def tell(events: list[str]) -> None:
    known = ", ".join(f"'{event}'" for event in events)
    op.drop_constraint(op.f("ck_message_event_known"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_event_known"), "message", f"event IN ({known})")


def upgrade() -> None:
    op.create_table('theme_rule',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.Column('effective_from', sa.Date(), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key IN ('copied_share', 'copied_passage', 'rush_people', 'rush_seconds', 'photo_bits')", name=op.f('ck_theme_rule_key_known')),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_theme_rule_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_theme_rule')),
        )
    op.create_index('ix_theme_rule_key', 'theme_rule', ['school_id', 'key', 'effective_from', 'id'], unique=False)
    op.create_table('theme_photo',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('file_id', sa.Uuid(), nullable=False),
        sa.Column('likeness', sa.BigInteger(), nullable=True),
        sa.Column('looked_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_theme_photo_file_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_theme_photo_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_theme_photo')),
        sa.UniqueConstraint('school_id', 'file_id', name='uq_theme_photo_file_id'),
        )
    op.create_table('nine_ones',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('from_term_id', sa.Uuid(), nullable=False),
        sa.Column('slots', JSONB(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('number > 0', name=op.f('ck_nine_ones_number_positive')),
        sa.ForeignKeyConstraint(['school_id', 'from_term_id'], ['term.school_id', 'term.id'], name='fk_nine_ones_from_term_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_nine_ones_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_nine_ones')),
        sa.UniqueConstraint('school_id', 'number', name='uq_nine_ones_number'),
        )
    op.create_table('theme',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('term_id', sa.Uuid(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('aim', sa.Text(), nullable=True),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'running', 'closed')", name=op.f('ck_theme_state_known')),
        sa.ForeignKeyConstraint(['school_id', 'term_id'], ['term.school_id', 'term.id'], name='fk_theme_term_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_theme_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_theme')),
        sa.UniqueConstraint('school_id', 'term_id', 'title', name='uq_theme_title'),
        )
    op.create_index('ix_theme_due_on', 'theme', ['school_id', 'due_on', 'id'], unique=False)
    op.create_table('group_theme',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('theme_id', sa.Uuid(), nullable=False),
        sa.Column('subject_group_id', sa.Uuid(), nullable=False),
        sa.Column('question', sa.Text(), nullable=False),
        sa.Column('template_id', sa.Uuid(), nullable=True),
        sa.Column('template_number', sa.Integer(), nullable=False),
        sa.Column('template_title', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'subject_group_id'], ['subject_group.school_id', 'subject_group.id'], name='fk_group_theme_subject_group_id'),
        sa.ForeignKeyConstraint(['school_id', 'template_id'], ['nine_ones.school_id', 'nine_ones.id'], name='fk_group_theme_template_id'),
        sa.ForeignKeyConstraint(['school_id', 'theme_id'], ['theme.school_id', 'theme.id'], name='fk_group_theme_theme_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_group_theme_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_group_theme')),
        sa.UniqueConstraint('school_id', 'theme_id', 'subject_group_id', name='uq_group_theme_subject_group'),
        )
    op.create_index('ix_group_theme_subject_group_id', 'group_theme', ['school_id', 'subject_group_id'], unique=False)
    op.create_table('theme_slot',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('group_theme_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('asked', sa.Text(), nullable=False),
        sa.Column('per_member', sa.Boolean(), nullable=False),
        sa.Column('after_activity', sa.Boolean(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("state IN ('open', 'handed_in', 'returned', 'accepted')", name=op.f('ck_theme_slot_state_known')),
        sa.CheckConstraint('number BETWEEN 1 AND 9', name=op.f('ck_theme_slot_number_of_nine')),
        sa.ForeignKeyConstraint(['school_id', 'group_theme_id'], ['group_theme.school_id', 'group_theme.id'], name='fk_theme_slot_group_theme_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_theme_slot_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_theme_slot')),
        sa.UniqueConstraint('school_id', 'group_theme_id', 'key', name='uq_theme_slot_key'),
        sa.UniqueConstraint('school_id', 'group_theme_id', 'number', name='uq_theme_slot_number'),
        )
    op.create_table('theme_material',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('group_theme_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('slot_id', sa.Uuid(), nullable=True),
        sa.Column('activity_id', sa.Uuid(), nullable=True),
        sa.Column('teacher_id', sa.Uuid(), nullable=True),
        sa.Column('about', sa.Text(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('text', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'homework') = (teacher_id IS NOT NULL)", name=op.f('ck_theme_material_teacher_of_its_kind')),
        sa.CheckConstraint("(kind = 'slot') = (slot_id IS NOT NULL)", name=op.f('ck_theme_material_slot_of_its_kind')),
        sa.CheckConstraint("kind = 'slot' OR activity_id IS NOT NULL", name=op.f('ck_theme_material_activity_of_its_kind')),
        sa.CheckConstraint("kind IN ('slot', 'record', 'homework')", name=op.f('ck_theme_material_kind_known')),
        sa.ForeignKeyConstraint(['school_id', 'activity_id'], ['activity.school_id', 'activity.id'], name='fk_theme_material_activity_id'),
        sa.ForeignKeyConstraint(['school_id', 'group_theme_id'], ['group_theme.school_id', 'group_theme.id'], name='fk_theme_material_group_theme_id'),
        sa.ForeignKeyConstraint(['school_id', 'slot_id'], ['theme_slot.school_id', 'theme_slot.id'], name='fk_theme_material_slot_id'),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_theme_material_teacher_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_theme_material_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_theme_material')),
        sa.UniqueConstraint('school_id', 'group_theme_id', 'about', 'number', name='uq_theme_material_number'),
        )
    op.create_index('ix_theme_material_activity_id', 'theme_material', ['school_id', 'activity_id'], unique=False)
    op.create_index('ix_theme_material_submitted_at', 'theme_material', ['school_id', 'submitted_at', 'id'], unique=False)
    op.create_table('theme_gram',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('gram', sa.BigInteger(), nullable=False),
        sa.Column('material_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'material_id'], ['theme_material.school_id', 'theme_material.id'], name='fk_theme_gram_material_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_theme_gram_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_theme_gram')),
        sa.UniqueConstraint('school_id', 'gram', 'material_id', name='uq_theme_gram'),
        )
    op.create_index('ix_theme_gram_material_id', 'theme_gram', ['school_id', 'material_id'], unique=False)
    op.create_table('theme_hint',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('group_theme_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('subject', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('material_id', sa.Uuid(), nullable=True),
        sa.Column('activity_id', sa.Uuid(), nullable=True),
        sa.Column('source_id', sa.Uuid(), nullable=True),
        sa.Column('facts', JSONB(), nullable=False),
        sa.Column('passages', JSONB(), nullable=False),
        sa.Column('people', JSONB(), nullable=False),
        sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('dismissed_by', sa.Uuid(), nullable=True),
        sa.Column('dismissed_because', sa.Text(), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("(state = 'dismissed') = (dismissed_because IS NOT NULL)", name=op.f('ck_theme_hint_dismissed_for_a_reason')),
        sa.CheckConstraint("kind IN ('early_record', 'copied_text', 'no_homework', 'rushed_sign_in', 'photo_reused', 'photo_alike')", name=op.f('ck_theme_hint_kind_known')),
        sa.CheckConstraint("state IN ('open', 'dismissed', 'gone')", name=op.f('ck_theme_hint_state_known')),
        sa.ForeignKeyConstraint(['school_id', 'activity_id'], ['activity.school_id', 'activity.id'], name='fk_theme_hint_activity_id'),
        sa.ForeignKeyConstraint(['school_id', 'group_theme_id'], ['group_theme.school_id', 'group_theme.id'], name='fk_theme_hint_group_theme_id'),
        sa.ForeignKeyConstraint(['school_id', 'material_id'], ['theme_material.school_id', 'theme_material.id'], name='fk_theme_hint_material_id'),
        sa.ForeignKeyConstraint(['school_id', 'source_id'], ['theme_material.school_id', 'theme_material.id'], name='fk_theme_hint_source_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_theme_hint_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_theme_hint')),
        sa.UniqueConstraint('school_id', 'group_theme_id', 'kind', 'subject', name='uq_theme_hint_subject'),
        )
    op.create_index('ix_theme_hint_found_at', 'theme_hint', ['school_id', 'found_at', 'id'], unique=False)
    op.create_table('theme_material_file',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('material_id', sa.Uuid(), nullable=False),
        sa.Column('file_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'file_id'], ['stored_file.school_id', 'stored_file.id'], name='fk_theme_material_file_file_id'),
        sa.ForeignKeyConstraint(['school_id', 'material_id'], ['theme_material.school_id', 'theme_material.id'], name='fk_theme_material_file_material_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_theme_material_file_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_theme_material_file')),
        sa.UniqueConstraint('school_id', 'material_id', 'number', name='uq_theme_material_file_number'),
        )
    op.create_index('ix_theme_material_file_file_id', 'theme_material_file', ['school_id', 'file_id'], unique=False)
    op.create_table('theme_review',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('slot_id', sa.Uuid(), nullable=False),
        sa.Column('material_id', sa.Uuid(), nullable=False),
        sa.Column('verdict', sa.Text(), nullable=False),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('accepted', 'returned')", name=op.f('ck_theme_review_verdict_known')),
        sa.ForeignKeyConstraint(['school_id', 'material_id'], ['theme_material.school_id', 'theme_material.id'], name='fk_theme_review_material_id'),
        sa.ForeignKeyConstraint(['school_id', 'slot_id'], ['theme_slot.school_id', 'theme_slot.id'], name='fk_theme_review_slot_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_theme_review_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_theme_review')),
        )
    op.create_index('ix_theme_review_slot_id', 'theme_review', ['school_id', 'slot_id', 'at', 'id'], unique=False)
    op.execute("CALL fence('theme_rule', append_only => true)")
    op.execute("CALL fence('theme_photo', append_only => true)")
    op.execute("CALL fence('nine_ones', append_only => true)")
    op.execute("CALL fence('theme')")
    op.execute("CALL fence('group_theme')")
    op.execute("CALL fence('theme_slot')")
    op.execute("CALL fence('theme_material', append_only => true)")
    op.execute("CALL fence('theme_gram', append_only => true)")
    op.execute("CALL fence('theme_hint')")
    op.execute("CALL fence('theme_material_file', append_only => true)")
    op.execute("CALL fence('theme_review', append_only => true)")
    tell([*told(), *EVENTS])


def downgrade() -> None:
    quoted = ", ".join(f"'{event}'" for event in EVENTS)
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN ({quoted})"  # nosec B608
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN ({quoted})")  # nosec B608
    tell([event for event in told() if event not in EVENTS])
    op.drop_table("theme_review")
    op.drop_table("theme_material_file")
    op.drop_table("theme_hint")
    op.drop_table("theme_gram")
    op.drop_table("theme_material")
    op.drop_table("theme_slot")
    op.drop_table("group_theme")
    op.drop_table("theme")
    op.drop_table("nine_ones")
    op.drop_table("theme_photo")
    op.drop_table("theme_rule")
