"""Keep reconciliations of credits with the district's platform, and what was decided on each difference."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261840"
down_revision: str | None = "202611261830"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATES = "('open', 'taken', 'kept', 'superseded', 'resolved')"
STEPS = "('find', 'take_theirs', 'keep_ours', 'leave_open', 'reopen', 'supersede', 'resolve')"
LINE, EVENT, AWARD = "reconciliation_line", "reconciliation_line_event", "reconciliation_line_award"


def keyed(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=f"fk_{table}_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f(f"pk_{table}")),
    )


def within(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", column], [f"{target}.school_id", f"{target}.id"], name=f"fk_{table}_{column}"
    )


def upgrade() -> None:
    keyed(
        "credit_reconciliation",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        within("credit_reconciliation", "import_id", "file_import"),
    )
    op.create_index(
        "ix_credit_reconciliation_created_at", "credit_reconciliation", ["school_id", "created_at", "id"]
    )
    keyed(
        LINE,
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.Text(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("our_hours", sa.Numeric(8, 2), nullable=True),
        sa.Column("our_credits", sa.Numeric(8, 2), nullable=True),
        sa.Column("their_hours", sa.Numeric(8, 2), nullable=True),
        sa.Column("their_credits", sa.Numeric(8, 2), nullable=True),
        sa.Column("earned_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "category IN ('short', 'long_90', 'online', 'school_based')",
            name=op.f("ck_reconciliation_line_category_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('only_ours', 'only_theirs', 'differs')", name=op.f("ck_reconciliation_line_kind_known")
        ),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_reconciliation_line_state_known")),
        sa.CheckConstraint(
            "(our_credits IS NULL) = (kind = 'only_theirs')"
            " AND (their_credits IS NULL) = (kind = 'only_ours')",
            name=op.f("ck_reconciliation_line_sides_as_kind"),
        ),
        within(LINE, "run_id", "credit_reconciliation"),
        within(LINE, "teacher_id", "teacher"),
        within(LINE, "course_id", "course"),
    )
    op.create_index(
        "uq_reconciliation_line_standing",
        LINE,
        ["school_id", "school_year", "teacher_id", "course_key"],
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'kept')"),
    )
    op.create_index("ix_reconciliation_line_state", LINE, ["school_id", "school_year", "state", "id"])
    op.create_index("ix_reconciliation_line_teacher_id", LINE, ["school_id", "teacher_id", "id"])
    op.create_index("ix_reconciliation_line_run_id", LINE, ["school_id", "run_id", "id"])
    keyed(
        EVENT,
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"step IN {STEPS}", name=op.f("ck_reconciliation_line_event_step_known")),
        sa.CheckConstraint(
            f"from_state IN {STATES}", name=op.f("ck_reconciliation_line_event_from_state_known")
        ),
        sa.CheckConstraint(f"to_state IN {STATES}", name=op.f("ck_reconciliation_line_event_to_state_known")),
        within(EVENT, "line_id", LINE),
        within(EVENT, "run_id", "credit_reconciliation"),
    )
    op.create_index("ix_reconciliation_line_event_line_id", EVENT, ["school_id", "line_id", "id"])
    keyed(
        AWARD,
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("award_state", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "effect IN ('made', 'taken_back')", name=op.f("ck_reconciliation_line_award_effect_known")
        ),
        sa.CheckConstraint(
            "award_state IN ('provisional', 'confirmed', 'void')",
            name=op.f("ck_reconciliation_line_award_award_state_known"),
        ),
        within(AWARD, "line_id", LINE),
        within(AWARD, "event_id", EVENT),
        within(AWARD, "award_id", "credit_award"),
        sa.UniqueConstraint("school_id", "event_id", "award_id", name="uq_reconciliation_line_award_once"),
    )
    op.create_index("ix_reconciliation_line_award_award_id", AWARD, ["school_id", "award_id"])
    op.execute(f"CALL fence('{LINE}')")
    for table in ("credit_reconciliation", EVENT, AWARD):
        op.execute(f"CALL fence('{table}', append_only => true)")


def downgrade() -> None:
    for table in (AWARD, EVENT, LINE, "credit_reconciliation"):
        op.drop_table(table)
