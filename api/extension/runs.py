"""Extension courses in their terms: changed, their sessions entered, lesson plans handed in, gaps named."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from api.extension.shapes import (
    SEVERAL,
    ExtensionContentBody,
    PeriodNo,
    Pupils,
    SessionNo,
    SomeSlotBodies,
    slots_of,
)
from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, omitted
from api.wiring.extension import ExtensionRunsPort, RunDeskPort, SessionDeskPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.extension.gaps import ExtensionGaps, ExtensionRunState, gaps
from domain.extension.materials import ExtensionMaterial
from domain.extension.running import ExtensionRun, ExtensionRunFilter, ExtensionRuns, revise_run
from domain.extension.sessions import (
    ExtensionSession,
    ExtensionSessionLine,
    NewSession,
    hand_in_plan,
    lines,
    record,
    taught_by,
)
from domain.identity.actions import Action
from domain.paging import Page

router = room("extension", "/schools/{school}/extension-runs")


class ExtensionRunPatch(Body):
    students: Pupils = omitted()
    """Pupils who take it. The rest is the office's to change."""

    first_day: Day = omitted()
    slots: SomeSlotBodies = omitted()
    room_id: UUID | None = None
    sessions_planned: SessionNo = omitted()


class ExtensionSessionBody(Body):
    session_no: SessionNo
    day: Day
    period_no: PeriodNo
    topic: Line
    attended: Pupils
    """Pupils who were there."""

    teacher_id: UUID | None = None
    """Who taught; left out: oneself."""


class ExtensionPlanBody(ExtensionContentBody):
    """A text, uploaded files of one's own, or both."""

    session_no: SessionNo


@router.get(
    "",
    operation_id="extension_list_runs",
    summary="Look through courses by term",
    dependencies=reads(Action.EXTENSION_READ),
)
async def list_runs(
    runs: ExtensionRunsPort,
    window: Windowed,
    term_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    course_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[ExtensionRunState, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
) -> Page[ExtensionRun]:
    """The latest first."""
    return await runs.page(ExtensionRunFilter(term_id, course_id, state, teacher_id), window)


@router.get(
    "/{run_id}",
    operation_id="extension_get_run",
    summary="Look at a course in a term",
    dependencies=reads(Action.EXTENSION_READ),
)
async def get_run(run_id: UUID, runs: ExtensionRunsPort, reply: Replies) -> ExtensionRun:
    """When and where it is held, and for how many."""
    return reply.tagged(await _found(runs, run_id))


@router.patch(
    "/{run_id}",
    operation_id="extension_update_run",
    summary="Change a course in a term",
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def update_run(
    run_id: UUID,
    body: ExtensionRunPatch,
    desk: RunDeskPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> ExtensionRun:
    """`students` by its teachers; when and where, by the office, and checked for clashes."""
    changes: dict[str, Any] = body.model_dump(exclude_unset=True)
    if "slots" in changes:
        changes["slots"] = slots_of(body.slots)
    return reply.tagged(await revise_run(desk, run_id, changes, expected=expected, caller=caller))


@router.get(
    "/{run_id}/sessions",
    operation_id="extension_list_session_lines",
    summary="Hold materials against sessions",
    dependencies=reads(Action.EXTENSION_READ),
)
async def list_session_lines(run_id: UUID, desk: SessionDeskPort) -> Page[ExtensionSessionLine]:
    """Each session as the calendar has it planned, as it was taught, and with its lesson plan."""
    return Page(await lines(desk, run_id), None, False)


@router.get(
    "/{run_id}/gaps",
    operation_id="extension_get_gaps",
    summary="See what is missing",
    dependencies=reads(Action.EXTENSION_READ),
)
async def get_gaps(run_id: UUID, runs: ExtensionRunsPort) -> ExtensionGaps:
    """What stands in the way of closing it."""
    await _found(runs, run_id)
    return gaps(await runs.facts(run_id))


@router.post(
    "/{run_id}/sessions",
    operation_id="extension_create_session",
    summary="Enter a session taught",
    status_code=201,
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def create_session(
    run_id: UUID, body: ExtensionSessionBody, desk: SessionDeskPort, caller: Asker, now: Now, reply: Replies
) -> ExtensionSession:
    """Kept for good; what was entered wrongly is corrected by a further entry."""
    new = NewSession(**body.model_dump() | {"teacher_id": taught_by(body.teacher_id, caller)})
    made = await record(desk, run_id, new, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/extension-sessions")


@router.post(
    "/{run_id}/lesson-plans",
    operation_id="extension_create_lesson_plan",
    summary="Hand a lesson plan in",
    status_code=201,
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def create_lesson_plan(
    run_id: UUID, body: ExtensionPlanBody, desk: SessionDeskPort, caller: Asker, now: Now, reply: Replies
) -> ExtensionMaterial:
    """教案 of a session, before it or after; a further one is its next version."""
    made = await hand_in_plan(desk, run_id, body.session_no, body.content, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/extension-materials")


async def _found(runs: ExtensionRuns, run_id: UUID) -> ExtensionRun:
    found = await runs.get(run_id)
    if found is None:
        raise NotFound()
    return found
