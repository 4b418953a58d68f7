"""Absences: who is away when, what that misses, and which way it is looked after."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import From, To, Windowed
from api.routes import room
from api.shapes import Body, Instant, Paragraph, omitted
from api.wiring.absences import AbsenceDeskPort, AbsencesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.timetable.absence import AbsenceKind, AbsenceState, Route
from domain.timetable.absence_keeping import cancel, enter, reroute, revise
from domain.timetable.absences import Absence, AbsenceFilter, NewAbsence
from domain.training.sessions import Block

router = room("timetable", "/schools/{school}/absences")

SEVERAL = "Repeat for any of several."


class AwayBody(Body):
    starts_at: Instant
    ends_at: Instant


Blocks = Annotated[list[AwayBody], Field(min_length=1, max_length=60)]


class AbsenceBody(Body):
    teacher_id: UUID
    kind: AbsenceKind
    """`official` or `leave`; an absence for a training comes of the place in it."""

    reason: Paragraph | None = None
    blocks: Blocks
    """The stretches of time away, such as a whole day or an afternoon."""


class AbsencePatch(Body):
    reason: Paragraph | None = omitted()
    blocks: Blocks = omitted()
    """All of them; the days, the route and the deadline are worked out anew."""


class RerouteBody(Body):
    route: Route
    because: Paragraph
    """Why it goes another way than the policy says; the teacher reads it."""


@router.get(
    "",
    operation_id="timetable_list_absences",
    summary="See who is away",
    dependencies=reads(Action.ABSENCE_READ),
)
async def list_absences(
    absences: AbsencesPort,
    window: Windowed,
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[AbsenceState, ...], Query(description=SEVERAL)] = (),
    route: Annotated[tuple[Route, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[AbsenceKind, ...], Query(description=SEVERAL)] = (),
    away_from: From = None,
    away_to: To = None,
    open: Annotated[bool | None, Query(description="With lessons ahead nobody looks after yet.")] = None,
    subject_group_id: Annotated[tuple[UUID, ...], Query(description="The teacher's. " + SEVERAL)] = (),
    grade_group_id: Annotated[tuple[UUID, ...], Query(description="The teacher's. " + SEVERAL)] = (),
) -> Page[Absence]:
    """Those that begin first come first: one's own; as a group's leader or grade's head theirs; else all."""
    span, groups = (away_from, away_to), (subject_group_id, grade_group_id)
    filters = AbsenceFilter(teacher_id, state, route, kind, *span, open, *groups)
    return await absences.page(filters, window)


@router.post(
    "",
    operation_id="timetable_create_absence",
    summary="Enter an absence",
    status_code=201,
    dependencies=writes(Action.ABSENCE_WRITE),
)
async def create_absence(
    body: AbsenceBody, desk: AbsenceDeskPort, caller: Asker, now: Now, reply: Replies
) -> Absence:
    """Counted in school days by the school's table, and sent to swapping or cover by the policy."""
    new = NewAbsence(body.teacher_id, body.kind, body.reason, _blocks(body.blocks))
    return reply.created(await enter(desk, new, caller=caller, now=now))


@router.get(
    "/{absence_id}",
    operation_id="timetable_get_absence",
    summary="Look at an absence",
    dependencies=reads(Action.ABSENCE_READ),
)
async def get_absence(absence_id: UUID, absences: AbsencesPort, reply: Replies) -> Absence:
    """With the days counted, and every lesson missed and what looks after it."""
    found = await absences.get(absence_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.patch(
    "/{absence_id}",
    operation_id="timetable_update_absence",
    summary="Change an absence",
    dependencies=writes(Action.ABSENCE_WRITE),
)
async def update_absence(
    absence_id: UUID,
    body: AbsencePatch,
    desk: AbsenceDeskPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Absence:
    """Of one that was entered. Swaps and cover of lessons no longer missed are released."""
    values: dict[str, Any] = body.model_dump(exclude_unset=True, include={"reason"})
    blocks = _blocks(body.blocks) if "blocks" in body.model_fields_set else None
    done = await revise(desk, absence_id, expected=expected, values=values, blocks=blocks, now=now)
    return reply.tagged(done)


@router.post(
    "/{absence_id}/cancel",
    operation_id="timetable_cancel_absence",
    summary="Cancel an absence",
    dependencies=writes(Action.ABSENCE_WRITE),
)
async def cancel_absence(
    absence_id: UUID, desk: AbsenceDeskPort, expected: Expected, now: Now, reply: Replies
) -> Absence:
    """The teacher will be there after all: swaps and cover are released, and those concerned are told."""
    return reply.tagged(await cancel(desk, absence_id, expected=expected, now=now))


@router.post(
    "/{absence_id}/reroute",
    operation_id="timetable_reroute_absence",
    summary="Send an absence another way",
    dependencies=writes(Action.ABSENCE_WRITE),
)
async def reroute_absence(
    absence_id: UUID,
    body: RerouteBody,
    desk: AbsenceDeskPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Absence:
    """To cover instead of swapping, or the other way round, for a reason; it stands until changed again."""
    done = await reroute(desk, absence_id, body.route, because=body.because, expected=expected, now=now)
    return reply.tagged(done)


def _blocks(given: list[AwayBody]) -> list[Block]:
    return [Block(one.starts_at, one.ends_at) for one in given]
