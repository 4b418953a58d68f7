"""Keeping the school's calendar 校历: one change at a time, and every day of a year sown anew with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from domain.errors import InvalidState, NotFound
from domain.lifecycle import match
from domain.paging import Page, Window
from domain.people.changes import Lockable, locked
from domain.people.school_years import (
    DayPlan,
    PublicCalendar,
    SchoolDay,
    SchoolYear,
    Term,
    TermPlan,
    TermTaken,
    Week,
    check_overlap,
    check_year,
    sow,
    weeks,
)


class Calendar(Protocol):
    async def hold(self) -> None:
        """Waits until nobody else is changing the school's calendar."""
        ...

    async def year(self, year_id: UUID) -> SchoolYear | None: ...

    async def year_of_term(self, term_id: UUID) -> SchoolYear | None: ...

    async def years(self) -> list[SchoolYear]: ...

    async def terms_of(self, year_id: UUID) -> list[Term]: ...

    async def add_year(self, values: Mapping[str, Any]) -> SchoolYear:
        """Raises SchoolYearTaken."""
        ...

    async def change_year(self, year_id: UUID, values: Mapping[str, Any]) -> SchoolYear: ...

    async def add_term(self, year_id: UUID, plan: TermPlan) -> Term:
        """Raises TermTaken."""
        ...

    async def change_term(self, term_id: UUID, values: Mapping[str, Any]) -> Term: ...

    async def sown(self, year_id: UUID, days: Sequence[DayPlan]) -> None:
        """Makes the year's days these, but for those changed by hand, in a fixed number of statements."""
        ...


class CalendarReads(Protocol):
    async def list_years(self, window: Window) -> Page[SchoolYear]: ...

    async def get_year(self, year_id: UUID) -> SchoolYear | None: ...

    async def list_terms(
        self, school_year_id: UUID | None, on: date | None, window: Window
    ) -> Page[Term]: ...

    async def get_term(self, term_id: UUID) -> Term | None: ...

    async def list_days(
        self, day_from: date | None, day_to: date | None, window: Window
    ) -> Page[SchoolDay]: ...

    async def school_days(self, first: date, last: date) -> list[date]: ...


class SchoolDays(Lockable[SchoolDay], Protocol):
    """The days one by one."""

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> SchoolDay: ...


async def open_year(
    calendar: Calendar,
    *,
    start_year: int,
    starts_on: date,
    ends_on: date,
    terms: Sequence[TermPlan],
    public: PublicCalendar,
) -> SchoolYear:
    """Enters the year, its terms and every one of its days; confirmed when all its holidays are known."""
    check_year(starts_on, ends_on, terms)
    await calendar.hold()
    check_overlap(starts_on, ends_on, await calendar.years())
    days, sure = sow(starts_on, ends_on, terms, public)
    year = await calendar.add_year(
        {"start_year": start_year, "starts_on": starts_on, "ends_on": ends_on, "confirmed": sure}
    )
    for term in terms:
        await calendar.add_term(year.id, term)
    await calendar.sown(year.id, days)
    return year


async def change_year(
    calendar: Calendar, year_id: UUID, values: Mapping[str, Any], *, expected: int, public: PublicCalendar
) -> SchoolYear:
    await calendar.hold()
    year = await calendar.year(year_id)
    if year is None:
        raise NotFound()
    match(year.version, expected)
    wanted = replace(year, **values)
    if wanted == year:
        return year
    terms = await calendar.terms_of(year_id)
    check_year(wanted.starts_on, wanted.ends_on, terms)
    check_overlap(
        wanted.starts_on, wanted.ends_on, [one for one in await calendar.years() if one.id != year_id]
    )
    days, sure = sow(wanted.starts_on, wanted.ends_on, terms, public)
    await calendar.sown(year_id, days)
    return await calendar.change_year(year_id, {**values, "confirmed": sure})


async def confirm_year(calendar: Calendar, year_id: UUID, *, expected: int) -> SchoolYear:
    """A person has looked over the days of a year whose holidays were not all known."""
    await calendar.hold()
    year = await calendar.year(year_id)
    if year is None:
        raise NotFound()
    match(year.version, expected)
    if year.confirmed:
        raise InvalidState(state="confirmed", action="confirm", allowed=["update"])
    return await calendar.change_year(year_id, {"confirmed": True})


async def add_term(calendar: Calendar, year_id: UUID, plan: TermPlan, *, public: PublicCalendar) -> Term:
    await calendar.hold()
    year = await calendar.year(year_id)
    if year is None:
        raise NotFound()
    terms = await calendar.terms_of(year_id)
    if any(term.number == plan.number for term in terms):
        raise TermTaken(number=plan.number)
    term = await calendar.add_term(year_id, plan)
    await _resown(calendar, year, [*terms, term], public)
    return term


async def change_term(
    calendar: Calendar, term_id: UUID, values: Mapping[str, Any], *, expected: int, public: PublicCalendar
) -> Term:
    await calendar.hold()
    year = await calendar.year_of_term(term_id)
    if year is None:
        raise NotFound()
    terms = await calendar.terms_of(year.id)
    term = next(one for one in terms if one.id == term_id)
    match(term.version, expected)
    wanted = replace(term, **values)
    if wanted == term:
        return term
    await _resown(calendar, year, [wanted if one.id == term_id else one for one in terms], public)
    return await calendar.change_term(term_id, values)


async def _resown(
    calendar: Calendar, year: SchoolYear, terms: Sequence[Term], public: PublicCalendar
) -> None:
    check_year(year.starts_on, year.ends_on, terms)
    days, _ = sow(year.starts_on, year.ends_on, terms, public)
    await calendar.sown(year.id, days)


async def change_day(
    days: SchoolDays, day_id: UUID, values: Mapping[str, Any], *, expected: int
) -> SchoolDay:
    """The day becomes what a person says it is, and stays so."""
    await locked(days, day_id, expected)
    return await days.change(day_id, {**values, "by_hand": True})


async def read_year(reads: CalendarReads, year_id: UUID) -> SchoolYear:
    found = await reads.get_year(year_id)
    if found is None:
        raise NotFound()
    return found


async def read_term(reads: CalendarReads, term_id: UUID) -> Term:
    found = await reads.get_term(term_id)
    if found is None:
        raise NotFound()
    return found


async def numbered_weeks(reads: CalendarReads, term_id: UUID) -> Page[Week]:
    term = await read_term(reads, term_id)
    held = await reads.school_days(term.starts_on, term.ends_on)
    return Page(weeks(term, held), None, False)
