"""Duties after training: looking through them, handing in, accepting, returning, waiving."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.duties import DeskPort, DutiesPort
from api.wiring.platform import FilesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.training.duties import accept, hand_in, send_back, waive
from domain.training.duty import Duty, DutyFilter, DutyKind, DutyState, HandIn, Submission

router = room("training", "/schools/{school}/duties")

SEVERAL = "Repeat for any of several."


class SubmissionBody(Body):
    title: Line | None = None
    """What a product will be called in the share library."""

    text: Paragraph | None = None
    """The record or reflection itself; of a product the summary."""

    file_id: UUID | None = None
    """An uploaded file of one's own."""


class AcceptBody(Body):
    remark: Paragraph | None = None


class ReturnBody(Body):
    remark: Paragraph
    """What is to be done better; the teacher reads it."""


class WaiveBody(Body):
    reason: Paragraph


NO_REMARK = AcceptBody()


@router.get(
    "",
    operation_id="training_list_duties",
    summary="Look through duties",
    dependencies=reads(Action.DUTY_READ),
)
async def list_duties(
    duties: DutiesPort,
    window: Windowed,
    state: Annotated[tuple[DutyState, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[DutyKind, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    enrolment_id: UUID | None = None,
    due_from: Annotated[Day | None, Query(description="Due on this day or later.")] = None,
    due_to: Annotated[Day | None, Query(description="Due before this day.")] = None,
    overdue: Annotated[bool | None, Query(description="Not handed in, and the day past.")] = None,
    subject_group_id: Annotated[tuple[UUID, ...], Query(description="The teacher's. " + SEVERAL)] = (),
    grade_group_id: Annotated[tuple[UUID, ...], Query(description="The teacher's. " + SEVERAL)] = (),
) -> Page[Duty]:
    """Those due first come first: one's own; as a group's leader the group's; in the office everybody's."""
    due = due_from, due_to, overdue
    filters = DutyFilter(state, kind, teacher_id, enrolment_id, *due, subject_group_id, grade_group_id)
    return await duties.page(filters, window)


@router.get(
    "/{duty_id}",
    operation_id="training_get_duty",
    summary="Look at a duty",
    dependencies=reads(Action.DUTY_READ),
)
async def get_duty(duty_id: UUID, duties: DutiesPort, reply: Replies) -> Duty:
    """What is owed after which training, by when, and how far it is."""
    return reply.tagged(await _seen(duties, duty_id))


@router.post(
    "/{duty_id}/submissions",
    operation_id="training_create_submission",
    summary="Hand a duty in",
    status_code=201,
    dependencies=writes(Action.DUTY_WRITE),
)
async def create_submission(
    duty_id: UUID,
    body: SubmissionBody,
    duties: DutiesPort,
    files: FilesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> Submission:
    """A version of its own each time, kept for good; after the day it was due it is marked late.

    A record or reflection is a text or a file, a product a title and a file; of what is done on paper or on
    the platform the office may send an empty one.
    """
    given = HandIn(**body.model_dump())
    return reply.created(await hand_in(duties, files, duty_id, given, caller=caller, now=now))


@router.get(
    "/{duty_id}/submissions",
    operation_id="training_list_submissions",
    summary="Read what was handed in",
    dependencies=reads(Action.DUTY_READ),
)
async def list_submissions(duty_id: UUID, duties: DutiesPort, window: Windowed) -> Page[Submission]:
    """Every version, the first one first, with what was said to it."""
    return await duties.submissions(await _seen(duties, duty_id), window)


@router.get(
    "/{duty_id}/submissions/{submission_id}",
    operation_id="training_get_submission",
    summary="Read one version of what was handed in",
    dependencies=reads(Action.DUTY_READ),
)
async def get_submission(
    duty_id: UUID, submission_id: UUID, duties: DutiesPort, reply: Replies
) -> Submission:
    """With what was said to it."""
    found = await duties.submission(await _seen(duties, duty_id), submission_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{duty_id}/accept",
    operation_id="training_accept_duty",
    summary="Accept a duty",
    dependencies=writes(Action.DUTY_REVIEW),
)
async def accept_duty(
    duty_id: UUID,
    desk: DeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: AcceptBody = NO_REMARK,
) -> Duty:
    """When it was the last one open, the credits are confirmed with it; a product goes to the share library.

    A record sheet or an evaluation may be accepted with nothing handed in: ticked off.
    """
    done = await accept(desk, duty_id, expected=expected, remark=body.remark, caller=caller, now=now)
    return reply.tagged(done)


@router.post(
    "/{duty_id}/return",
    operation_id="training_return_duty",
    summary="Return a duty",
    dependencies=writes(Action.DUTY_REVIEW),
)
async def return_duty(
    duty_id: UUID,
    body: ReturnBody,
    desk: DeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Duty:
    """To be handed in again; the teacher is told why."""
    returned = await send_back(desk, duty_id, expected=expected, remark=body.remark, caller=caller, now=now)
    return reply.tagged(returned)


@router.post(
    "/{duty_id}/waive",
    operation_id="training_waive_duty",
    summary="Let somebody off a duty",
    dependencies=writes(Action.DUTY_REVIEW),
)
async def waive_duty(
    duty_id: UUID,
    body: WaiveBody,
    desk: DeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Duty:
    """For a reason; it counts as done, and when it was the last one open the credits are confirmed."""
    waived = await waive(desk, duty_id, expected=expected, reason=body.reason, caller=caller, now=now)
    return reply.tagged(waived)


async def _seen(duties: DutiesPort, duty_id: UUID) -> Duty:
    duty = await duties.get(duty_id)
    if duty is None:
        raise NotFound()
    return duty
