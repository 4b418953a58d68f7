"""School years, terms and school days."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Flag, Line, Year, omitted
from api.wiring.people import CalendarPort, CalendarReadsPort, PublicCalendarPort, SchoolDaysPort
from api.wiring.request import Asker, Expected, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.people import calendar_keeping
from domain.people.calendar import DayKind
from domain.people.school_years import SchoolDay, SchoolYear, Term, Week, planned_term
from domain.people.shown import shown, shown_page

router = room("people")

TermNumber = Annotated[int, Field(strict=True, ge=1, le=2)]


class TermOfYear(Body):
    number: TermNumber
    starts_on: Day
    ends_on: Day
    first_monday: Day | None = None
    """The Monday week 1 begins on; the one of the week the term begins in, if left out."""


class SchoolYearBody(Body):
    start_year: Year
    """2020 for 2020学年."""

    starts_on: Day
    ends_on: Day
    terms: Annotated[list[TermOfYear], Field(min_length=1, max_length=2)]
    """Both terms; the second may be added later, its days being vacation until then."""


class SchoolYearPatch(Body):
    starts_on: Day = omitted()
    ends_on: Day = omitted()


class TermBody(TermOfYear):
    school_year_id: UUID


class TermPatch(Body):
    starts_on: Day = omitted()
    ends_on: Day = omitted()
    first_monday: Day = omitted()


class SchoolDayPatch(Body):
    kind: DayKind = omitted()
    is_school_day: Flag = omitted()
    note: Line | None = None
    follows_weekday: Annotated[int, Field(strict=True, ge=1, le=7)] | None = None
    """Whose weekday's lessons are held (1 is Monday); null for its own."""


@router.get(
    "/school-years",
    operation_id="people_list_school_years",
    summary="List the school years",
    dependencies=reads(Action.SCHOOL_READ),
)
async def list_school_years(caller: Asker, calendar: CalendarReadsPort, window: Windowed) -> Page[SchoolYear]:
    """The calendar's school years 学年, the earliest first."""
    return shown_page(await calendar.list_years(window), caller)


@router.post(
    "/school-years",
    operation_id="people_create_school_year",
    summary="Enter a school year",
    status_code=201,
    dependencies=writes(Action.CALENDAR_WRITE),
)
async def create_school_year(
    body: SchoolYearBody, caller: Asker, calendar: CalendarPort, public: PublicCalendarPort, reply: Replies
) -> SchoolYear:
    """With its terms and every one of its days: holidays and make-up days as announced, vacations between."""
    terms = [planned_term(**term.model_dump()) for term in body.terms]
    given = body.model_dump(exclude={"terms"})
    year = await calendar_keeping.open_year(calendar, **given, terms=terms, public=public)
    return reply.created(shown(year, caller))


@router.get(
    "/school-years/{school_year_id}",
    operation_id="people_get_school_year",
    summary="Look at a school year",
    dependencies=reads(Action.SCHOOL_READ),
)
async def get_school_year(
    school_year_id: UUID, caller: Asker, calendar: CalendarReadsPort, reply: Replies
) -> SchoolYear:
    """`confirmed` says whether its days are sure."""
    return reply.tagged(shown(await calendar_keeping.read_year(calendar, school_year_id), caller))


@router.patch(
    "/school-years/{school_year_id}",
    operation_id="people_update_school_year",
    summary="Move a school year's first or last day",
    dependencies=writes(Action.CALENDAR_WRITE),
)
async def update_school_year(
    school_year_id: UUID,
    body: SchoolYearPatch,
    caller: Asker,
    calendar: CalendarPort,
    public: PublicCalendarPort,
    expected: Expected,
    reply: Replies,
) -> SchoolYear:
    """Its days follow, but for those changed by hand."""
    changes = body.model_dump(exclude_unset=True)
    year = await calendar_keeping.change_year(
        calendar, school_year_id, changes, expected=expected, public=public
    )
    return reply.tagged(shown(year, caller))


@router.post(
    "/school-years/{school_year_id}/confirm",
    operation_id="people_confirm_school_year",
    summary="Confirm a school year's days",
    dependencies=writes(Action.CALENDAR_WRITE),
)
async def confirm_school_year(
    school_year_id: UUID, caller: Asker, calendar: CalendarPort, expected: Expected, reply: Replies
) -> SchoolYear:
    """A person has looked over a year whose holidays were not all announced when it was entered."""
    year = await calendar_keeping.confirm_year(calendar, school_year_id, expected=expected)
    return reply.tagged(shown(year, caller))


@router.get(
    "/terms",
    operation_id="people_list_terms",
    summary="List the terms",
    dependencies=reads(Action.SCHOOL_READ),
)
async def list_terms(
    caller: Asker,
    calendar: CalendarReadsPort,
    window: Windowed,
    school_year_id: UUID | None = None,
    on: Annotated[Day | None, Query(description="The term that holds this day.")] = None,
) -> Page[Term]:
    """The terms 学期, the earliest first."""
    return shown_page(await calendar.list_terms(school_year_id, on, window), caller)


@router.post(
    "/terms",
    operation_id="people_create_term",
    summary="Add a term to a school year",
    status_code=201,
    dependencies=writes(Action.CALENDAR_WRITE),
)
async def create_term(
    body: TermBody, caller: Asker, calendar: CalendarPort, public: PublicCalendarPort, reply: Replies
) -> Term:
    """Its days stop being vacation."""
    plan = planned_term(**body.model_dump(exclude={"school_year_id"}))
    term = await calendar_keeping.add_term(calendar, body.school_year_id, plan, public=public)
    return reply.created(shown(term, caller))


@router.get(
    "/terms/{term_id}",
    operation_id="people_get_term",
    summary="Look at a term",
    dependencies=reads(Action.SCHOOL_READ),
)
async def get_term(term_id: UUID, caller: Asker, calendar: CalendarReadsPort, reply: Replies) -> Term:
    """One term, with the Monday its weeks are counted from."""
    return reply.tagged(shown(await calendar_keeping.read_term(calendar, term_id), caller))


@router.patch(
    "/terms/{term_id}",
    operation_id="people_update_term",
    summary="Move a term's days",
    dependencies=writes(Action.CALENDAR_WRITE),
)
async def update_term(
    term_id: UUID,
    body: TermPatch,
    caller: Asker,
    calendar: CalendarPort,
    public: PublicCalendarPort,
    expected: Expected,
    reply: Replies,
) -> Term:
    """The school days follow, but for those changed by hand."""
    changes = body.model_dump(exclude_unset=True)
    term = await calendar_keeping.change_term(calendar, term_id, changes, expected=expected, public=public)
    return reply.tagged(shown(term, caller))


@router.get(
    "/terms/{term_id}/weeks",
    operation_id="people_list_weeks",
    summary="List a term's numbered weeks",
    dependencies=reads(Action.SCHOOL_READ),
)
async def list_weeks(term_id: UUID, calendar: CalendarReadsPort) -> Page[Week]:
    """Monday to Sunday, each with its number of school days; all on one page."""
    return await calendar_keeping.numbered_weeks(calendar, term_id)


@router.get(
    "/school-days",
    operation_id="people_list_school_days",
    summary="List the days of the calendar",
    dependencies=reads(Action.SCHOOL_READ),
)
async def list_school_days(
    caller: Asker,
    calendar: CalendarReadsPort,
    window: Windowed,
    day_from: Annotated[Day | None, Query(description="Not before this day.")] = None,
    day_to: Annotated[Day | None, Query(description="Before this day.")] = None,
) -> Page[SchoolDay]:
    """Every day of the school years, and whether lessons are held on it."""
    return shown_page(await calendar.list_days(day_from, day_to, window), caller)


@router.patch(
    "/school-days/{school_day_id}",
    operation_id="people_update_school_day",
    summary="Change a single day",
    dependencies=writes(Action.CALENDAR_WRITE),
)
async def update_school_day(
    school_day_id: UUID,
    body: SchoolDayPatch,
    caller: Asker,
    days: SchoolDaysPort,
    expected: Expected,
    reply: Replies,
) -> SchoolDay:
    """Such as a sports day or a typhoon; the day stays so when the terms move."""
    changes = body.model_dump(exclude_unset=True)
    day = await calendar_keeping.change_day(days, school_day_id, changes, expected=expected)
    return reply.tagged(shown(day, caller))
