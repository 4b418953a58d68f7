"""Who is a young teacher 青年教师 on a day, and why: by age or by years of service, as policy has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.mentoring.policy import MentoringPolicy, MentoringRuleKey
from domain.paging import Page, Window


class YoungStanding(StrEnum):
    YOUNG = "young"
    NOT_YOUNG = "not_young"
    UNKNOWN = "unknown"
    """Neither rule makes them young, and a date one of the rules asks for is missing."""


@dataclass(frozen=True, slots=True)
class YoungReason:
    """What one rule says of a teacher."""

    rule: MentoringRuleKey
    rule_id: UUID | None
    """The row of the policy; null where the shipped default stands."""

    limit: int
    years: int | None
    """Completed; null where the date is not known."""

    met: bool | None
    """null: not known."""


@dataclass(frozen=True, slots=True)
class YoungTeacher:
    """A teacher at the school, and whether they were young on the day asked for."""

    teacher_id: UUID
    name: str
    employee_no: str
    subject_group_id: UUID | None
    subject_group_name: str | None
    standing: YoungStanding
    reasons: tuple[YoungReason, ...]
    mentored: bool
    """They are an apprentice in a pair that stands now."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Who was born, or hired, after these days is young by age, or by service."""

    born_after: date
    hired_after: date


@dataclass(frozen=True, slots=True)
class YoungFilter:
    standing: tuple[YoungStanding, ...] = ()
    subject_group_id: tuple[UUID, ...] = ()
    mentored: bool | None = None


class YoungTeachers(Protocol):
    async def page(
        self, filters: YoungFilter, window: Window, *, policy: MentoringPolicy, day: date
    ) -> Page[YoungTeacher]:
        """Those at the school who were hired by the day, by their names."""
        ...


def thresholds(policy: MentoringPolicy, day: date) -> Thresholds:
    """35 is reached on the 35th birthday and over on the 36th; five years end with the fifth anniversary."""
    return Thresholds(
        years_before(day, policy.young_age.value + 1),
        years_before(day - timedelta(days=1), policy.young_service_years.value),
    )


def reasons_for(
    born_on: date | None, hired_on: date | None, policy: MentoringPolicy, day: date
) -> tuple[YoungReason, YoungReason]:
    after = thresholds(policy, day)
    age, service = policy.young_age, policy.young_service_years
    return (
        YoungReason(
            age.key, age.id, age.value, completed_years(born_on, day), _later(born_on, after.born_after)
        ),
        YoungReason(
            service.key,
            service.id,
            service.value,
            completed_years(hired_on, day),
            _later(hired_on, after.hired_after),
        ),
    )


def standing_by(reasons: Iterable[YoungReason]) -> YoungStanding:
    found = {one.met for one in reasons}
    if True in found:
        return YoungStanding.YOUNG
    return YoungStanding.UNKNOWN if None in found else YoungStanding.NOT_YOUNG


def completed_years(first: date | None, day: date) -> int | None:
    if first is None:
        return None
    return day.year - first.year - ((day.month, day.day) < (first.month, first.day))


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; the 28th where there was no 29 February."""
    year = day.year - years
    leap = day.month == 2 and day.day == 29
    return date(year, 2, 28) if leap and not _has_29_february(year) else day.replace(year=year)


def _has_29_february(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _later(found: date | None, after: date) -> bool | None:
    return None if found is None else found > after
