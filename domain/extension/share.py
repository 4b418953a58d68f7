"""The share of the week that extension courses take 拓展性课程课时占比, by class and by grade.

Courses held side by side in one period take one period of the week: a pupil goes to one of them. A lesson of
every other week counts half; one in a period of the courses is theirs. It is looked at, and refuses nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol
from uuid import UUID

from domain.extension.course import ExtensionSlot
from domain.extension.policy import ExtensionPolicy
from domain.timetable.cover_policy import TermSpan
from domain.timetable.lessons import Lesson, LessonKind, Weeks


class ShareStanding(StrEnum):
    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"
    UNKNOWN = "unknown"
    """The timetable has no lessons of it."""


@dataclass(frozen=True, slots=True)
class ClassOfGrade:
    class_id: UUID
    class_name: str
    grade_id: UUID
    grade_name: str


@dataclass(frozen=True, slots=True)
class Held:
    """A course that runs in the term."""

    grade_ids: frozenset[UUID]
    slots: frozenset[ExtensionSlot]


@dataclass(frozen=True, slots=True)
class ExtensionClassShare:
    class_id: UUID
    class_name: str
    weekly_periods: Decimal
    """Lessons and extension courses together."""

    share: Decimal | None
    """A part of 1, to four places; null: no lessons are known."""

    standing: ShareStanding


@dataclass(frozen=True, slots=True)
class ExtensionShare:
    """Of one grade, with the rule it is held against."""

    grade_group_id: UUID
    grade_name: str
    courses: int
    """Courses of the term that are for this grade."""

    extension_periods: int
    """Of a pupil's week."""

    weekly_periods: Decimal
    """Lessons and extension courses together, of its classes on average."""

    share: Decimal | None
    standing: ShareStanding
    least: str
    """As the policy has it."""

    most: str
    least_rule_id: UUID | None
    """null: the shipped default stands."""

    most_rule_id: UUID | None
    classes: tuple[ExtensionClassShare, ...]


class ShareGround(Protocol):
    async def term(self, term_id: UUID | None) -> TermSpan | None:
        """Where none is named, the one that runs today or began last."""
        ...

    async def classes(self) -> Sequence[ClassOfGrade]:
        """By grade and class."""
        ...

    async def lessons_on(self, day: date) -> Sequence[Lesson]:
        """Of the version of the timetable in force that day."""
        ...

    async def held(self, term_id: UUID) -> Sequence[Held]: ...


async def shares_of(
    ground: ShareGround, term: TermSpan, policy: ExtensionPolicy, *, today: date
) -> list[ExtensionShare]:
    """By today's timetable or, of another term, by its first or last."""
    day = min(max(today, term.starts_on), term.ends_on)
    lessons = await ground.lessons_on(day)
    return shares(await ground.classes(), lessons, await ground.held(term.id), policy)


def shares(
    classes: Iterable[ClassOfGrade],
    lessons: Iterable[Lesson],
    courses: Sequence[Held],
    policy: ExtensionPolicy,
) -> list[ExtensionShare]:
    weeks = _weeks(lessons)
    grades: dict[UUID, list[ClassOfGrade]] = {}
    for one in classes:
        grades.setdefault(one.grade_id, []).append(one)
    return [_of_grade(members, weeks, courses, policy) for members in grades.values()]


def standing_of(part: Fraction | None, policy: ExtensionPolicy) -> ShareStanding:
    """Both bounds are within."""
    if part is None:
        return ShareStanding.UNKNOWN
    if part < policy.share_least.value:
        return ShareStanding.BELOW
    return ShareStanding.ABOVE if part > policy.share_most.value else ShareStanding.WITHIN


def _weeks(lessons: Iterable[Lesson]) -> dict[UUID, dict[ExtensionSlot, Fraction]]:
    """Of each class, how much of each period is taught; a class split in groups is taught once."""
    found: dict[UUID, dict[ExtensionSlot, set[Weeks]]] = {}
    for lesson in lessons:
        if lesson.kind is LessonKind.TEACHING:
            for part in lesson.classes:
                slot = ExtensionSlot(lesson.weekday, lesson.period_no)
                found.setdefault(part.class_id, {}).setdefault(slot, set()).add(lesson.weeks)
    return {
        class_id: {slot: _worth(weeks) for slot, weeks in slots.items()} for class_id, slots in found.items()
    }


def _worth(weeks: Collection[Weeks]) -> Fraction:
    return Fraction(1) if Weeks.EVERY in weeks or len(weeks) > 1 else Fraction(1, 2)


def _of_grade(
    members: Sequence[ClassOfGrade],
    weeks: Mapping[UUID, Mapping[ExtensionSlot, Fraction]],
    courses: Sequence[Held],
    policy: ExtensionPolicy,
) -> ExtensionShare:
    of_grade = [one for one in courses if members[0].grade_id in one.grade_ids]
    slots = frozenset[ExtensionSlot]().union(*(one.slots for one in of_grade))
    totals = {one.class_id: _total(weeks.get(one.class_id, {}), slots) for one in members}
    known = [total for one, total in totals.items() if one in weeks]
    part = Fraction(len(slots) * len(known)) / sum(known) if known else None
    return ExtensionShare(
        members[0].grade_id,
        members[0].grade_name,
        len(of_grade),
        len(slots),
        _shown(sum(known, Fraction()) / len(known), "0.1") if known else Decimal(len(slots)),
        None if part is None else _shown(part, "0.0001"),
        standing_of(part, policy),
        policy.share_least.written,
        policy.share_most.written,
        policy.share_least.id,
        policy.share_most.id,
        tuple(
            _of_class(one, totals[one.class_id], len(slots), policy, one.class_id in weeks) for one in members
        ),
    )


def _of_class(
    one: ClassOfGrade, total: Fraction, periods: int, policy: ExtensionPolicy, known: bool
) -> ExtensionClassShare:
    part = Fraction(periods) / total if known else None
    shown = None if part is None else _shown(part, "0.0001")
    return ExtensionClassShare(
        one.class_id, one.class_name, _shown(total, "0.1"), shown, standing_of(part, policy)
    )


def _total(week: Mapping[ExtensionSlot, Fraction], slots: frozenset[ExtensionSlot]) -> Fraction:
    return sum((worth for slot, worth in week.items() if slot not in slots), Fraction(len(slots)))


def _shown(value: Fraction, places: str) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal(places))
