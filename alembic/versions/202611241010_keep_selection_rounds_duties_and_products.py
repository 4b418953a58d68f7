"""Keep selection rounds, duties, shared products and 90-hour plans."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "202611241010"
down_revision: str | None = "202611241000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "duty_rule",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_kind", sa.Text(), nullable=False),
        sa.Column("duty_kind", sa.Text(), nullable=False),
        sa.Column("due_school_days", sa.Integer(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "course_kind IN ('short', 'long_90', 'online', 'school_based')",
            name=op.f("ck_duty_rule_course_kind_known"),
        ),
        sa.CheckConstraint(
            "duty_kind IN ('content_record', 'reflection', 'product', 'record_sheet', 'evaluation')",
            name=op.f("ck_duty_rule_duty_kind_known"),
        ),
        sa.CheckConstraint(
            "due_school_days BETWEEN 0 AND 250", name=op.f("ck_duty_rule_due_school_days_sane")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_duty_rule_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_duty_rule")),
    )
    op.create_index(
        "ix_duty_rule_course_kind",
        "duty_rule",
        ["school_id", "course_kind", "duty_kind", "effective_from", "id"],
        unique=False,
    )
    op.create_table(
        "long_plan",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("proposal", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'confirmed', 'discarded')", name=op.f("ck_long_plan_state_known")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_long_plan_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_long_plan")),
    )
    op.create_index("ix_long_plan_created_at", "long_plan", ["school_id", "created_at", "id"], unique=False)
    op.create_table(
        "selection_round",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'submitted', 'finished')",
            name=op.f("ck_selection_round_state_known"),
        ),
        sa.CheckConstraint("frozen_days BETWEEN 0 AND 60", name=op.f("ck_selection_round_frozen_days_sane")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_selection_round_times_in_order")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_selection_round_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_selection_round")),
        sa.UniqueConstraint("school_id", "code", name="uq_selection_round_code"),
    )
    op.create_index(
        "ix_selection_round_opens_at", "selection_round", ["school_id", "opens_at", "id"], unique=False
    )
    op.create_table(
        "duty",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_estimated", sa.Boolean(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.Column("waived_because", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('content_record', 'reflection', 'product', 'record_sheet', 'evaluation')",
            name=op.f("ck_duty_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'handed_in', 'returned', 'accepted', 'waived', 'void')",
            name=op.f("ck_duty_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "enrolment_id"],
            ["enrolment.school_id", "enrolment.id"],
            name="fk_duty_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"], ["teacher.school_id", "teacher.id"], name="fk_duty_teacher_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_duty_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_duty")),
    )
    op.create_index("ix_duty_due_on", "duty", ["school_id", "state", "due_on", "id"], unique=False)
    op.create_index("ix_duty_teacher_id", "duty", ["school_id", "teacher_id", "id"], unique=False)
    op.create_index(
        "uq_duty_kind",
        "duty",
        ["school_id", "enrolment_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table(
        "duty_submission",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("duty_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "duty_id"], ["duty.school_id", "duty.id"], name="fk_duty_submission_duty_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "file_id"],
            ["stored_file.school_id", "stored_file.id"],
            name="fk_duty_submission_file_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_duty_submission_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_duty_submission")),
        sa.UniqueConstraint("school_id", "duty_id", "number", name="uq_duty_submission_number"),
    )
    op.create_table(
        "product",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("duty_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "course_id"], ["course.school_id", "course.id"], name="fk_product_course_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "duty_id"], ["duty.school_id", "duty.id"], name="fk_product_duty_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "file_id"], ["stored_file.school_id", "stored_file.id"], name="fk_product_file_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"], ["teacher.school_id", "teacher.id"], name="fk_product_teacher_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_product_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_product")),
        sa.UniqueConstraint("school_id", "duty_id", name="uq_product_duty"),
    )
    op.create_index("ix_product_published_at", "product", ["school_id", "published_at", "id"], unique=False)
    op.create_table(
        "duty_review",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('accepted', 'returned')", name=op.f("ck_duty_review_verdict_known")),
        sa.ForeignKeyConstraint(
            ["school_id", "submission_id"],
            ["duty_submission.school_id", "duty_submission.id"],
            name="fk_duty_review_submission_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_duty_review_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_duty_review")),
        sa.UniqueConstraint("school_id", "submission_id", name="uq_duty_review_submission"),
    )
    op.create_table(
        "product_gram",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gram", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "product_id"],
            ["product.school_id", "product.id"],
            name="fk_product_gram_product_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_product_gram_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_product_gram")),
        sa.UniqueConstraint("school_id", "gram", "product_id", name="uq_product_gram"),
    )
    op.add_column("training_session", sa.Column("round_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_training_session_round_id", "training_session", ["school_id", "round_id"], unique=False
    )
    op.create_foreign_key(
        "fk_training_session_round_id",
        "training_session",
        "selection_round",
        ["school_id", "round_id"],
        ["school_id", "id"],
    )
    op.execute("CALL fence('duty_rule', append_only => true)")
    op.execute("CALL fence('long_plan')")
    op.execute("CALL fence('selection_round')")
    op.execute("CALL fence('duty')")
    op.execute("CALL fence('duty_submission', append_only => true)")
    op.execute("CALL fence('product')")
    op.execute("CALL fence('duty_review', append_only => true)")
    op.execute("CALL fence('product_gram')")


def downgrade() -> None:
    op.drop_constraint("fk_training_session_round_id", "training_session", type_="foreignkey")
    op.drop_index("ix_training_session_round_id", "training_session")
    op.drop_column("training_session", "round_id")
    op.drop_table("product_gram")
    op.drop_table("duty_review")
    op.drop_table("product")
    op.drop_table("duty_submission")
    op.drop_table("duty")
    op.drop_table("selection_round")
    op.drop_table("long_plan")
    op.drop_table("duty_rule")
