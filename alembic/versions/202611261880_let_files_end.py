"""Let files end by themselves, such as what somebody took out of all that is held on them."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611261880"
down_revision: str | None = "202611261870"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("stored_file", sa.Column("expires_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_stored_file_expires_at",
        "stored_file",
        ["school_id", "expires_at"],
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_stored_file_expires_at", "stored_file")
    op.drop_column("stored_file", "expires_at")
