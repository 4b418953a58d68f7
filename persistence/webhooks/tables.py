"""Webhooks, the events on their way to them, and how each attempt went (MISSION §12)."""

from sqlalchemy import ARRAY, Boolean, Column, Index, SmallInteger, Text, UniqueConstraint, text

from domain.webhooks.delivery import WebhookDeliveryState
from domain.webhooks.subscription import DisabledBecause
from persistence.columns import count, ident, instant, words
from persistence.schema import one_of, tenant_table, version_column, within_school

webhook_subscription = tenant_table(
    "webhook_subscription",
    words("name"),
    words("url"),
    words("secret"),
    words("previous_secret", optional=True),
    instant("previous_secret_until", optional=True),
    Column("events", ARRAY(Text)),
    Column("enabled", Boolean, nullable=False),
    words("disabled_because", optional=True),
    Column("failures", SmallInteger, nullable=False, server_default=text("0")),
    instant("failing_since", optional=True),
    instant("resume_at", optional=True),
    ident("account_id"),
    instant("created_at"),
    version_column(),
    one_of("disabled_because", DisabledBecause),
    UniqueConstraint("school_id", "name", name="uq_webhook_subscription_name"),
)
"""The secrets are sealed. `events` is null for all of them."""

webhook_delivery = tenant_table(
    "webhook_delivery",
    ident("subscription_id"),
    ident("event_id"),
    words("event"),
    ident("subject_id"),
    count("subject_version"),
    instant("occurred_at"),
    words("state"),
    count("attempts"),
    instant("next_at", optional=True),
    instant("settled_at", optional=True),
    version_column(),
    one_of("state", WebhookDeliveryState),
    within_school("webhook_delivery", "subscription_id", "webhook_subscription"),
    UniqueConstraint("school_id", "subscription_id", "event_id", name="uq_webhook_delivery_once"),
    Index("ix_webhook_delivery_event_id", "school_id", "event_id", "id"),
    Index("ix_webhook_delivery_queued", "school_id", "subscription_id", "state", "event_id"),
)
"""An event is written once for each webhook that wants it, and nowhere where none does."""

webhook_attempt = tenant_table(
    "webhook_attempt",
    ident("delivery_id"),
    instant("at"),
    Column("status", SmallInteger),
    words("why", optional=True),
    count("ms"),
    words("answer"),
    within_school("webhook_attempt", "delivery_id", "webhook_delivery"),
    Index("ix_webhook_attempt_delivery_id", "school_id", "delivery_id", "id"),
)
"""Only added to, until it is forgotten with its delivery."""
