"""Find a school's latest credit awards without sorting all of them."""

from collections.abc import Sequence

from alembic import op

revision: str = "202611261900"
down_revision: str | None = "202611261890"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_credit_award_earned_at", "credit_award", ["school_id", "earned_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_credit_award_earned_at", table_name="credit_award")
