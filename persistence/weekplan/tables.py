"""The weekly plan, its editions, and the calendars people subscribe to (MISSION §4)."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, LargeBinary, UniqueConstraint

from domain.weekplan.feeds import FeedKind
from persistence.columns import clock, count, day, document, ident, instant, words
from persistence.schema import one_of, tenant_table, version_column, within_school

week_plan = tenant_table(
    "week_plan",
    ident("term_id"),
    count("week_no"),
    day("starts_on"),
    count("edition_no"),
    version_column(),
    CheckConstraint("week_no BETWEEN 1 AND 60", name="week_no_sane"),
    within_school("week_plan", "term_id", "term"),
    UniqueConstraint("school_id", "term_id", "week_no", name="uq_week_plan_week_no"),
    Index("ix_week_plan_starts_on", "school_id", "starts_on", "id"),
)

week_item = tenant_table(
    "week_item",
    ident("plan_id"),
    day("day"),
    clock("starts_at", optional=True),
    clock("ends_at", optional=True),
    words("title"),
    words("place", optional=True),
    words("concerns", optional=True),
    words("note", optional=True),
    version_column(),
    CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="times_in_order"),
    within_school("week_item", "plan_id", "week_plan"),
    Index("ix_week_item_plan_id", "school_id", "plan_id", "day", "id"),
)

week_edition = tenant_table(
    "week_edition",
    ident("plan_id"),
    count("number"),
    document("entries"),
    ident("account_id"),
    instant("published_at"),
    within_school("week_edition", "plan_id", "week_plan"),
    UniqueConstraint("school_id", "plan_id", "number", name="uq_week_edition_number"),
    append_only=True,
)

calendar_feed = tenant_table(
    "calendar_feed",
    words("kind"),
    ident("account_id"),
    ident("teacher_id", optional=True),
    words("name"),
    Column("secret_hash", LargeBinary, nullable=False),
    instant("created_at"),
    instant("last_used_at", optional=True),
    instant("revoked_at", optional=True),
    version_column(),
    one_of("kind", FeedKind),
    CheckConstraint("(kind = 'personal') = (teacher_id IS NOT NULL)", name="personal_of_somebody"),
    within_school("calendar_feed", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "secret_hash", name="uq_calendar_feed_secret_hash"),
    Index("ix_calendar_feed_account_id", "school_id", "kind", "account_id", "id"),
)

calendar_event = tenant_table(
    "calendar_event",
    ident("feed_id"),
    words("key"),
    document("entry"),
    count("sequence"),
    instant("changed_at"),
    Column("cancelled", Boolean, nullable=False),
    version_column(),
    within_school("calendar_event", "feed_id", "calendar_feed"),
    UniqueConstraint("school_id", "feed_id", "key", name="uq_calendar_event_key"),
)
"""What a feed told last of each thing; see `domain/weekplan/feeds.py`."""
