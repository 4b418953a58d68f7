"""Signing in, and who came."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.activities import ActivityDeskPort, AttendancesPort, OwnersPort, SignInCodesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.activities.activity import Activity
from domain.activities.attendance import (
    Attendance,
    Attendances,
    Correction,
    EnteredState,
    enter,
    sign_in,
)
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page

router = room("activities", "/schools/{school}/activities/{activity_id}")


class SignInBody(Body):
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-=]{1,64}$")]
    """As the display shows it now; it is good for half a minute."""

    teacher_id: UUID | None = None
    """Whom the telephone shows as signed in: somebody other than the caller is refused."""


class CorrectionBody(Body):
    teacher_id: UUID
    state: EnteredState
    reason: Paragraph
    """Why, such as 公假 or 忘带手机; the person reads it."""


@router.post(
    "/sign-ins",
    operation_id="activities_sign_in",
    summary="Sign in at an activity",
    status_code=201,
    dependencies=writes(Action.SIGN_IN),
)
async def create_sign_in(
    activity_id: UUID,
    body: SignInBody,
    attendances: AttendancesPort,
    owners: OwnersPort,
    codes: SignInCodesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> Attendance:
    """Once, with the code shown at the place; late by the server's clock. Who is not expected is a guest."""
    made = await sign_in(
        attendances, owners, codes, activity_id, body.code, as_teacher=body.teacher_id, caller=caller, now=now
    )
    base = f"/api/v1/schools/{caller.school_id}/activities/{activity_id}/attendances"
    reply.created(made, base)
    return made


@router.get(
    "/attendances",
    operation_id="activities_list_attendances",
    summary="See who came",
    dependencies=reads(Action.ATTENDANCE_READ),
)
async def list_attendances(
    activity_id: UUID, attendances: AttendancesPort, window: Windowed, now: Now
) -> Page[Attendance]:
    """All expected and all guests, by name: of activities one leads everybody, of others oneself and one's
    groups. Who is expected and did not sign in before it closed is absent."""
    return await attendances.page(await _activity(attendances, activity_id), window, now=now)


@router.get(
    "/attendances/{attendance_id}",
    operation_id="activities_get_attendance",
    summary="See how one person stands",
    dependencies=reads(Action.ATTENDANCE_READ),
)
async def get_attendance(
    activity_id: UUID, attendance_id: UUID, attendances: AttendancesPort, now: Now
) -> Attendance:
    """What is on record of one person at one activity."""
    activity = await _activity(attendances, activity_id)
    found = await attendances.by_id(activity, attendance_id, now=now)
    if found is None:
        raise NotFound()
    return found


@router.post(
    "/corrections",
    operation_id="activities_create_correction",
    summary="Enter, correct or excuse somebody's attendance",
    status_code=201,
    dependencies=writes(Action.ACTIVITY_WRITE),
)
async def create_correction(
    activity_id: UUID,
    body: CorrectionBody,
    desk: ActivityDeskPort,
    attendances: AttendancesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> Correction:
    """With a reason, kept for good beside what stood before; the person is told."""
    made = await enter(
        desk, attendances, activity_id, body.teacher_id, body.state,
        reason=body.reason, caller=caller, now=now,
    )  # fmt: skip
    return reply.created(made)


@router.get(
    "/corrections",
    operation_id="activities_list_corrections",
    summary="Read what was entered by hand",
    dependencies=reads(Action.ATTENDANCE_READ),
)
async def list_corrections(
    activity_id: UUID, attendances: AttendancesPort, window: Windowed
) -> Page[Correction]:
    """In the order they were made, of whom the caller may see."""
    return await attendances.corrections(await _activity(attendances, activity_id), window)


@router.get(
    "/corrections/{correction_id}",
    operation_id="activities_get_correction",
    summary="Read one correction",
    dependencies=reads(Action.ATTENDANCE_READ),
)
async def get_correction(activity_id: UUID, correction_id: UUID, attendances: AttendancesPort) -> Correction:
    """What stood before, what since, and why."""
    activity = await _activity(attendances, activity_id)
    found = await attendances.correction(activity, correction_id)
    if found is None:
        raise NotFound()
    return found


async def _activity(attendances: Attendances, activity_id: UUID) -> Activity:
    found = await attendances.activity(activity_id)
    if found is None:
        raise NotFound()
    return found
