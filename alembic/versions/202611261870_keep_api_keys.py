"""Keep the API keys of service clients."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611261870"
down_revision: str | None = "202611261860"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# As for service_credential: read across schools until one is entered, and in that school only after.
FENCE_ONCE_ENTERED = """
CREATE POLICY entered_school ON api_key USING (
    coalesce(nullif(current_setting('app.school_id', true), '')::uuid, '00000000-0000-0000-0000-000000000000')
    IN ('00000000-0000-0000-0000-000000000000', school_id)
)
"""


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["service_credential.id"], name="fk_api_key_client_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_api_key_school_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name="uq_api_key_hash"),
    )
    op.create_index("ix_api_key_client_id", "api_key", ["school_id", "client_id", "id"], unique=False)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON api_key TO yanxiu_app")
    op.execute("ALTER TABLE api_key ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE api_key FORCE ROW LEVEL SECURITY")
    op.execute(FENCE_ONCE_ENTERED)


def downgrade() -> None:
    op.drop_table("api_key")
