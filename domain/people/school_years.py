"""Laying out a school year 学年: its two terms 学期, its numbered weeks, and what each of its days is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Protocol
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.identity.actions import Action
from domain.people.calendar import DayKind, SchoolYearSpan
from domain.people.changes import DaysOutOfOrder

LONGEST_YEAR = 400
"""Days; a school year that changes its first month may be longer than a year."""


class SchoolYearTaken(Conflict):
    """The calendar has this school year; facts: `start_year`."""

    code = "school_year_taken"


class SchoolYearsOverlap(Conflict):
    """A day would belong to two school years; facts: `start_year` (of the other)."""

    code = "school_years_overlap"


class SchoolYearTooLong(RuleViolation):
    code = "school_year_too_long"


class TermTaken(Conflict):
    """The school year has this term; facts: `number`."""

    code = "term_taken"


class TermsMisplaced(RuleViolation):
    """The terms must lie in the year, the first before the second; facts: `number`."""

    code = "terms_misplaced"


class FirstMondayMisplaced(RuleViolation):
    """Week 1 begins on a Monday at most six days from the term's first day; facts: `number`."""

    code = "first_monday_misplaced"


@dataclass(frozen=True, slots=True)
class Term:
    changed_by: ClassVar = Action.CALENDAR_WRITE

    id: UUID
    school_year_id: UUID
    number: int
    starts_on: date
    ends_on: date
    first_monday: date
    """The Monday week 1 begins on."""

    version: int
    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return ("update",)


@dataclass(frozen=True, slots=True)
class SchoolYear:
    changed_by: ClassVar = Action.CALENDAR_WRITE

    id: UUID
    start_year: int
    """2020 for 2020学年."""

    starts_on: date
    ends_on: date
    confirmed: bool
    """Whether its days are sure: false while the national holidays of a part of it are not known."""

    version: int
    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return ("update",) if self.confirmed else ("update", "confirm")


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """A day of the school's calendar 校历."""

    changed_by: ClassVar = Action.CALENDAR_WRITE

    id: UUID
    day: date
    school_year_id: UUID
    kind: DayKind
    is_school_day: bool
    note: str | None
    by_hand: bool
    """Entered by a person: a change of the terms leaves it as it is."""

    follows_weekday: int | None
    """Whose weekday's lessons are held (1 is Monday); null: its own, or for a make-up day not yet said."""

    version: int
    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return ("update",)


@dataclass(frozen=True, slots=True)
class Week:
    week_no: int
    starts_on: date
    ends_on: date
    school_days: int


@dataclass(frozen=True, slots=True)
class TermPlan:
    number: int
    starts_on: date
    ends_on: date
    first_monday: date


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What a day is before anybody changed it by hand."""

    day: date
    kind: DayKind
    is_school_day: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class PublicDay:
    """What a day is in the country's calendar."""

    kind: DayKind
    note: str | None


class PublicCalendar(Protocol):
    def day(self, day: date) -> PublicDay | None:
        """None when the year's holidays have not been announced."""
        ...


def planned_term(number: int, starts_on: date, ends_on: date, first_monday: date | None) -> TermPlan:
    """Week 1 is the one the term begins in, unless said otherwise."""
    return TermPlan(
        number, starts_on, ends_on, first_monday or starts_on - timedelta(days=starts_on.weekday())
    )


def check_year(starts_on: date, ends_on: date, terms: Sequence[TermPlan | Term]) -> None:
    if starts_on >= ends_on:
        raise DaysOutOfOrder(first="starts_on", last="ends_on")
    if (ends_on - starts_on).days >= LONGEST_YEAR:
        raise SchoolYearTooLong(limit=LONGEST_YEAR)
    free_from = starts_on
    for term in sorted(terms, key=lambda term: term.number):
        if term.starts_on >= term.ends_on:
            raise DaysOutOfOrder(first="starts_on", last="ends_on")
        if term.starts_on < free_from or term.ends_on > ends_on:
            raise TermsMisplaced(number=term.number)
        if term.first_monday.weekday() != 0 or abs((term.first_monday - term.starts_on).days) > 6:
            raise FirstMondayMisplaced(number=term.number)
        free_from = term.ends_on + timedelta(days=1)


def check_overlap(starts_on: date, ends_on: date, others: Iterable[SchoolYear | SchoolYearSpan]) -> None:
    for other in others:
        if starts_on <= other.ends_on and other.starts_on <= ends_on:
            raise SchoolYearsOverlap(start_year=other.start_year)


def sow(
    starts_on: date, ends_on: date, terms: Sequence[TermPlan | Term], public: PublicCalendar
) -> tuple[list[DayPlan], bool]:
    """Every day of the year, and whether all of them are sure."""
    days = [starts_on + timedelta(days=step) for step in range((ends_on - starts_on).days + 1)]
    announced = {day: public.day(day) for day in days}
    planned = [_planned(day, announced[day], terms) for day in days]
    return planned, None not in announced.values()


def _planned(day: date, announced: PublicDay | None, terms: Sequence[TermPlan | Term]) -> DayPlan:
    if not any(term.starts_on <= day <= term.ends_on for term in terms):
        return DayPlan(day, DayKind.VACATION, False, announced.note if announced else None)
    if announced is None:
        # Nobody knows yet; the best guess, and the year stays unconfirmed until a person has looked.
        announced = PublicDay(DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY, None)
    held = announced.kind in (DayKind.WORKDAY, DayKind.MAKE_UP)
    return DayPlan(day, announced.kind, held, announced.note)


def weeks(term: Term, school_days: Iterable[date]) -> list[Week]:
    """From the Monday of week 1 to the term's end, Monday to Sunday; days before week 1 have no number."""
    held = sorted(school_days)
    found: list[Week] = []
    monday = term.first_monday
    while monday <= term.ends_on:
        sunday = monday + timedelta(days=6)
        count = sum(monday <= day <= sunday for day in held)
        found.append(Week(len(found) + 1, monday, sunday, count))
        monday += timedelta(days=7)
    return found
