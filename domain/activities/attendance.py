"""Who came 考勤: one row for a person and an activity; who is expected and has none is absent once the
sign-in has closed.

A code shown at the place changes every few seconds (`SignInCodes`), so that it is good only there and then.
Who signs in and is not expected is kept as a guest 旁听: seen by the leader, and nothing is owed to them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.activities.activity import LIFECYCLE, Activity, ActivityState, OwnerOver, Owners
from domain.activities.keeping import ActivityDesk, held
from domain.errors import Conflict, Forbidden, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.lifecycle import advance
from domain.messages import Event
from domain.paging import Page, Window
from domain.people.calendar import ZONE
from domain.people.changes import UnknownReference


class AttendanceState(StrEnum):
    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"
    AWAITED = "awaited"
    """Not signed in, and the sign-in has not closed: never entered, only seen."""


class EnteredState(StrEnum):
    """What can be entered by hand."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


class AttendedHow(StrEnum):
    SCANNED = "scanned"
    ENTERED = "entered"


CAME = frozenset({AttendanceState.PRESENT, AttendanceState.LATE})


class SignInCodeWrong(RuleViolation):
    """No code of this activity's."""

    code = "sign_in_code_wrong"


class SignInCodeOld(RuleViolation):
    """The code was shown longer ago than it is good for."""

    code = "sign_in_code_old"


class SignInNotOpen(Conflict):
    """Too early; facts: `opens_at`."""

    code = "sign_in_not_open"


class SignInClosed(Conflict):
    """Too late; facts: `closed_at`."""

    code = "sign_in_closed"


class ActivityCancelled(Conflict):
    """The activity is called off, and nobody signs in; facts: `activity`."""

    code = "activity_cancelled"


class AlreadyAttended(Conflict):
    """There is a row of this person already, signed in or entered; facts: `state`, `at`."""

    code = "attendance_already"


class SignInForAnother(RuleViolation):
    """One signs in oneself only."""

    code = "sign_in_for_another"


class AttendanceUnchanged(Conflict):
    """It stands so already; facts: `state`."""

    code = "attendance_unchanged"


@dataclass(frozen=True, slots=True)
class Attendance:
    """How one person stands at one activity."""

    id: UUID | None
    """null: nothing is on record; expected, and so awaited or absent."""

    activity_id: UUID
    teacher_id: UUID
    name: str
    state: AttendanceState
    how: AttendedHow | None
    at: datetime | None
    """When signed in or entered."""

    expected: bool
    """false: a guest."""

    presents: bool
    corrections: int
    """How often what is on record was corrected."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Attendance entered by hand, or changed, and why: kept for good."""

    id: UUID
    activity_id: UUID
    teacher_id: UUID
    before: AttendanceState | None
    """null: nothing was on record."""

    after: AttendanceState
    reason: str
    account_id: UUID
    at: datetime


class SignInCodes(Protocol):
    def check(self, code: str, activity_id: UUID, *, now: datetime) -> None:
        """Raises SignInCodeWrong, SignInCodeOld."""
        ...


class Attendances(Protocol):
    async def activity(self, activity_id: UUID) -> Activity | None: ...

    async def page(self, activity: Activity, window: Window, *, now: datetime) -> Page[Attendance]:
        """Those on record and those expected, of whom the caller may see, by name."""
        ...

    async def of(self, activity: Activity, teacher_id: UUID, *, now: datetime) -> Attendance | None:
        """None: neither expected nor on record."""
        ...

    async def by_id(self, activity: Activity, attendance_id: UUID, *, now: datetime) -> Attendance | None:
        """Of whom the caller may see."""
        ...

    async def add(
        self, activity: Activity, teacher_id: UUID, state: AttendanceState, how: AttendedHow, *, at: datetime
    ) -> bool:
        """False when a row of this person is there: two who add at once make one."""
        ...

    async def change(
        self, activity: Activity, teacher_id: UUID, state: AttendanceState, *, at: datetime
    ) -> None: ...

    async def works_here(self, teacher_id: UUID) -> bool: ...

    async def correct(
        self, activity: Activity, teacher_id: UUID, before: AttendanceState | None, after: AttendanceState,
        *, reason: str, account_id: UUID, at: datetime,
    ) -> Correction: ...  # fmt: skip

    async def corrections(self, activity: Activity, window: Window) -> Page[Correction]: ...

    async def correction(self, activity: Activity, correction_id: UUID) -> Correction | None: ...


def said(moment: datetime) -> str:
    """By the school's clock, for a person to read."""
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def state_by_clock(activity: Activity, now: datetime) -> AttendanceState:
    """What signing in now comes to. Raises ActivityCancelled, SignInNotOpen, SignInClosed."""
    if activity.state is ActivityState.CANCELLED:
        raise ActivityCancelled(activity=activity.title)
    if now < activity.sign_in_opens_at:
        raise SignInNotOpen(opens_at=said(activity.sign_in_opens_at))
    if now >= activity.sign_in_closes_at:
        raise SignInClosed(closed_at=said(activity.sign_in_closes_at))
    return AttendanceState.LATE if now > activity.late_at else AttendanceState.PRESENT


def unrecorded(activity: Activity, now: datetime) -> AttendanceState:
    """How somebody expected stands of whom nothing is on record."""
    over = now >= activity.sign_in_closes_at and activity.state is not ActivityState.CANCELLED
    return AttendanceState.ABSENT if over else AttendanceState.AWAITED


async def sign_in(
    attendances: Attendances,
    owners: Owners,
    codes: SignInCodes,
    activity_id: UUID,
    code: str,
    *,
    as_teacher: UUID | None,
    caller: Caller,
    now: datetime,
) -> Attendance:
    """By the server's clock, whatever the telephone's says.

    Raises NotFound, Forbidden for an account that is no teacher's, SignInForAnother, SignInCodeWrong,
    SignInCodeOld, SignInNotOpen, SignInClosed, ActivityCancelled, OwnerOver, AlreadyAttended.
    """
    activity = await attendances.activity(activity_id)
    if activity is None:
        raise NotFound()
    if caller.teacher_id is None:
        raise Forbidden()
    if as_teacher is not None and as_teacher != caller.teacher_id:
        raise SignInForAnother()
    codes.check(code, activity_id, now=now)
    state = state_by_clock(activity, now)
    owner = await owners.standing(activity.owner_kind, activity.owner_id)
    if owner is None or not owner.open:
        raise OwnerOver(title=activity.title if owner is None else owner.title)
    added = await attendances.add(activity, caller.teacher_id, state, AttendedHow.SCANNED, at=now)
    found = await attendances.of(activity, caller.teacher_id, now=now)
    assert found is not None
    if not added:
        raise AlreadyAttended(state=found.state.value, at=found.at and said(found.at))
    return found


async def enter(
    desk: ActivityDesk,
    attendances: Attendances,
    activity_id: UUID,
    teacher_id: UUID,
    entered: EnteredState,
    *,
    reason: str,
    caller: Caller,
    now: datetime,
) -> Correction:
    """Enters or corrects somebody's attendance, or excuses them 准假; others than oneself are told.

    Raises NotFound, Forbidden, OwnerOver, InvalidState, UnknownReference, AttendanceUnchanged.
    """
    activity, _ = await held(desk, activity_id, caller)
    state = AttendanceState(entered)
    advance(LIFECYCLE, activity.state, "enter")
    found = await attendances.of(activity, teacher_id, now=now)
    if found is None and not await attendances.works_here(teacher_id):
        raise UnknownReference(field="teacher_id")
    before = None if found is None or found.id is None else found.state
    if before is state:
        raise AttendanceUnchanged(state=state.value)
    added = before is None and await attendances.add(activity, teacher_id, state, AttendedHow.ENTERED, at=now)
    if not added:
        await attendances.change(activity, teacher_id, state, at=now)
    kept = await attendances.correct(
        activity, teacher_id, before, state, reason=reason, account_id=caller.account_id, at=now
    )
    if caller.teacher_id != teacher_id:
        await _tell(desk, activity, kept, now)
    return kept


async def _tell(desk: ActivityDesk, activity: Activity, kept: Correction, now: datetime) -> None:
    await desk.messages.tell(
        Event.ATTENDANCE_ENTERED,
        about=kept.id,
        to=[kept.teacher_id],
        facts={"activity": activity.title, "state": kept.after.value, "reason": kept.reason},
        link=f"activities/{activity.id}",
        at=now,
    )
