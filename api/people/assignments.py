"""Who teaches which class, and whose class it is."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, omitted
from api.wiring.people import HomeroomAssignmentsPort, TeachingAssignmentsPort
from api.wiring.request import Asker, Expected, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.people import assignments as rules
from domain.people.assignments import (
    AssignmentFilter,
    HomeroomAssignment,
    HomeroomFilter,
    TeachingAssignment,
)
from domain.people.changes import change, read, remove
from domain.people.shown import shown, shown_page

router = room("people")

WeeklyPeriods = Annotated[int, Field(strict=True, ge=0, le=60)]


class TeachingAssignmentBody(Body):
    term_id: UUID
    teacher_id: UUID
    class_id: UUID
    subject: Line
    weekly_periods: WeeklyPeriods


class TeachingAssignmentPatch(Body):
    teacher_id: UUID = omitted()
    subject: Line = omitted()
    weekly_periods: WeeklyPeriods = omitted()


class HomeroomAssignmentBody(Body):
    class_id: UUID
    teacher_id: UUID
    from_day: Day


class HomeroomEnd(Body):
    until_day: Day
    """The last day."""


@router.get(
    "/teaching-assignments",
    operation_id="people_list_teaching_assignments",
    summary="List who teaches which class",
    dependencies=reads(Action.PEOPLE_READ),
)
async def list_teaching_assignments(
    caller: Asker,
    lessons: TeachingAssignmentsPort,
    window: Windowed,
    term_id: UUID | None = None,
    teacher_id: UUID | None = None,
    class_id: UUID | None = None,
) -> Page[TeachingAssignment]:
    """任课, of all terms unless one is named."""
    return shown_page(await lessons.listed(AssignmentFilter(term_id, teacher_id, class_id), window), caller)


@router.post(
    "/teaching-assignments",
    operation_id="people_create_teaching_assignment",
    summary="Have a teacher teach a class",
    status_code=201,
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def create_teaching_assignment(
    body: TeachingAssignmentBody, caller: Asker, lessons: TeachingAssignmentsPort, reply: Replies
) -> TeachingAssignment:
    """For a term, in a subject."""
    return reply.created(shown(await lessons.add(body.model_dump()), caller))


@router.get(
    "/teaching-assignments/{assignment_id}",
    operation_id="people_get_teaching_assignment",
    summary="Look at a teaching assignment",
    dependencies=reads(Action.PEOPLE_READ),
)
async def get_teaching_assignment(
    assignment_id: UUID, caller: Asker, lessons: TeachingAssignmentsPort, reply: Replies
) -> TeachingAssignment:
    """One teacher, one class, one subject, one term."""
    return reply.tagged(shown(await read(lessons, assignment_id), caller))


@router.patch(
    "/teaching-assignments/{assignment_id}",
    operation_id="people_update_teaching_assignment",
    summary="Change a teaching assignment",
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def update_teaching_assignment(
    assignment_id: UUID,
    body: TeachingAssignmentPatch,
    caller: Asker,
    lessons: TeachingAssignmentsPort,
    expected: Expected,
    reply: Replies,
) -> TeachingAssignment:
    """Who teaches, what, or how many periods a week."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(shown(await change(lessons, assignment_id, changes, expected=expected), caller))


@router.delete(
    "/teaching-assignments/{assignment_id}",
    operation_id="people_delete_teaching_assignment",
    summary="Take back a teaching assignment",
    status_code=204,
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def delete_teaching_assignment(
    assignment_id: UUID, lessons: TeachingAssignmentsPort, expected: Expected
) -> None:
    """For one entered by mistake."""
    await remove(lessons, assignment_id, expected=expected)


@router.get(
    "/homeroom-assignments",
    operation_id="people_list_homeroom_assignments",
    summary="List the homeroom teachers",
    dependencies=reads(Action.PEOPLE_READ),
)
async def list_homeroom_assignments(
    caller: Asker,
    homerooms: HomeroomAssignmentsPort,
    window: Windowed,
    teacher_id: UUID | None = None,
    class_id: UUID | None = None,
    on: Annotated[Day | None, Query(description="Only those of this day.")] = None,
) -> Page[HomeroomAssignment]:
    """班主任, past ones among them, the earliest first."""
    return shown_page(await homerooms.listed(HomeroomFilter(teacher_id, class_id, on), window), caller)


@router.post(
    "/homeroom-assignments",
    operation_id="people_create_homeroom_assignment",
    summary="Give a class its homeroom teacher",
    status_code=201,
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def create_homeroom_assignment(
    body: HomeroomAssignmentBody, caller: Asker, homerooms: HomeroomAssignmentsPort, reply: Replies
) -> HomeroomAssignment:
    """A class has one at a time: end the one before first."""
    return reply.created(shown(await homerooms.add(body.model_dump()), caller))


@router.get(
    "/homeroom-assignments/{assignment_id}",
    operation_id="people_get_homeroom_assignment",
    summary="Look at a homeroom assignment",
    dependencies=reads(Action.PEOPLE_READ),
)
async def get_homeroom_assignment(
    assignment_id: UUID, caller: Asker, homerooms: HomeroomAssignmentsPort, reply: Replies
) -> HomeroomAssignment:
    """Whose class it is, or was, and from when to when."""
    return reply.tagged(shown(await read(homerooms, assignment_id), caller))


@router.post(
    "/homeroom-assignments/{assignment_id}/end",
    operation_id="people_end_homeroom_assignment",
    summary="End a homeroom assignment",
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def end_homeroom_assignment(
    assignment_id: UUID,
    body: HomeroomEnd,
    caller: Asker,
    homerooms: HomeroomAssignmentsPort,
    expected: Expected,
    reply: Replies,
) -> HomeroomAssignment:
    """It stays on record with its last day."""
    ended = await rules.end_homeroom(homerooms, assignment_id, until_day=body.until_day, expected=expected)
    return reply.tagged(shown(ended, caller))
