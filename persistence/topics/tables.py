"""Research topics: what they are, their steps, what was handed in, and what was decided (MISSION §7)."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from domain.topics.extensions import TopicExtensionState
from domain.topics.lifecycle import MilestoneKind, TopicState
from domain.topics.milestones import MilestoneState, TopicSubmissionKind
from domain.topics.policy import TopicRuleKey
from domain.topics.topic import LevelOutcome, TopicVerdict
from domain.works.work import WorkLevel
from persistence.columns import count, day, ident, instant, words
from persistence.schema import one_of, rule_table, tenant_table, version_column, within_school

topic_rule = rule_table("topic_rule", TopicRuleKey)

topic = tenant_table(
    "topic",
    ident("work_id"),
    words("level"),
    words("number", optional=True),
    words("plan", optional=True),
    words("state"),
    day("approved_on", optional=True),
    day("ended_on", optional=True),
    words("ended_because", optional=True),
    instant("created_at"),
    version_column(),
    one_of("level", WorkLevel),
    one_of("state", TopicState),
    CheckConstraint("(approved_on IS NULL) = (number IS NULL)", name="number_of_its_approval"),
    CheckConstraint(
        "(state IN ('rejected', 'withdrawn', 'concluded', 'terminated')) = (ended_on IS NOT NULL)",
        name="ended_on_its_day",
    ),
    CheckConstraint("ended_on >= approved_on", name="days_in_order"),
    within_school("topic", "work_id", "work"),
    UniqueConstraint("school_id", "work_id", name="uq_topic_work_id"),
    Index("ix_topic_created_at", "school_id", "created_at", "id"),
    Index("ix_topic_approved_on", "school_id", "approved_on"),
)
"""Title and members are its work's."""

topic_file = tenant_table(
    "topic_file",
    ident("topic_id"),
    ident("file_id"),
    count("number"),
    within_school("topic_file", "topic_id", "topic"),
    within_school("topic_file", "file_id", "stored_file"),
    UniqueConstraint("school_id", "topic_id", "number", name="uq_topic_file_number"),
    Index("ix_topic_file_file_id", "school_id", "file_id"),
)

topic_level = tenant_table(
    "topic_level",
    ident("topic_id"),
    words("level"),
    words("outcome"),
    words("number", optional=True),
    day("decided_on"),
    words("remark", optional=True),
    ident("account_id"),
    instant("at"),
    one_of("level", WorkLevel),
    one_of("outcome", LevelOutcome),
    CheckConstraint("(outcome = 'approved') = (number IS NOT NULL)", name="number_of_its_approval"),
    within_school("topic_level", "topic_id", "topic"),
    UniqueConstraint("school_id", "level", "number", name="uq_topic_level_number"),
    Index(
        "uq_topic_level_approved",
        "school_id",
        "topic_id",
        "level",
        unique=True,
        postgresql_where=text("outcome = 'approved'"),
    ),
    Index("ix_topic_level_at", "school_id", "topic_id", "at", "id"),
    append_only=True,
)

topic_member_change = tenant_table(
    "topic_member_change",
    ident("topic_id"),
    ident("teacher_id"),
    count("before", optional=True),
    count("after", optional=True),
    words("reason", optional=True),
    ident("account_id"),
    instant("at"),
    CheckConstraint("before IS DISTINCT FROM after", name="a_change"),
    within_school("topic_member_change", "topic_id", "topic"),
    within_school("topic_member_change", "teacher_id", "teacher"),
    Index("ix_topic_member_change_at", "school_id", "topic_id", "at", "id"),
    append_only=True,
)

topic_milestone = tenant_table(
    "topic_milestone",
    ident("topic_id"),
    count("number"),
    words("kind"),
    day("due_on"),
    words("state"),
    version_column(),
    one_of("kind", MilestoneKind),
    one_of("state", MilestoneState),
    within_school("topic_milestone", "topic_id", "topic"),
    UniqueConstraint("school_id", "topic_id", "kind", name="uq_topic_milestone_kind"),
    UniqueConstraint("school_id", "topic_id", "number", name="uq_topic_milestone_number"),
    Index("ix_topic_milestone_due_on", "school_id", "due_on", "id"),
)

topic_submission = tenant_table(
    "topic_submission",
    ident("topic_id"),
    ident("milestone_id", optional=True),
    words("kind"),
    count("number"),
    words("text", optional=True),
    ident("account_id"),
    instant("submitted_at"),
    one_of("kind", TopicSubmissionKind),
    CheckConstraint("(kind = 'proposal') = (milestone_id IS NULL)", name="step_of_its_kind"),
    within_school("topic_submission", "topic_id", "topic"),
    within_school("topic_submission", "milestone_id", "topic_milestone"),
    UniqueConstraint("school_id", "topic_id", "kind", "number", name="uq_topic_submission_number"),
    Index("ix_topic_submission_submitted_at", "school_id", "submitted_at", "id"),
    append_only=True,
)

topic_submission_file = tenant_table(
    "topic_submission_file",
    ident("submission_id"),
    ident("file_id"),
    count("number"),
    within_school("topic_submission_file", "submission_id", "topic_submission"),
    within_school("topic_submission_file", "file_id", "stored_file"),
    UniqueConstraint("school_id", "submission_id", "number", name="uq_topic_submission_file_number"),
    Index("ix_topic_submission_file_file_id", "school_id", "file_id"),
    append_only=True,
)

topic_review = tenant_table(
    "topic_review",
    ident("submission_id"),
    words("verdict"),
    words("remark", optional=True),
    ident("account_id"),
    instant("at"),
    one_of("verdict", TopicVerdict),
    within_school("topic_review", "submission_id", "topic_submission"),
    UniqueConstraint("school_id", "submission_id", name="uq_topic_review_submission_id"),
    append_only=True,
)

topic_extension = tenant_table(
    "topic_extension",
    ident("topic_id"),
    ident("milestone_id"),
    day("due_on"),
    day("until"),
    words("reason"),
    words("state"),
    day("granted_until", optional=True),
    words("remark", optional=True),
    ident("account_id"),
    instant("asked_at"),
    ident("decided_by", optional=True),
    instant("decided_at", optional=True),
    version_column(),
    one_of("state", TopicExtensionState),
    CheckConstraint("until > due_on", name="later"),
    CheckConstraint("(state = 'granted') = (granted_until IS NOT NULL)", name="granted_until_a_day"),
    within_school("topic_extension", "topic_id", "topic"),
    within_school("topic_extension", "milestone_id", "topic_milestone"),
    Index(
        "uq_topic_extension_asked",
        "school_id",
        "topic_id",
        unique=True,
        postgresql_where=text("state = 'asked'"),
    ),
    Index("ix_topic_extension_topic_id", "school_id", "topic_id"),
    Index("ix_topic_extension_asked_at", "school_id", "asked_at", "id"),
)
