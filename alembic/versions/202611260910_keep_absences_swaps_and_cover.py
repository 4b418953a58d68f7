"""Keep absences, swaps, cover and homeroom proxies."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "202611260910"
down_revision: str | None = "202611260900"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


TOLD_BEFORE = (
    "enrolment_placed",
    "enrolment_waitlisted",
    "enrolment_refused",
    "enrolment_promoted",
    "enrolment_rejected",
    "session_cancelled",
    "round_opened",
    "duty_due",
    "duty_overdue",
    "duty_returned",
    "duty_accepted",
    "credit_confirmed",
)
TOLD_NOW = (
    *TOLD_BEFORE,
    "absence_entered",
    "absence_changed",
    "absence_cancelled",
    "absence_rerouted",
    "absence_escalated",
    "absence_to_cover",
    "absence_entangled",
    "proxy_given",
    "proxy_ended",
    "proxy_needed",
    "swap_proposed",
    "swap_accepted",
    "swap_declined",
    "swap_withdrawn",
    "swap_lapsed",
    "swap_undone",
    "cover_asked",
    "cover_given",
    "cover_arranged",
    "cover_in_class",
    "cover_declined",
    "cover_released",
    "cover_reopened",
    "cover_entangled",
)


def tell(events: Sequence[str]) -> None:
    """What a message may be about."""
    known = ", ".join(f"'{event}'" for event in events)
    op.drop_constraint(op.f("ck_message_event_known"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_event_known"), "message", f"event IN ({known})")


def upgrade() -> None:
    tell(TOLD_NOW)
    op.create_table(
        "cover_plan",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("request", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("solution", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'discarded')", name=op.f("ck_cover_plan_state_known")
        ),
        sa.CheckConstraint("from_day <= until_day", name=op.f("ck_cover_plan_days_in_order")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_cover_plan_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_cover_plan")),
    )
    op.create_index("ix_cover_plan_created_at", "cover_plan", ["school_id", "created_at", "id"], unique=False)
    op.create_table(
        "absence",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("route_rule_id", sa.Uuid(), nullable=True),
        sa.Column("route_because", sa.Text(), nullable=True),
        sa.Column("school_days", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("swap_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("kind IN ('training', 'official', 'leave')", name=op.f("ck_absence_kind_known")),
        sa.CheckConstraint("route IN ('swap', 'cover')", name=op.f("ck_absence_route_known")),
        sa.CheckConstraint("state IN ('standing', 'cancelled')", name=op.f("ck_absence_state_known")),
        sa.CheckConstraint("school_days >= 0", name=op.f("ck_absence_school_days_positive")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_absence_times_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "enrolment_id"],
            ["enrolment.school_id", "enrolment.id"],
            name="fk_absence_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"], ["teacher.school_id", "teacher.id"], name="fk_absence_teacher_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_absence_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_starts_at", "absence", ["school_id", "starts_at", "id"], unique=False)
    op.create_index(
        "ix_absence_teacher_id", "absence", ["school_id", "teacher_id", "starts_at"], unique=False
    )
    op.create_index(
        "uq_absence_enrolment",
        "absence",
        ["school_id", "enrolment_id"],
        unique=True,
        postgresql_where=sa.text("state = 'standing'"),
    )
    op.create_table(
        "absence_block",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_absence_block_times_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "absence_id"],
            ["absence.school_id", "absence.id"],
            name="fk_absence_block_absence_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_absence_block_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_absence_block")),
        sa.UniqueConstraint("school_id", "absence_id", "starts_at", name="uq_absence_block_starts_at"),
    )
    op.create_table(
        "cover_plan_row",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_day", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("period_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("classes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("from_teacher_id", sa.Uuid(), nullable=False),
        sa.Column("to_teacher_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'assigned') = (to_teacher_id IS NOT NULL)",
            name=op.f("ck_cover_plan_row_assigned_to_somebody"),
        ),
        sa.CheckConstraint(
            "state IN ('assigned', 'unfilled', 'not_needed')", name=op.f("ck_cover_plan_row_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "absence_id"],
            ["absence.school_id", "absence.id"],
            name="fk_cover_plan_row_absence_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "from_teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_cover_plan_row_from_teacher_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "plan_id"],
            ["cover_plan.school_id", "cover_plan.id"],
            name="fk_cover_plan_row_plan_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "to_teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_cover_plan_row_to_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_cover_plan_row_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_cover_plan_row")),
        sa.UniqueConstraint(
            "school_id",
            "plan_id",
            "lesson_id",
            "lesson_day",
            "from_teacher_id",
            name="uq_cover_plan_row_lesson",
        ),
    )
    op.create_table(
        "homeroom_proxy",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "absence_id"],
            ["absence.school_id", "absence.id"],
            name="fk_homeroom_proxy_absence_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "class_id"],
            ["school_class.school_id", "school_class.id"],
            name="fk_homeroom_proxy_class_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_homeroom_proxy_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_homeroom_proxy_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_homeroom_proxy")),
        sa.UniqueConstraint("school_id", "class_id", "day", name="uq_homeroom_proxy_day"),
    )
    op.create_index(
        "ix_homeroom_proxy_absence_id", "homeroom_proxy", ["school_id", "absence_id"], unique=False
    )
    op.create_index(
        "ix_homeroom_proxy_teacher_id", "homeroom_proxy", ["school_id", "teacher_id", "day"], unique=False
    )
    op.create_table(
        "lesson_change",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_day", sa.Date(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("period_no", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("from_teacher_id", sa.Uuid(), nullable=False),
        sa.Column("to_teacher_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("classes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cause IN ('swap', 'cover', 'no_cover')", name=op.f("ck_lesson_change_cause_known")
        ),
        sa.CheckConstraint("kind IN ('teaching', 'block', 'duty')", name=op.f("ck_lesson_change_kind_known")),
        sa.CheckConstraint(
            "state IN ('standing', 'superseded', 'undone')", name=op.f("ck_lesson_change_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "absence_id"],
            ["absence.school_id", "absence.id"],
            name="fk_lesson_change_absence_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "from_teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_lesson_change_from_teacher_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "room_id"], ["room.school_id", "room.id"], name="fk_lesson_change_room_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "to_teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_lesson_change_to_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_lesson_change_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_lesson_change")),
    )
    op.create_index("ix_lesson_change_absence_id", "lesson_change", ["school_id", "absence_id"], unique=False)
    op.create_index("ix_lesson_change_cause_id", "lesson_change", ["school_id", "cause_id"], unique=False)
    op.create_index("ix_lesson_change_day", "lesson_change", ["school_id", "day", "period_no"], unique=False)
    op.create_index("ix_lesson_change_lesson_day", "lesson_change", ["school_id", "lesson_day"], unique=False)
    op.create_index(
        "uq_lesson_change_lesson",
        "lesson_change",
        ["school_id", "lesson_id", "lesson_day", "from_teacher_id"],
        unique=True,
        postgresql_where=sa.text("state = 'standing'"),
    )
    op.create_index(
        "uq_lesson_change_teacher_slot",
        "lesson_change",
        ["school_id", "to_teacher_id", "day", "period_no"],
        unique=True,
        postgresql_where=sa.text("state = 'standing'"),
    )
    op.create_table(
        "swap",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_day", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("period_no", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("partner_lesson_id", sa.Uuid(), nullable=False),
        sa.Column("partner_lesson_day", sa.Date(), nullable=False),
        sa.Column("partner_day", sa.Date(), nullable=False),
        sa.Column("partner_period_no", sa.Integer(), nullable=False),
        sa.Column("partner_subject", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'declined', 'withdrawn', 'lapsed', 'undone')",
            name=op.f("ck_swap_state_known"),
        ),
        sa.CheckConstraint("teacher_id <> partner_id", name=op.f("ck_swap_two_teachers")),
        sa.ForeignKeyConstraint(
            ["school_id", "absence_id"], ["absence.school_id", "absence.id"], name="fk_swap_absence_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "class_id"], ["school_class.school_id", "school_class.id"], name="fk_swap_class_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "partner_id"], ["teacher.school_id", "teacher.id"], name="fk_swap_partner_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"], ["teacher.school_id", "teacher.id"], name="fk_swap_teacher_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_swap_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_swap")),
    )
    op.create_index(
        "uq_swap_proposed",
        "swap",
        ["school_id", "lesson_id", "lesson_day", "partner_lesson_id", "partner_lesson_day"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index("ix_swap_teacher_id", "swap", ["school_id", "teacher_id", "state"], unique=False)
    op.create_index("ix_swap_absence_id", "swap", ["school_id", "absence_id"], unique=False)
    op.create_index("ix_swap_partner_id", "swap", ["school_id", "partner_id", "state"], unique=False)
    op.create_index("ix_swap_proposed_at", "swap", ["school_id", "proposed_at", "id"], unique=False)
    op.create_table(
        "cover",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'standing', 'declined', 'released')", name=op.f("ck_cover_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "absence_id"], ["absence.school_id", "absence.id"], name="fk_cover_absence_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "change_id"],
            ["lesson_change.school_id", "lesson_change.id"],
            name="fk_cover_change_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "plan_id"], ["cover_plan.school_id", "cover_plan.id"], name="fk_cover_plan_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"], ["teacher.school_id", "teacher.id"], name="fk_cover_teacher_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_cover_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_cover")),
        sa.UniqueConstraint("school_id", "change_id", name="uq_cover_change_id"),
    )
    op.create_index("ix_cover_absence_id", "cover", ["school_id", "absence_id"], unique=False)
    op.create_index("ix_cover_teacher_id", "cover", ["school_id", "teacher_id"], unique=False)
    op.create_table(
        "cover_entry",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cover_id", sa.Uuid(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("lesson_kind", sa.Text(), nullable=False),
        sa.Column("lessons", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('given', 'taken')", name=op.f("ck_cover_entry_kind_known")),
        sa.ForeignKeyConstraint(
            ["school_id", "corrects_id"],
            ["cover_entry.school_id", "cover_entry.id"],
            name="fk_cover_entry_corrects_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "cover_id"], ["cover.school_id", "cover.id"], name="fk_cover_entry_cover_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"], ["teacher.school_id", "teacher.id"], name="fk_cover_entry_teacher_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "term_id"], ["term.school_id", "term.id"], name="fk_cover_entry_term_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_cover_entry_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_cover_entry")),
    )
    op.create_index(
        "ix_cover_entry_teacher_id", "cover_entry", ["school_id", "teacher_id", "term_id"], unique=False
    )
    op.create_index("ix_cover_entry_term_id", "cover_entry", ["school_id", "term_id", "id"], unique=False)
    op.execute("CALL fence('cover_plan')")
    op.execute("CALL fence('absence')")
    op.execute("CALL fence('absence_block')")
    op.execute("CALL fence('cover_plan_row')")
    op.execute("CALL fence('homeroom_proxy')")
    op.execute("CALL fence('lesson_change')")
    op.execute("CALL fence('swap')")
    op.execute("CALL fence('cover')")
    op.execute("CALL fence('cover_entry', append_only => true)")


def downgrade() -> None:
    tell(TOLD_BEFORE)
    op.drop_table("cover_entry")
    op.drop_table("cover")
    op.drop_table("swap")
    op.drop_table("lesson_change")
    op.drop_table("homeroom_proxy")
    op.drop_table("cover_plan_row")
    op.drop_table("absence_block")
    op.drop_table("absence")
    op.drop_table("cover_plan")
