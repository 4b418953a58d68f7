"""Let leavers be erased, after as many years as the school's policy of people says."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611261890"
down_revision: str | None = "202611261880"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "people_rule",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key IN ('erased_after_years')", name=op.f("ck_people_rule_key_known")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_people_rule_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_people_rule")),
    )
    op.create_index(
        "ix_people_rule_key", "people_rule", ["school_id", "key", "effective_from", "id"], unique=False
    )
    op.execute("CALL fence('people_rule', append_only => true)")
    op.add_column("teacher", sa.Column("erased_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("teacher", "erased_at")
    op.drop_table("people_rule")
