"""What the office sees when it audits a round's applications 选课审核: hints to people, never verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.training.catalogue import CourseKind
from domain.training.cycle import YearSums
from domain.training.enrolment import EnrolmentState
from domain.training.policy import RuleKey
from domain.training.selection import SelectionRound
from domain.training.sessions import Block
from domain.training.standing import Ground, Member


class HintCode(StrEnum):
    CREDITS_OWED = "credits_owed"
    """Facts: `owed`, `school_year`."""

    CYCLE_OWED = "cycle_owed"
    """Facts: `owed`, `until_year`."""

    NEVER_LONG_COURSE = "never_long_course"
    """Has never had a 90-hour course; no facts."""

    PARTNERS_AWAY = "partners_away"
    """Too many teachers of one class away on a day; facts: `day`, `weekday`, `class`, `away`, `teachers`."""

    GROUP_AWAY = "group_away"
    """Too many of the subject group away on a day; facts: `day`, `weekday`, `group`, `away`, `teachers`."""

    MORE_THAN_OTHERS = "more_than_others"
    """More approvals in other rounds of the year than the applicants of this one have on average; facts:
    `applied`, `approved`, `average`."""

    DATE_CLASH = "date_clash"
    """Another application or place at the same time; facts: `course`, `session`, `starts_at`, `state`."""


@dataclass(frozen=True, slots=True)
class HintRule:
    """The row of the policy a hint goes by."""

    key: RuleKey
    rule_id: UUID | None
    """null: the shipped default stands."""

    value: str


@dataclass(frozen=True, slots=True)
class Hint:
    """Something a person should weigh."""

    code: HintCode
    facts: dict[str, str]
    rule: HintRule | None
    """null where no figure of the policy is behind it."""


@dataclass(frozen=True, slots=True)
class DayAway:
    """Who else would be away on a day of the session: applied, approved, handed in or placed, here or
    elsewhere. The applicant is counted."""

    day: date
    subject_group: int
    """Of the applicant's subject group; 0 for who is in none."""

    grade_group: int
    partners: int
    """Others who teach a class the applicant teaches."""


@dataclass(frozen=True, slots=True)
class AuditedApplication:
    """One application, with what bears on the decision."""

    enrolment_id: UUID
    state: EnrolmentState
    applied_at: datetime
    teacher_id: UUID
    teacher_name: str
    subject_group: str | None
    grade_group: str | None
    session_id: UUID
    session_code: str
    course: str
    kind: CourseKind
    credits: Decimal
    owed: Decimal
    """In the school year the session's credits count for."""

    cycle_owed: Decimal
    never_long_course: bool
    applied: int
    """Applications in other rounds of that school year."""

    approved: int
    """Of those, the ones the school approved."""

    days: list[DayAway]
    hints: list[Hint]
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditView:
    """A round's applications, in the order in which they were made."""

    round: SelectionRound
    applications: list[AuditedApplication]


@dataclass(frozen=True, slots=True)
class Booking:
    """An application or a place, of this round or elsewhere."""

    enrolment_id: UUID
    session_id: UUID
    teacher_id: UUID
    state: EnrolmentState
    enrolled_at: datetime
    planned_year: int
    version: int


@dataclass(frozen=True, slots=True)
class Held:
    """A session, as far as the audit asks."""

    code: str
    course: str
    kind: CourseKind
    credits: Decimal
    round_id: UUID | None
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Person:
    member: Member
    subject_group: str | None
    grade_group: str | None


@dataclass(frozen=True, slots=True)
class SchoolClass:
    name: str
    teachers: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Past:
    applied: int = 0
    approved: int = 0


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """All the audit rests on, read in a fixed number of statements."""

    round: SelectionRound
    bookings: Sequence[Booking]
    """In the order of their ids."""

    sessions: Mapping[UUID, Held]
    people: Mapping[UUID, Person]
    classes: Sequence[SchoolClass]
    had_long: frozenset[UUID]
    past: Mapping[tuple[UUID, int], Past]
    """By teacher and school year, without this round."""

    ground: Ground
    sums: Mapping[UUID, Mapping[int, YearSums]]


class AuditReads(Protocol):
    async def facts(self, round_id: UUID) -> AuditFacts | None: ...
