"""The versions of the timetable."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Clock, Line, omitted
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.timetable import TimetablesPort
from domain.identity.actions import Action
from domain.paging import Page
from domain.people.calendar import day_of
from domain.people.changes import read
from domain.timetable import keeping
from domain.timetable.keeping import Timetable, offered
from domain.timetable.lessons import Half, Period
from domain.timetable.week import LessonOfWeek

router = room("timetable", "/schools/{school}/timetables")


class PeriodBody(Body):
    period_no: Annotated[int, Field(strict=True, ge=1, le=20)]
    name: Line
    half: Half
    """Which half of the day it belongs to, for absences of half a day."""

    starts_at: Clock
    ends_at: Clock


class TimetablePatch(Body):
    name: Line = omitted()
    periods: Annotated[list[PeriodBody], Field(min_length=1, max_length=20)] = omitted()
    """All of them, in order; none may be left out that a lesson is held in."""


@router.get(
    "",
    operation_id="timetable_list_timetables",
    summary="List the versions of the timetable",
    dependencies=reads(Action.TIMETABLE_READ),
)
async def list_timetables(
    caller: Asker, timetables: TimetablesPort, now: Now, window: Windowed
) -> Page[Timetable]:
    """课表版本, the latest to begin first. Each is in force until the next one's first day."""
    found = await timetables.listed(window)
    items = [offered(one, caller, day_of(now)) for one in found.items]
    return Page(items, found.next_cursor, found.has_more)


@router.get(
    "/{timetable_id}",
    operation_id="timetable_get_timetable",
    summary="Look at a version of the timetable",
    dependencies=reads(Action.TIMETABLE_READ),
)
async def get_timetable(
    timetable_id: UUID, caller: Asker, timetables: TimetablesPort, now: Now, reply: Replies
) -> Timetable:
    """With its periods 节次 and their times."""
    return reply.tagged(offered(await read(timetables, timetable_id), caller, day_of(now)))


@router.patch(
    "/{timetable_id}",
    operation_id="timetable_update_timetable",
    summary="Change a version's name or its periods",
    dependencies=writes(Action.TIMETABLE_WRITE),
)
async def update_timetable(
    timetable_id: UUID,
    body: TimetablePatch,
    caller: Asker,
    timetables: TimetablesPort,
    now: Now,
    expected: Expected,
    reply: Replies,
) -> Timetable:
    """Its lessons are changed by importing the file once more, with the same first day."""
    said = body.model_dump(exclude_unset=True)
    periods = [Period(**one) for one in said["periods"]] if "periods" in said else None
    changed = await keeping.change(
        timetables, timetable_id, name=said.get("name"), periods=periods, expected=expected
    )
    return reply.tagged(offered(changed, caller, day_of(now)))


@router.delete(
    "/{timetable_id}",
    operation_id="timetable_delete_timetable",
    summary="Take back a version that is not in force yet",
    status_code=204,
    response_model=None,
    dependencies=writes(Action.TIMETABLE_WRITE),
)
async def delete_timetable(
    timetable_id: UUID, timetables: TimetablesPort, now: Now, expected: Expected
) -> None:
    """With its lessons; the version before it stays in force. Not once a change stands on one of them."""
    await keeping.remove(timetables, timetable_id, today=day_of(now), expected=expected)


@router.get(
    "/{timetable_id}/lessons",
    operation_id="timetable_list_week_lessons",
    summary="List the lessons of a version's week",
    dependencies=reads(Action.TIMETABLE_READ),
)
async def list_week_lessons(
    timetable_id: UUID, timetables: TimetablesPort, window: Windowed
) -> Page[LessonOfWeek]:
    """As the timetable has them, by weekday and period; what is held on a day is under `lessons`."""
    await read(timetables, timetable_id)
    return await timetables.week(timetable_id, window)
