"""Keep files, the inbox and where else messages go."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "202611241000"
down_revision: str | None = "202611230940"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "event IN ('enrolment_placed', 'enrolment_waitlisted', 'enrolment_refused', 'enrolment_promoted', 'enrolment_rejected', 'session_cancelled', 'round_opened', 'duty_due', 'duty_overdue', 'duty_returned', 'duty_accepted', 'credit_confirmed')",
            name=op.f("ck_message_event_known"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_message_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_message")),
        sa.UniqueConstraint("school_id", "recipient_id", "event", "about", name="uq_message_once"),
    )
    op.create_index("ix_message_recipient_id", "message", ["school_id", "recipient_id", "id"], unique=False)
    op.create_table(
        "notification_channel",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('dingtalk', 'wecom', 'feishu', 'mail')", name=op.f("ck_notification_channel_kind_known")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_notification_channel_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_notification_channel")),
        sa.UniqueConstraint("school_id", "name", name="uq_notification_channel_name"),
    )
    op.create_table(
        "stored_file",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_stored_file_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("school_id", "key", name="uq_stored_file_key"),
    )
    op.create_index(
        "ix_stored_file_created_at", "stored_file", ["school_id", "created_at", "id"], unique=False
    )
    op.create_table(
        "message_delivery",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'sent', 'failed')", name=op.f("ck_message_delivery_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "channel_id"],
            ["notification_channel.school_id", "notification_channel.id"],
            name="fk_message_delivery_channel_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "message_id"],
            ["message.school_id", "message.id"],
            name="fk_message_delivery_message_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_message_delivery_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_message_delivery")),
        sa.UniqueConstraint("school_id", "message_id", "channel_id", name="uq_message_delivery_once"),
    )
    op.create_index(
        "ix_message_delivery_channel_id", "message_delivery", ["school_id", "channel_id", "id"], unique=False
    )
    op.execute("CALL fence('message')")
    op.execute("CALL fence('notification_channel')")
    op.execute("CALL fence('stored_file')")
    op.execute("CALL fence('message_delivery')")


def downgrade() -> None:
    op.drop_table("message_delivery")
    op.drop_table("stored_file")
    op.drop_table("notification_channel")
    op.drop_table("message")
