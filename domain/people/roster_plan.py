"""What a roster is planned against, and what a plan is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.imports import RowError, Tally

CALENDAR = ("school_years", "terms")
KINDS = (
    *CALENDAR,
    "grade_groups",
    "subject_groups",
    "teachers",
    "classes",
    "teaching_assignments",
    "homeroom_assignments",
)
"""In the order they are written: what is pointed at comes first."""

_TEACHER_FIELDS = (
    "employee_no",
    "platform_id",
    "name",
    "name_pinyin",
    "name_initials",
    "phone",
    "email",
    "title",
    "position",
    "born_on",
    "hired_on",
    "left_on",
    "status",
    "subject_group_id",
    "grade_group_id",
    "source_id",
)
FIELDS: Mapping[str, tuple[str, ...]] = {
    "school_years": ("start_year", "starts_on", "ends_on", "confirmed"),
    "terms": ("school_year_id", "number", "starts_on", "ends_on", "first_monday"),
    "grade_groups": ("code", "name", "head_id"),
    "subject_groups": ("code", "name", "leader_id"),
    "teachers": _TEACHER_FIELDS,
    "classes": ("code", "name", "grade_group_id", "source_id"),
    "teaching_assignments": ("term_id", "teacher_id", "class_id", "subject", "weekly_periods"),
    "homeroom_assignments": ("class_id", "teacher_id", "from_day", "until_day"),
}
"""What is read of what stands, and written: every column but the keys and the version."""


@dataclass(frozen=True, slots=True)
class Known:
    """A row of the school's, as `FIELDS` of its kind."""

    id: UUID
    values: Mapping[str, Any]


Present = Mapping[str, Sequence[Known]]
"""By kind: everything the school has, the assignments of the term, the homerooms that go on.

For a roster that brings its school years: the calendar, the assignments of every term, every homeroom.
"""


@dataclass(frozen=True, slots=True)
class RosterTerm:
    """The term a roster's assignments belong to."""

    id: UUID
    starts_on: date


@dataclass(frozen=True, slots=True)
class Settings:
    """How a roster is meant, beside what is in it."""

    term: RosterTerm | None
    mark_leavers: bool
    today: date


@dataclass(frozen=True, slots=True)
class Changes:
    adds: dict[str, list[dict[str, Any]]]
    updates: dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Plan:
    counts: dict[str, Tally]
    changes: Changes
    errors: list[RowError]
