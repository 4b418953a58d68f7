"""Keep when each row of the roster was last changed; what stands is taken as changed now."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611261860"
down_revision: str | None = "202611261850"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "school_year",
    "term",
    "grade_group",
    "subject_group",
    "school_class",
    "teacher",
    "teaching_assignment",
    "homeroom_assignment",
)


def upgrade() -> None:
    for table in TABLES:
        changed_at = sa.Column(
            "changed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")
        )
        op.add_column(table, changed_at)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "changed_at")
