"""Keep contests, what is entered for them, and the judges who rank it."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261630"
down_revision: str | None = "202611261620"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = (
    "contest_opened",
    "contest_entry_due",
    "contest_cancelled",
    "contest_judge_appointed",
    "contest_entry_sent",
    "contest_entry_not_sent",
    "contest_prize_won",
    "contest_entry_unplaced",
)
KIND = "contest_results"


def known(constraint: str) -> list[str]:
    """The values a column may have as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql).bindparams(name=constraint)))


def told() -> list[str]:
    return known("ck_message_event_known")


def tell(events: list[str]) -> None:
    allow("ck_message_event_known", "message", "event", events)


def allow(constraint: str, table: str, column: str, values: list[str]) -> None:
    quoted = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(op.f(constraint), table, type_="check")
    op.create_check_constraint(op.f(constraint), table, f"{column} IN ({quoted})")


def upgrade() -> None:
    op.create_table(
        "contest_rule",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "key IN ('quota_share', 'quota_rounding', 'quota_adds_first_prizes', 'trim_from', 'own_group_excluded')",
            name=op.f("ck_contest_rule_key_known"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_contest_rule_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_contest_rule")),
    )
    op.create_index(
        "ix_contest_rule_key", "contest_rule", ["school_id", "key", "effective_from", "id"], unique=False
    )
    op.create_table(
        "contest",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("kinds", JSONB(), nullable=False),
        sa.Column("categories", JSONB(), nullable=False),
        sa.Column("entries_due_on", sa.Date(), nullable=False),
        sa.Column("submission_due_on", sa.Date(), nullable=False),
        sa.Column("min_characters", sa.Integer(), nullable=True),
        sa.Column("max_characters", sa.Integer(), nullable=True),
        sa.Column("quota_set", sa.Integer(), nullable=True),
        sa.Column("excludes_awarded", sa.Text(), nullable=False),
        sa.Column("entries_per_author", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("quota", JSONB(), nullable=True),
        sa.Column("cancelled_because", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ranked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_because IS NOT NULL)",
            name=op.f("ck_contest_cancelled_for_a_reason"),
        ),
        sa.CheckConstraint("entries_due_on <= submission_due_on", name=op.f("ck_contest_days_in_order")),
        sa.CheckConstraint(
            "excludes_awarded IN ('none', 'same_or_higher', 'any')",
            name=op.f("ck_contest_excludes_awarded_known"),
        ),
        sa.CheckConstraint(
            "level IN ('school', 'county', 'city', 'province', 'nation')", name=op.f("ck_contest_level_known")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'ranked', 'submitted', 'results_in', 'cancelled')",
            name=op.f("ck_contest_state_known"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_contest_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_contest")),
        sa.UniqueConstraint("school_id", "school_year", "title", name="uq_contest_title"),
    )
    op.create_index(
        "ix_contest_entries_due_on", "contest", ["school_id", "entries_due_on", "id"], unique=False
    )
    op.create_index("ix_contest_series", "contest", ["school_id", "series", "school_year"], unique=False)
    op.create_table(
        "contest_entry",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("work_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("score", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("prize", sa.Text(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("award_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'awarded') = (award_id IS NOT NULL)", name=op.f("ck_contest_entry_award_of_awarded")
        ),
        sa.CheckConstraint(
            "prize IN ('special', 'first', 'second', 'third', 'merit')",
            name=op.f("ck_contest_entry_prize_known"),
        ),
        sa.CheckConstraint(
            "(award_id IS NULL) = (prize IS NULL)", name=op.f("ck_contest_entry_prize_of_award")
        ),
        sa.CheckConstraint(
            "state IN ('entered', 'withdrawn', 'sent', 'not_sent', 'awarded', 'unplaced')",
            name=op.f("ck_contest_entry_state_known"),
        ),
        sa.CheckConstraint("(text IS NULL) <> (file_id IS NULL)", name=op.f("ck_contest_entry_text_or_file")),
        sa.ForeignKeyConstraint(
            ["school_id", "author_id"], ["teacher.school_id", "teacher.id"], name="fk_contest_entry_author_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "award_id"], ["award.school_id", "award.id"], name="fk_contest_entry_award_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "contest_id"],
            ["contest.school_id", "contest.id"],
            name="fk_contest_entry_contest_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "file_id"],
            ["stored_file.school_id", "stored_file.id"],
            name="fk_contest_entry_file_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_contest_entry_school"),
        sa.ForeignKeyConstraint(
            ["school_id", "work_id"], ["work.school_id", "work.id"], name="fk_contest_entry_work_id"
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_contest_entry")),
        sa.UniqueConstraint("school_id", "contest_id", "number", name="uq_contest_entry_number"),
    )
    op.create_index("ix_contest_entry_author_id", "contest_entry", ["school_id", "author_id"], unique=False)
    op.create_index(
        "ix_contest_entry_entered_at", "contest_entry", ["school_id", "entered_at", "id"], unique=False
    )
    op.create_index("ix_contest_entry_work_id", "contest_entry", ["school_id", "work_id"], unique=False)
    op.create_index(
        "uq_contest_entry_work",
        "contest_entry",
        ["school_id", "contest_id", "work_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "contest_judge",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "contest_id"],
            ["contest.school_id", "contest.id"],
            name="fk_contest_judge_contest_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_contest_judge_school"),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_contest_judge_teacher_id",
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_contest_judge")),
        sa.UniqueConstraint("school_id", "contest_id", "teacher_id", name="uq_contest_judge_once"),
    )
    op.create_index("ix_contest_judge_teacher_id", "contest_judge", ["school_id", "teacher_id"], unique=False)
    op.create_table(
        "contest_score",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_contest_score_score_sane")),
        sa.ForeignKeyConstraint(
            ["school_id", "contest_id"],
            ["contest.school_id", "contest.id"],
            name="fk_contest_score_contest_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "entry_id"],
            ["contest_entry.school_id", "contest_entry.id"],
            name="fk_contest_score_entry_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "judge_id"],
            ["contest_judge.school_id", "contest_judge.id"],
            name="fk_contest_score_judge_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_contest_score_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_contest_score")),
        sa.UniqueConstraint("school_id", "judge_id", "entry_id", name="uq_contest_score_once"),
    )
    op.create_index(
        "ix_contest_score_contest_id", "contest_score", ["school_id", "contest_id", "id"], unique=False
    )
    op.execute("CALL fence('contest_rule', append_only => true)")
    for table in ("contest", "contest_entry", "contest_judge", "contest_score"):
        op.execute(f"CALL fence('{table}')")
    allow("ck_file_import_kind_known", "file_import", "kind", [*known("ck_file_import_kind_known"), KIND])
    tell([*told(), *EVENTS])


def downgrade() -> None:
    gone = ", ".join(f"'{event}'" for event in EVENTS)
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN ({gone})"
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN ({gone})")
    tell([event for event in told() if event not in EVENTS])
    op.execute(f"DELETE FROM file_import WHERE kind = '{KIND}'")
    kinds = [kind for kind in known("ck_file_import_kind_known") if kind != KIND]
    allow("ck_file_import_kind_known", "file_import", "kind", kinds)
    op.drop_table("contest_score")
    op.drop_table("contest_judge")
    op.drop_table("contest_entry")
    op.drop_table("contest")
    op.drop_table("contest_rule")
