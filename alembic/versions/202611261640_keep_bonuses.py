"""Keep bonus tables, batches of bonuses and what they pay; what is paid stays."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261640"
down_revision: str | None = "202611261630"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = ("award_confirmed", "award_voided", "bonus_approved", "bonus_paid")

APPEND_ONLY = ("bonus_table", "bonus_cell", "bonus_edition", "bonus_line", "bonus_step")
LOCKED = {"bonus_batch": "state <> 'paid'", "bonus_settlement": "open"}
"""Which of their rows the service may still change; the rest it can read alone."""


def told() -> list[str]:
    """The events a message may be about as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_message_event_known'"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql)))


def tell(events: list[str]) -> None:
    known = ", ".join(f"'{event}'" for event in events)
    op.drop_constraint(op.f("ck_message_event_known"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_event_known"), "message", f"event IN ({known})")


def upgrade() -> None:
    op.create_table('bonus_table',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('effective_from', sa.Date(), nullable=False),
        sa.Column('split', sa.Text(), nullable=False),
        sa.Column('weights', JSONB(), nullable=False),
        sa.Column('excluded_kinds', JSONB(), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("split IN ('first_author', 'equal', 'ratio')", name=op.f('ck_bonus_table_split_known')),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_bonus_table_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_bonus_table'))
    )
    op.create_index('ix_bonus_table_effective_from', 'bonus_table', ['school_id', 'effective_from', 'id'], unique=False)
    op.create_table('bonus_cell',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('table_id', sa.Uuid(), nullable=False),
        sa.Column('level', sa.Text(), nullable=False),
        sa.Column('prize', sa.Text(), nullable=False),
        sa.Column('amount_fen', sa.BigInteger(), nullable=False),
        sa.CheckConstraint("level IN ('school', 'county', 'city', 'province', 'nation')", name=op.f('ck_bonus_cell_level_known')),
        sa.CheckConstraint("prize IN ('special', 'first', 'second', 'third', 'merit')", name=op.f('ck_bonus_cell_prize_known')),
        sa.CheckConstraint('amount_fen > 0', name=op.f('ck_bonus_cell_amount_positive')),
        sa.ForeignKeyConstraint(['school_id', 'table_id'], ['bonus_table.school_id', 'bonus_table.id'], name='fk_bonus_cell_table_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_bonus_cell_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_bonus_cell')),
        sa.UniqueConstraint('school_id', 'table_id', 'level', 'prize', name='uq_bonus_cell_once')
    )
    op.create_table('bonus_batch',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('school_year', sa.SmallInteger(), nullable=False),
        sa.Column('from_day', sa.Date(), nullable=False),
        sa.Column('until_day', sa.Date(), nullable=False),
        sa.Column('corrects_id', sa.Uuid(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('edition_no', sa.Integer(), nullable=False),
        sa.Column('proposed_by', sa.Uuid(), nullable=False),
        sa.Column('checked_by', sa.Uuid(), nullable=True),
        sa.Column('approved_by', sa.Uuid(), nullable=True),
        sa.Column('paid_by', sa.Uuid(), nullable=True),
        sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.CheckConstraint("(kind = 'adjustment') = (corrects_id IS NOT NULL) AND (kind = 'adjustment') = (reason IS NOT NULL)", name=op.f('ck_bonus_batch_adjusts_for_a_reason')),
        sa.CheckConstraint("(state IN ('checked', 'approved', 'paid')) = (checked_by IS NOT NULL) AND (state IN ('approved', 'paid')) = (approved_by IS NOT NULL) AND (state = 'paid') = (paid_by IS NOT NULL) AND (state = 'paid') = (paid_at IS NOT NULL)", name=op.f('ck_bonus_batch_signed_in_order')),
        sa.CheckConstraint("kind IN ('award', 'adjustment')", name=op.f('ck_bonus_batch_kind_known')),
        sa.CheckConstraint("state IN ('draft', 'checked', 'approved', 'paid', 'cancelled')", name=op.f('ck_bonus_batch_state_known')),
        sa.CheckConstraint('approved_by IS NULL OR (approved_by <> proposed_by AND approved_by <> checked_by)', name=op.f('ck_bonus_batch_approver_apart')),
        sa.CheckConstraint('checked_by IS NULL OR checked_by <> proposed_by', name=op.f('ck_bonus_batch_checker_apart')),
        sa.CheckConstraint('from_day <= until_day', name=op.f('ck_bonus_batch_days_in_order')),
        sa.ForeignKeyConstraint(['school_id', 'corrects_id'], ['bonus_batch.school_id', 'bonus_batch.id'], name='fk_bonus_batch_corrects_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_bonus_batch_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_bonus_batch'))
    )
    op.create_index('ix_bonus_batch_corrects_id', 'bonus_batch', ['school_id', 'corrects_id'], unique=False)
    op.create_index('ix_bonus_batch_school_year', 'bonus_batch', ['school_id', 'school_year'], unique=False)
    op.create_table('bonus_edition',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('batch_id', sa.Uuid(), nullable=False),
        sa.Column('edition_no', sa.Integer(), nullable=False),
        sa.Column('line_count', sa.Integer(), nullable=False),
        sa.Column('total_fen', sa.BigInteger(), nullable=False),
        sa.Column('passed_over', JSONB(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('line_count > 0', name=op.f('ck_bonus_edition_has_lines')),
        sa.ForeignKeyConstraint(['school_id', 'batch_id'], ['bonus_batch.school_id', 'bonus_batch.id'], name='fk_bonus_edition_batch_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_bonus_edition_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_bonus_edition')),
        sa.UniqueConstraint('school_id', 'batch_id', 'edition_no', 'line_count', name='uq_bonus_edition_lines'),
        sa.UniqueConstraint('school_id', 'batch_id', 'edition_no', name='uq_bonus_edition_no')
    )
    op.create_table('bonus_line',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('batch_id', sa.Uuid(), nullable=False),
        sa.Column('edition_no', sa.Integer(), nullable=False),
        sa.Column('line_count', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('award_id', sa.Uuid(), nullable=False),
        sa.Column('work_id', sa.Uuid(), nullable=False),
        sa.Column('teacher_id', sa.Uuid(), nullable=False),
        sa.Column('table_id', sa.Uuid(), nullable=True),
        sa.Column('amount_fen', sa.BigInteger(), nullable=False),
        sa.Column('share', JSONB(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.CheckConstraint("amount_fen > 0 OR (kind = 'correction' AND amount_fen < 0)", name=op.f('ck_bonus_line_amount_sane')),
        sa.CheckConstraint("kind IN ('award', 'difference', 'correction')", name=op.f('ck_bonus_line_kind_known')),
        sa.CheckConstraint('number BETWEEN 1 AND line_count', name=op.f('ck_bonus_line_number_counted')),
        sa.ForeignKeyConstraint(['school_id', 'award_id'], ['award.school_id', 'award.id'], name='fk_bonus_line_award_id'),
        sa.ForeignKeyConstraint(['school_id', 'batch_id', 'edition_no', 'line_count'], ['bonus_edition.school_id', 'bonus_edition.batch_id', 'bonus_edition.edition_no', 'bonus_edition.line_count'], name='fk_bonus_line_edition'),
        sa.ForeignKeyConstraint(['school_id', 'table_id'], ['bonus_table.school_id', 'bonus_table.id'], name='fk_bonus_line_table_id'),
        sa.ForeignKeyConstraint(['school_id', 'batch_id'], ['bonus_batch.school_id', 'bonus_batch.id'], name='fk_bonus_line_batch_id'),
        sa.ForeignKeyConstraint(['school_id', 'teacher_id'], ['teacher.school_id', 'teacher.id'], name='fk_bonus_line_teacher_id'),
        sa.ForeignKeyConstraint(['school_id', 'work_id'], ['work.school_id', 'work.id'], name='fk_bonus_line_work_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_bonus_line_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_bonus_line')),
        sa.UniqueConstraint('school_id', 'batch_id', 'edition_no', 'number', name='uq_bonus_line_number')
    )
    op.create_index('ix_bonus_line_teacher_id', 'bonus_line', ['school_id', 'teacher_id', 'id'], unique=False)
    op.create_index('ix_bonus_line_work_id', 'bonus_line', ['school_id', 'work_id'], unique=False)
    op.create_table('bonus_settlement',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('award_id', sa.Uuid(), nullable=False),
        sa.Column('work_id', sa.Uuid(), nullable=False),
        sa.Column('batch_id', sa.Uuid(), nullable=False),
        sa.Column('amount_fen', sa.BigInteger(), nullable=False),
        sa.Column('table_id', sa.Uuid(), nullable=True),
        sa.Column('pays', sa.Boolean(), nullable=False),
        sa.Column('open', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'award_id'], ['award.school_id', 'award.id'], name='fk_bonus_settlement_award_id'),
        sa.ForeignKeyConstraint(['school_id', 'batch_id'], ['bonus_batch.school_id', 'bonus_batch.id'], name='fk_bonus_settlement_batch_id'),
        sa.ForeignKeyConstraint(['school_id', 'table_id'], ['bonus_table.school_id', 'bonus_table.id'], name='fk_bonus_settlement_table_id'),
        sa.ForeignKeyConstraint(['school_id', 'work_id'], ['work.school_id', 'work.id'], name='fk_bonus_settlement_work_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_bonus_settlement_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_bonus_settlement')),
        sa.UniqueConstraint('school_id', 'award_id', name='uq_bonus_settlement_award')
    )
    op.create_index('ix_bonus_settlement_batch_id', 'bonus_settlement', ['school_id', 'batch_id'], unique=False)
    op.create_index('uq_bonus_settlement_work', 'bonus_settlement', ['school_id', 'work_id'], unique=True, postgresql_where=sa.text('open AND pays'))
    op.create_table('bonus_step',
        sa.Column('school_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('batch_id', sa.Uuid(), nullable=False),
        sa.Column('edition_no', sa.Integer(), nullable=False),
        sa.Column('action', sa.Text(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['school_id', 'batch_id'], ['bonus_batch.school_id', 'bonus_batch.id'], name='fk_bonus_step_batch_id'),
        sa.ForeignKeyConstraint(['school_id'], ['school.id'], name='fk_bonus_step_school'),
        sa.PrimaryKeyConstraint('school_id', 'id', name=op.f('pk_bonus_step'))
    )
    op.create_index('ix_bonus_step_batch_id', 'bonus_step', ['school_id', 'batch_id', 'id'], unique=False)
    for table in APPEND_ONLY:
        op.execute(f"CALL fence('{table}', append_only => true)")
    for table, changeable in LOCKED.items():
        op.execute(f"CALL fence('{table}')")
        op.execute(
            f"CREATE POLICY paid_stays ON {table} AS RESTRICTIVE FOR UPDATE"
            f" USING ({changeable}) WITH CHECK (true)"
        )
        op.execute(
            f"CREATE POLICY paid_is_kept ON {table} AS RESTRICTIVE FOR DELETE USING ({changeable})"
        )
    tell([*told(), *EVENTS])


def downgrade() -> None:
    quoted = ", ".join(f"'{event}'" for event in EVENTS)
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN ({quoted})"  # nosec B608
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN ({quoted})")  # nosec B608
    tell([event for event in told() if event not in EVENTS])
    for table in (
        "bonus_step",
        "bonus_settlement",
        "bonus_line",
        "bonus_edition",
        "bonus_batch",
        "bonus_cell",
        "bonus_table",
    ):
        op.drop_table(table)
