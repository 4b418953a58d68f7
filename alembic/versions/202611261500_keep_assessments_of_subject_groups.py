"""Keep assessments of subject groups, their judges and scores, and what was published."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261500"
down_revision: str | None = "202611261400"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = ("judge_appointed", "assessment_published", "appeal_upheld", "appeal_rejected")


def told() -> list[str]:
    """The events a message may be about as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_message_event_known'"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql)))


def tell(events: list[str]) -> None:
    known = ", ".join(f"'{event}'" for event in events)
    op.drop_constraint(op.f("ck_message_event_known"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_event_known"), "message", f"event IN ({known})")


def upgrade() -> None:
    op.create_table(
        "assessment_rule",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "key IN ('weights', 'bands', 'bonus_cap', 'trim_from', 'unexcused_points')",
            name=op.f("ck_assessment_rule_key_known"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_assessment_rule_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assessment_rule")),
    )
    op.create_index(
        "ix_assessment_rule_key",
        "assessment_rule",
        ["school_id", "key", "effective_from", "id"],
        unique=False,
    )
    op.create_table(
        "assessment",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rules", JSONB(), nullable=False),
        sa.Column("indicators", JSONB(), nullable=False),
        sa.Column("edition_no", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'scoring', 'published', 'appealed', 'republished')",
            name=op.f("ck_assessment_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "term_id"], ["term.school_id", "term.id"], name="fk_assessment_term_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_assessment_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("school_id", "term_id", name="uq_assessment_term_id"),
    )
    op.create_table(
        "assessment_adjustment",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=True),
        sa.Column("points", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "dimension IN ('institutions', 'influence', 'outcome', 'distinction', 'routine')",
            name=op.f("ck_assessment_adjustment_dimension_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('deduction', 'bonus')", name=op.f("ck_assessment_adjustment_kind_known")
        ),
        sa.CheckConstraint("points > 0", name=op.f("ck_assessment_adjustment_points_positive")),
        sa.ForeignKeyConstraint(
            ["school_id", "assessment_id"],
            ["assessment.school_id", "assessment.id"],
            name="fk_assessment_adjustment_assessment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "file_id"],
            ["stored_file.school_id", "stored_file.id"],
            name="fk_assessment_adjustment_file_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "group_id"],
            ["subject_group.school_id", "subject_group.id"],
            name="fk_assessment_adjustment_group_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_assessment_adjustment_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assessment_adjustment")),
    )
    op.create_index(
        "ix_assessment_adjustment_group_id",
        "assessment_adjustment",
        ["school_id", "assessment_id", "group_id"],
        unique=False,
    )
    op.create_table(
        "assessment_appeal",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("edition_no", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'upheld', 'rejected')", name=op.f("ck_assessment_appeal_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "assessment_id"],
            ["assessment.school_id", "assessment.id"],
            name="fk_assessment_appeal_assessment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "group_id"],
            ["subject_group.school_id", "subject_group.id"],
            name="fk_assessment_appeal_group_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_assessment_appeal_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assessment_appeal")),
    )
    op.create_index(
        "uq_assessment_appeal_open",
        "assessment_appeal",
        ["school_id", "assessment_id", "group_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "assessment_evidence",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "text IS NOT NULL OR file_id IS NOT NULL", name=op.f("ck_assessment_evidence_says_something")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "assessment_id"],
            ["assessment.school_id", "assessment.id"],
            name="fk_assessment_evidence_assessment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "file_id"],
            ["stored_file.school_id", "stored_file.id"],
            name="fk_assessment_evidence_file_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "group_id"],
            ["subject_group.school_id", "subject_group.id"],
            name="fk_assessment_evidence_group_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_assessment_evidence_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assessment_evidence")),
    )
    op.create_index(
        "ix_assessment_evidence_for",
        "assessment_evidence",
        ["school_id", "assessment_id", "group_id", "indicator_id"],
        unique=False,
    )
    op.create_table(
        "assessment_group",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "assessment_id"],
            ["assessment.school_id", "assessment.id"],
            name="fk_assessment_group_assessment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "group_id"],
            ["subject_group.school_id", "subject_group.id"],
            name="fk_assessment_group_group_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_assessment_group_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assessment_group")),
        sa.UniqueConstraint("school_id", "assessment_id", "group_id", name="uq_assessment_group_once"),
    )
    op.create_table(
        "assessment_judge",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "assessment_id"],
            ["assessment.school_id", "assessment.id"],
            name="fk_assessment_judge_assessment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_assessment_judge_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_assessment_judge_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assessment_judge")),
        sa.UniqueConstraint("school_id", "assessment_id", "teacher_id", name="uq_assessment_judge_once"),
    )
    op.create_index(
        "ix_assessment_judge_teacher_id", "assessment_judge", ["school_id", "teacher_id"], unique=False
    )
    op.create_table(
        "assessment_result",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("edition_no", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("total", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("detail", JSONB(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "band IN ('excellent', 'good', 'pass', 'fail')", name=op.f("ck_assessment_result_band_known")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "appeal_id"],
            ["assessment_appeal.school_id", "assessment_appeal.id"],
            name="fk_assessment_result_appeal_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "assessment_id"],
            ["assessment.school_id", "assessment.id"],
            name="fk_assessment_result_assessment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "group_id"],
            ["subject_group.school_id", "subject_group.id"],
            name="fk_assessment_result_group_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_assessment_result_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assessment_result")),
        sa.UniqueConstraint(
            "school_id", "assessment_id", "edition_no", "group_id", name="uq_assessment_result_edition"
        ),
    )
    op.create_table(
        "assessment_score",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_assessment_score_score_sane")),
        sa.ForeignKeyConstraint(
            ["school_id", "assessment_id"],
            ["assessment.school_id", "assessment.id"],
            name="fk_assessment_score_assessment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "group_id"],
            ["subject_group.school_id", "subject_group.id"],
            name="fk_assessment_score_group_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "judge_id"],
            ["assessment_judge.school_id", "assessment_judge.id"],
            name="fk_assessment_score_judge_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_assessment_score_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assessment_score")),
        sa.UniqueConstraint(
            "school_id", "judge_id", "group_id", "indicator_id", name="uq_assessment_score_once"
        ),
    )
    op.create_index(
        "ix_assessment_score_for",
        "assessment_score",
        ["school_id", "assessment_id", "group_id", "indicator_id"],
        unique=False,
    )
    for table in (
        "assessment",
        "assessment_group",
        "assessment_judge",
        "assessment_evidence",
        "assessment_score",
        "assessment_adjustment",
        "assessment_appeal",
    ):
        op.execute(f"CALL fence('{table}')")
    for table in ("assessment_rule", "assessment_result"):
        op.execute(f"CALL fence('{table}', append_only => true)")
    tell([*told(), *EVENTS])


def downgrade() -> None:
    gone = ", ".join(f"'{event}'" for event in EVENTS)
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN ({gone})"
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN ({gone})")
    tell([event for event in told() if event not in EVENTS])
    op.drop_index("ix_assessment_score_for", table_name="assessment_score")
    op.drop_table("assessment_score")
    op.drop_table("assessment_result")
    op.drop_index("ix_assessment_judge_teacher_id", table_name="assessment_judge")
    op.drop_table("assessment_judge")
    op.drop_table("assessment_group")
    op.drop_index("ix_assessment_evidence_for", table_name="assessment_evidence")
    op.drop_table("assessment_evidence")
    op.drop_index(
        "uq_assessment_appeal_open",
        table_name="assessment_appeal",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_table("assessment_appeal")
    op.drop_index("ix_assessment_adjustment_group_id", table_name="assessment_adjustment")
    op.drop_table("assessment_adjustment")
    op.drop_table("assessment")
    op.drop_index("ix_assessment_rule_key", table_name="assessment_rule")
    op.drop_table("assessment_rule")
