"""Keep schools, the audit, kept answers and long work."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "202611230910"
down_revision: str | None = "202611230900"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "district",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
        sa.UniqueConstraint("code", name="uq_district_code"),
    )
    op.create_table(
        "school",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_school_district_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("code", name="uq_school_code"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_audit_entry_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["school_id", "at", "id"], unique=False)
    op.create_index("ix_audit_entry_subject", "audit_entry", ["school_id", "subject", "at"], unique=False)
    op.create_table(
        "file_import",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("row_errors", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("kind IN ('roster', 'catalogue')", name=op.f("ck_file_import_kind_known")),
        sa.CheckConstraint("state IN ('previewed', 'committed')", name=op.f("ck_file_import_state_known")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_file_import_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_file_import")),
    )
    op.create_index(
        "ix_file_import_created_at", "file_import", ["school_id", "kind", "created_at", "id"], unique=False
    )
    op.create_table(
        "idempotency_key",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_idempotency_key_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("school_id", "account_id", "key", name="uq_idempotency_key"),
    )
    op.create_index(
        "ix_idempotency_key_created_at", "idempotency_key", ["school_id", "created_at"], unique=False
    )
    op.create_table(
        "operation",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("result_url", sa.Text(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')",
            name=op.f("ck_operation_state_known"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_operation_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_operation")),
    )
    op.create_index("ix_operation_created_at", "operation", ["school_id", "created_at", "id"], unique=False)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON district TO yanxiu_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON school TO yanxiu_app")
    op.execute("CALL fence('audit_entry', append_only => true)")
    op.execute("CALL fence('file_import')")
    op.execute("CALL fence('idempotency_key')")
    op.execute("CALL fence('operation')")


def downgrade() -> None:
    op.drop_table("operation")
    op.drop_table("idempotency_key")
    op.drop_table("file_import")
    op.drop_table("audit_entry")
    op.drop_table("school")
    op.drop_table("district")
