"""Activities of projects and themes, and who came (MISSION §5–6).

An activity's owner lies in one of several tables, so no foreign key holds it: who sets one up looks the owner
up first, and owners are not deleted.
"""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, UniqueConstraint

from domain.activities.activity import ActivityState, OwnerKind
from domain.activities.attendance import AttendanceState, AttendedHow
from domain.activities.policy import ActivityRuleKey
from persistence.columns import credits, day, ident, instant, words
from persistence.schema import one_of, tenant_table, version_column, within_school

RECORDED = [state for state in AttendanceState if state is not AttendanceState.AWAITED]


def recorded(column: str) -> CheckConstraint:
    quoted = ", ".join(f"'{state}'" for state in RECORDED)
    return CheckConstraint(f"{column} IN ({quoted})", name=f"{column}_known")


activity_rule = tenant_table(
    "activity_rule",
    words("key"),
    words("value"),
    day("effective_from"),
    words("note", optional=True),
    ident("account_id", optional=True),
    instant("entered_at"),
    one_of("key", ActivityRuleKey),
    Index("ix_activity_rule_key", "school_id", "key", "effective_from", "id"),
    append_only=True,
)

activity = tenant_table(
    "activity",
    words("owner_kind"),
    ident("owner_id"),
    words("title"),
    instant("starts_at"),
    instant("ends_at"),
    words("place", optional=True),
    credits("hours"),
    ident("leader_id"),
    words("state"),
    instant("sign_in_opens_at"),
    instant("late_at"),
    instant("sign_in_closes_at"),
    version_column(),
    one_of("owner_kind", OwnerKind),
    one_of("state", ActivityState),
    CheckConstraint("starts_at < ends_at", name="times_in_order"),
    within_school("activity", "leader_id", "teacher"),
    Index("ix_activity_owner_id", "school_id", "owner_kind", "owner_id", "starts_at"),
    Index("ix_activity_starts_at", "school_id", "starts_at", "id"),
)

activity_person = tenant_table(
    "activity_person",
    ident("activity_id"),
    ident("teacher_id"),
    Column("presents", Boolean, nullable=False),
    within_school("activity_person", "activity_id", "activity"),
    within_school("activity_person", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "activity_id", "teacher_id", name="uq_activity_person_teacher_id"),
    Index("ix_activity_person_teacher_id", "school_id", "teacher_id", "activity_id"),
)

attendance = tenant_table(
    "attendance",
    ident("activity_id"),
    ident("teacher_id"),
    words("state"),
    words("how"),
    instant("at"),
    recorded("state"),
    one_of("how", AttendedHow),
    within_school("attendance", "activity_id", "activity"),
    within_school("attendance", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "activity_id", "teacher_id", name="uq_attendance_teacher_id"),
    Index("ix_attendance_teacher_id", "school_id", "teacher_id", "activity_id"),
)

attendance_correction = tenant_table(
    "attendance_correction",
    ident("activity_id"),
    ident("teacher_id"),
    words("before", optional=True),
    words("after"),
    words("reason"),
    ident("account_id"),
    instant("at"),
    recorded("before"),
    recorded("after"),
    within_school("attendance_correction", "activity_id", "activity"),
    within_school("attendance_correction", "teacher_id", "teacher"),
    Index("ix_attendance_correction_activity_id", "school_id", "activity_id", "teacher_id", "id"),
    append_only=True,
)
