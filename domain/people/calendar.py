"""School years, terms, weeks and school days 校历. Nothing here computes a school day from a weekday."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.errors import RuleViolation


class DayKind(StrEnum):
    """Why a day is, or is not, a school day."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    """调休: a weekend day on which lessons are held."""

    VACATION = "vacation"
    """寒暑假: outside the terms."""


ZONE = ZoneInfo("Asia/Shanghai")
"""A school's clock: which day, and so which year, a moment belongs to is decided here."""


class SchoolYearUnknown(RuleViolation):
    """No school year of the calendar holds this day; facts: `day`."""

    code = "school_year_unknown"


@dataclass(frozen=True, slots=True)
class SchoolYearSpan:
    """The days of a school year, first and last included; named by the calendar year it starts in."""

    start_year: int
    starts_on: date
    ends_on: date


def day_of(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def school_year_of(day: date, spans: Iterable[SchoolYearSpan]) -> int:
    """The start year of the school year that holds the day; SchoolYearUnknown when none does."""
    for span in spans:
        if span.starts_on <= day <= span.ends_on:
            return span.start_year
    raise SchoolYearUnknown(day=day.isoformat())


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """What the school's table of days says of a stretch of time."""

    days: tuple[date, ...]
    """The school days, in order."""

    known_until: date | None
    """The last day the table has at all; None when it is empty."""

    def later(self, day: date, number: int) -> tuple[date, bool]:
        """The `number`-th school day after `day`, and whether it is an estimate.

        Where the table ends nobody knows which days are school days: what is left to count is then counted
        in calendar days, and said to be so.
        """
        first = bisect_right(self.days, day)
        ahead = self.days[first : first + number]
        if number == 0:
            return day, False
        if len(ahead) == number:
            return ahead[-1], False
        end = max(day, self.known_until or day)
        return end + timedelta(days=number - len(ahead)), True
