"""Enrolling, withdrawing, and an enrolment's history."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Instant, Paragraph
from api.wiring.catalogue import EnrollingPort, EnrolmentsPort, ManyEnrolmentsPort, SessionsPort
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.training.catalogue import CourseKind
from domain.training.enrolling import EnrolmentFilter, withdraw
from domain.training.enrolling_many import enrol_all
from domain.training.enrolment import Enrolment, EnrolmentEvent, EnrolmentState

session_router = room("training", "/schools/{school}/training-sessions/{session_id}/enrolments")
router = room("training", "/schools/{school}/enrolments")

MOST = 500
States = Annotated[tuple[EnrolmentState, ...], Query(description="Repeat for any of several.")]


class EnrolBody(Body):
    teacher_id: UUID | None = None
    """Left out by a teacher who enrols themselves."""


class WithdrawBody(Body):
    reason: Paragraph | None = None
    """Needed once the session has started."""


class EnrolOneBody(Body):
    teacher_id: UUID


class EnrolManyBody(Body):
    session_id: UUID
    items: Annotated[list[EnrolOneBody], Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True, slots=True)
class EnrolledMany:
    items: list[Enrolment]


ONESELF, NO_REASON = EnrolBody(), WithdrawBody()


@session_router.post(
    "",
    operation_id="training_create_enrolment",
    summary="Enrol in a session",
    status_code=201,
    dependencies=writes(Action.ENROLMENT_WRITE),
)
async def create_enrolment(
    session_id: UUID,
    enrol: EnrollingPort,
    reply: Replies,
    request: Request,
    body: EnrolBody = ONESELF,
) -> Enrolment:
    """A seat while there is one, then a place on the waitlist if the session keeps one.

    For a session of a selection round one applies instead.
    """
    enrolled = await enrol(session_id, body.teacher_id)
    school = request.scope["path"].partition("/training-sessions/")[0]
    return reply.created(enrolled, f"{school}/enrolments")


@session_router.get(
    "",
    operation_id="training_list_session_enrolments",
    summary="See who is enrolled in a session",
    dependencies=reads(Action.ENROLMENT_READ),
)
async def list_session_enrolments(
    session_id: UUID,
    sessions: SessionsPort,
    enrolments: EnrolmentsPort,
    window: Windowed,
    state: States = (),
) -> Page[Enrolment]:
    """In the order of enrolling, which is the order the waitlist is served in; as far as the caller sees."""
    if await sessions.get(session_id) is None:
        raise NotFound()
    return await enrolments.list(EnrolmentFilter(None, session_id, state), window)


@router.post(
    "/bulk",
    operation_id="training_create_enrolments",
    summary="Enrol many teachers in a session",
    dependencies=writes(Action.ENROLMENT_WRITE, key=True),
)
async def create_enrolments(
    body: EnrolManyBody,
    enrolments: ManyEnrolmentsPort,
    messages: MessagesPort,
    caller: Asker,
    now: Now,
) -> EnrolledMany:
    """All or none: when some are refused, `errors` names each by its place. Seats are given out in the order
    of the list, then places on the waitlist; each teacher is told.
    """
    teacher_ids = [one.teacher_id for one in body.items]
    return EnrolledMany(
        await enrol_all(enrolments, messages, body.session_id, teacher_ids, caller=caller, now=now)
    )


@router.get(
    "",
    operation_id="training_list_enrolments",
    summary="Look through enrolments",
    dependencies=reads(Action.ENROLMENT_READ),
)
async def list_enrolments(
    enrolments: EnrolmentsPort,
    window: Windowed,
    teacher_id: UUID | None = None,
    session_id: UUID | None = None,
    state: States = (),
    course_kind: Annotated[tuple[CourseKind, ...], Query(description="Repeat for any of several.")] = (),
    starts_from: Annotated[Instant | None, Query(description="Whose session begins then or later.")] = None,
    starts_to: Annotated[Instant | None, Query(description="Whose session begins before then.")] = None,
) -> Page[Enrolment]:
    """In the order of enrolling: one's own; as a group's leader the group's; in the office everybody's."""
    filters = EnrolmentFilter(teacher_id, session_id, state, course_kind, starts_from, starts_to)
    return await enrolments.list(filters, window)


@router.get(
    "/{enrolment_id:one}",
    operation_id="training_get_enrolment",
    summary="Look at an enrolment",
    dependencies=reads(Action.ENROLMENT_READ),
)
async def get_enrolment(enrolment_id: UUID, enrolments: EnrolmentsPort, reply: Replies) -> Enrolment:
    """One enrolment, with what it plans and what the caller may do with it."""
    enrolment = await enrolments.get(enrolment_id)
    if enrolment is None:
        raise NotFound()
    return reply.tagged(enrolment)


@router.post(
    "/{enrolment_id}/withdraw",
    operation_id="training_withdraw_enrolment",
    summary="Give a place up",
    dependencies=writes(Action.ENROLMENT_WRITE),
)
async def withdraw_enrolment(
    enrolment_id: UUID,
    enrolments: EnrolmentsPort,
    messages: MessagesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: WithdrawBody = NO_REASON,
) -> Enrolment:
    """A freed seat goes to the first of the waitlist who can take it.

    Once the session has started only the office takes somebody out, and says why.
    """
    withdrawn = await withdraw(
        enrolments, messages, enrolment_id, expected=expected, reason=body.reason, caller=caller, now=now
    )
    return reply.tagged(withdrawn)


@router.get(
    "/{enrolment_id}/history",
    operation_id="training_list_enrolment_history",
    summary="Read an enrolment's history",
    dependencies=reads(Action.ENROLMENT_READ),
)
async def list_enrolment_history(
    enrolment_id: UUID, enrolments: EnrolmentsPort, window: Windowed
) -> Page[EnrolmentEvent]:
    """Every step, the earliest first; nothing of it is ever changed."""
    if await enrolments.get(enrolment_id) is None:
        raise NotFound()
    return await enrolments.history(enrolment_id, window)
