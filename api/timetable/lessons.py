"""What is really taught, and who is free."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Day
from api.wiring.request import Now, reads
from api.wiring.timetable import LessonReadsPort, OwnLessonReadsPort, TeacherSelf
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.calendar import day_of
from domain.timetable.week import FreeTeacher, HeldPage, LessonFilter, stretch, week_around

router = room("timetable", "/schools/{school}/lessons")
free_router = room("timetable", "/schools/{school}/free-teachers")
own_router = room("timetable", "/me/week")

First = Annotated[Day, Query(alias="from", description="The first day.")]
Until = Annotated[Day, Query(alias="to", description="The day before which it ends; at most 35 days.")]
Ids = Annotated[list[UUID] | None, Query(max_length=50, description="Repeat for any of several.")]
PeriodNo = Annotated[int, Query(ge=1, le=20)]


@router.get(
    "",
    operation_id="timetable_list_lessons",
    summary="List the lessons as they are held",
    dependencies=reads(Action.TIMETABLE_READ),
)
async def list_lessons(
    lessons: LessonReadsPort,
    window: Windowed,
    first: First,
    until: Until,
    teacher_id: Ids = None,
    class_id: Ids = None,
    room_id: Ids = None,
    changed: bool | None = None,
) -> HeldPage:
    """The timetable in force on each day with the published swaps and cover on top, by day and period.

    `days_unsaid` names the make-up days among those still to be looked at for which the calendar does not
    say whose lessons are held. With `changed=true` a teacher's list holds what was taken from them, too.
    """
    who, which, where = (tuple(one or ()) for one in (teacher_id, class_id, room_id))
    return await lessons.held(LessonFilter(*stretch(first, until), who, which, where, changed), window)


@free_router.get(
    "",
    operation_id="timetable_list_free_teachers",
    summary="Who is free",
    dependencies=reads(Action.TIMETABLE_READ),
)
async def list_free_teachers(
    lessons: LessonReadsPort,
    window: Windowed,
    day: Day,
    period_no: Annotated[
        list[PeriodNo] | None,
        Query(max_length=20, description="Free in all of these; all day, if left out."),
    ] = None,
) -> Page[FreeTeacher]:
    """Active teachers without a lesson as it is held, and not away; by name, with their lessons that day."""
    return await lessons.free_teachers(day, tuple(sorted(set(period_no or ()))), window)


@own_router.get("", operation_id="timetable_get_own_week", summary="My week")
async def get_own_week(
    lessons: OwnLessonReadsPort, caller: TeacherSelf, now: Now, day: Day | None = None
) -> HeldPage:
    """One's own lessons from Monday to Sunday, as they are held; of the week of `day`, or of today."""
    assert caller.teacher_id is not None
    first, last = week_around(day or day_of(now))
    return await lessons.held(LessonFilter(first, last, (caller.teacher_id,)), Window(200))
