"""What every room stands on: schools, the audit, kept answers, long work."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)

from domain.imports import ImportKind, ImportState
from domain.messages import ChannelKind, DeliveryState, Event
from domain.operations import OperationState
from persistence.columns import count, document, ident, instant, words
from persistence.schema import district_table, one_of, tenant_table, version_column, within_school

district = district_table(
    "district",
    words("code"),
    words("name"),
    version_column(),
    UniqueConstraint("code", name="uq_district_code"),
    because="it is what schools belong to",
)

school = district_table(
    "school",
    ident("district_id"),
    words("code"),
    words("name"),
    instant("created_at"),
    version_column(),
    ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_school_district_id"),
    UniqueConstraint("code", name="uq_school_code"),
    Index("ix_school_district_id", "district_id", "code", "id"),
    because="its id is the tenant key itself",
)

audit_entry = tenant_table(
    "audit_entry",
    instant("at"),
    ident("account_id"),
    words("action"),
    words("subject"),
    words("request_id"),
    document("facts"),
    Index("ix_audit_entry_at", "school_id", "at", "id"),
    Index("ix_audit_entry_subject", "school_id", "subject", "at"),
    append_only=True,
)

idempotency_key = tenant_table(
    "idempotency_key",
    ident("account_id"),
    words("key"),
    words("fingerprint"),
    Column("status", SmallInteger, nullable=False),
    document("headers"),
    words("body"),
    instant("created_at"),
    UniqueConstraint("school_id", "account_id", "key", name="uq_idempotency_key"),
    Index("ix_idempotency_key_created_at", "school_id", "created_at"),
)


operation = tenant_table(
    "operation",
    words("kind"),
    words("state"),
    count("done"),
    count("total", optional=True),
    words("result_url", optional=True),
    document("result", optional=True),
    document("error", optional=True),
    document("arguments"),
    Column("cancel_requested", Boolean, nullable=False, server_default=text("false")),
    ident("account_id"),
    instant("created_at"),
    instant("updated_at"),
    version_column(),
    one_of("state", OperationState),
    Index("ix_operation_created_at", "school_id", "created_at", "id"),
)


file_import = tenant_table(
    "file_import",
    words("kind"),
    words("format"),
    words("filename"),
    words("sha256"),
    words("state"),
    document("counts"),
    document("row_errors"),
    document("plan"),
    ident("account_id"),
    instant("created_at"),
    instant("committed_at", optional=True),
    version_column(),
    one_of("kind", ImportKind),
    one_of("state", ImportState),
    Index("ix_file_import_created_at", "school_id", "kind", "created_at", "id"),
)

stored_file = tenant_table(
    "stored_file",
    words("key"),
    words("filename"),
    words("media_type"),
    Column("size", BigInteger, nullable=False),
    words("sha256"),
    ident("account_id"),
    instant("created_at"),
    instant("expires_at", optional=True),
    version_column(),
    UniqueConstraint("school_id", "key", name="uq_stored_file_key"),
    Index("ix_stored_file_created_at", "school_id", "created_at", "id"),
    Index(
        "ix_stored_file_expires_at",
        "school_id",
        "expires_at",
        postgresql_where=text("expires_at IS NOT NULL"),
    ),
)

message = tenant_table(
    "message",
    ident("recipient_id"),
    words("event"),
    ident("about"),
    document("facts"),
    words("link", optional=True),
    instant("created_at"),
    instant("read_at", optional=True),
    version_column(),
    one_of("event", Event),
    UniqueConstraint("school_id", "recipient_id", "event", "about", name="uq_message_once"),
    Index("ix_message_recipient_id", "school_id", "recipient_id", "id"),
)

notification_channel = tenant_table(
    "notification_channel",
    words("kind"),
    words("name"),
    words("url"),
    Column("events", ARRAY(Text), nullable=False),
    Column("enabled", Boolean, nullable=False),
    version_column(),
    one_of("kind", ChannelKind),
    UniqueConstraint("school_id", "name", name="uq_notification_channel_name"),
)

message_delivery = tenant_table(
    "message_delivery",
    ident("message_id"),
    ident("channel_id"),
    words("state"),
    count("attempts"),
    words("error", optional=True),
    instant("created_at"),
    instant("sent_at", optional=True),
    one_of("state", DeliveryState),
    within_school("message_delivery", "message_id", "message"),
    within_school("message_delivery", "channel_id", "notification_channel"),
    UniqueConstraint("school_id", "message_id", "channel_id", name="uq_message_delivery_once"),
    Index("ix_message_delivery_channel_id", "school_id", "channel_id", "id"),
)
