"""What covering lessons 代课 is decided by: lessons without a teacher, colleagues, the school's terms.

Times are (day, period): a school numbers its periods alike for all classes.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

At = tuple[UUID, date, int]
"""(teacher, day, period): somebody in some period."""

Plan = Mapping[UUID, UUID]
"""Who covers which lesson: need → teacher. A need it lacks has nobody."""


@dataclass(frozen=True, slots=True)
class Need:
    """One lesson whose teacher is away."""

    need_id: UUID
    absence_id: UUID
    teacher_id: UUID
    """Who is away."""

    day: date
    period_no: int
    subject: str
    class_ids: frozenset[UUID]
    grade_ids: frozenset[UUID]
    qualification: str | None = None
    """Without which nobody may give this lesson."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A teacher of the school, whether or not they may cover anything."""

    teacher_id: UUID
    name: str
    subjects: frozenset[str] = frozenset()
    class_ids: frozenset[UUID] = frozenset()
    grade_ids: frozenset[UUID] = frozenset()
    subject_group_id: UUID | None = None
    qualifications: frozenset[str] = frozenset()
    """Those good for as long as the plan lasts."""

    excluded: str | None = None
    """Why the school asks this colleague for no cover at all."""

    given: int = 0
    """Lessons covered for others this term, the locked rows of this plan not among them."""

    taken: int = 0
    """Lessons others covered for this colleague this term."""


@dataclass(frozen=True, slots=True)
class CoverPoints:
    """What speaks against a row, in whole points; a term without weight is 0."""

    other_subject: int = 40
    same_group: int = 15
    """Instead, for another subject of the absent teacher's subject group."""

    other_class: int = 20
    other_grade: int = 10
    further_teacher: int = 5
    """For each cover teacher of an absence after the first."""

    change: int = 8
    """For another teacher in the next of two adjacent lessons of a class."""

    long_run: int = 15
    """For each period by which a run is longer than the longest there should be."""

    ahead: int = 3
    """For each lesson given beyond those taken: the tenth such lesson costs ten times as much."""

    more: int = 2
    """For each row the same plan gave the same teacher before: the third costs twice as much."""


@dataclass(frozen=True, slots=True)
class CoverTerms:
    """The school's policy on cover on the days of the plan."""

    daily_covers: int = 2
    daily_lessons: int = 6
    """Own lessons and covers together."""

    weekly_covers: int = 4
    longest_run: int = 3
    """Periods in a row, of lessons, duties and covers; longer is no breach but costs points."""

    breaks_after: frozenset[int] = frozenset()
    """Periods followed by a break that ends a run, such as lunch."""

    points: CoverPoints = CoverPoints()


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """Whole weeks of them: weekly caps count from Monday."""

    needs: Mapping[UUID, Need]
    colleagues: Mapping[UUID, Colleague]
    teaching: Set[At] = frozenset()
    """The effective timetable: own lessons, and covers that are published already."""

    duty: Set[At] = frozenset()
    away: Set[At] = frozenset()
    covers: Mapping[tuple[UUID, date], int] = field(default_factory=dict)
    """Covers a teacher gives on a day already, outside this plan; each is in `teaching` too."""

    locked: Mapping[UUID, UUID | None] = field(default_factory=dict)
    """Rows a person settled: need → teacher, or → None where no cover is needed. They never move."""

    terms: CoverTerms = CoverTerms()


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(day.weekday())


def locked_plan(facts: CoverFacts) -> dict[UUID, UUID]:
    """The plan of nothing but the locked rows."""
    return {need_id: teacher_id for need_id, teacher_id in facts.locked.items() if teacher_id is not None}


def open_needs(facts: CoverFacts) -> list[Need]:
    """Those that ask for a teacher still, in the order of time."""
    return in_time(need for need_id, need in facts.needs.items() if need_id not in facts.locked)


def in_time(needs: Iterable[Need]) -> list[Need]:
    return sorted(needs, key=lambda need: (need.day, need.period_no, need.need_id))


def adjacent(one: Need, other: Need, terms: CoverTerms) -> bool:
    """Whether `other` follows `one` without a break: same absence, same day, a class in common."""
    return (
        other.period_no == one.period_no + 1
        and one.period_no not in terms.breaks_after
        and one.day == other.day
        and one.absence_id == other.absence_id
        and not one.class_ids.isdisjoint(other.class_ids)
    )
