"""Keeping absences 缺勤登记: entered, changed, cancelled, sent another way.

An absence that follows a training is changed by the training alone. Locks: the teacher where one is entered,
the absence, then whatever its lessons' arrangements take.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.errors import NotFound
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.messages import Event, Messages
from domain.people.calendar import ZONE
from domain.timetable.absence import (
    LIFECYCLE,
    AbsenceKind,
    Measured,
    Route,
    days_between,
    measure,
    on_school_days,
)
from domain.timetable.absences import (
    ENTERED,
    Absence,
    AbsenceFollowsTraining,
    AbsenceKindFollows,
    AbsenceOverlaps,
    Absences,
    AbsenceWithoutSchoolDay,
    AbsentTeacherLeft,
    Arrangements,
    NewAbsence,
    RouteUnchanged,
    edition,
    remeasured,
    span,
)
from domain.training.sessions import Block, in_order


@dataclass(frozen=True, slots=True)
class AbsenceDesk:
    absences: Absences
    arrangements: Arrangements
    messages: Messages


async def enter(desk: AbsenceDesk, new: NewAbsence, *, caller: Caller, now: datetime) -> Absence:
    """Over a training it may be entered (who falls ill at one is on leave): a lesson one of the two looks
    after is no longer missed by the other.

    Raises NotFound, AbsenceKindFollows, AbsentTeacherLeft, AbsenceOverlaps, AbsenceWithoutSchoolDay,
    BlockBackwards, BlocksOverlap.
    """
    if new.kind not in ENTERED:
        raise AbsenceKindFollows()
    blocks = in_order(new.blocks)
    colleague = await desk.absences.teacher_for_update(new.teacher_id)
    if colleague is None:
        raise NotFound()
    if colleague.left:
        raise AbsentTeacherLeft(name=colleague.name)
    measured = await _measured(desk.absences, new.teacher_id, blocks)
    whole = NewAbsence(new.teacher_id, new.kind, new.reason, blocks)
    absence_id = await desk.absences.add(whole, measured, account_id=caller.account_id, at=now)
    await desk.arrangements.follow([absence_id], at=now)
    made = await _shown(desk.absences, absence_id)
    if caller.teacher_id != made.teacher_id:
        await _tell(desk, Event.ABSENCE_ENTERED, made, [made.teacher_id], now)
    await tell_cover(desk.absences, desk.messages, made, now)
    return made


async def revise(
    desk: AbsenceDesk,
    absence_id: UUID,
    *,
    expected: int,
    values: Mapping[str, Any],
    blocks: Sequence[Block] | None,
    now: datetime,
) -> Absence:
    """Other words, or other times: then the days, the route and the deadline are worked out anew, unless
    somebody decided on the route.

    Raises NotFound, Stale, InvalidState, AbsenceFollowsTraining, and what `enter` raises.
    """
    seen = await _shown(desk.absences, absence_id)
    await desk.absences.teacher_for_update(seen.teacher_id)
    absence = await _moving(desk.absences, absence_id, expected, entered=True)
    if blocks is None:
        await desk.absences.change(absence_id, values)
        return await _shown(desk.absences, absence_id)
    ordered = in_order(blocks)
    measured = await _measured(desk.absences, absence.teacher_id, ordered, beside=absence_id)
    again = remeasured(measured, absence, begins=span(ordered)["starts_at"], now=now)
    await desk.absences.change(absence_id, {**values, **again, **span(ordered)}, ordered)
    await desk.arrangements.follow([absence_id], at=now)
    made = await _shown(desk.absences, absence_id)
    await _tell(desk, Event.ABSENCE_CHANGED, made, [made.teacher_id], now)
    if absence.route is Route.SWAP:
        await tell_cover(desk.absences, desk.messages, made, now)
    return made


async def cancel(desk: AbsenceDesk, absence_id: UUID, *, expected: int, now: datetime) -> Absence:
    """The teacher will be there: what looked after the lessons is released, and all concerned are told.

    Raises NotFound, Stale, InvalidState, AbsenceFollowsTraining.
    """
    absence = await _moving(desk.absences, absence_id, expected, entered=True)
    state = advance(LIFECYCLE, absence.state, "cancel")
    await desk.absences.change(absence_id, {"state": state})
    await desk.arrangements.follow([absence_id], at=now)
    to = [absence.teacher_id, *await desk.absences.affairs()]
    await _tell(desk, Event.ABSENCE_CANCELLED, absence, to, now)
    return await _shown(desk.absences, absence_id)


async def reroute(
    desk: AbsenceDesk, absence_id: UUID, route: Route, *, because: str, expected: int, now: datetime
) -> Absence:
    """Somebody's decision against the policy; it stands until another is made. Sent to swapping, partners
    may agree until the last one is needed: the absence's beginning.

    Raises NotFound, Stale, InvalidState, RouteUnchanged.
    """
    absence = await _moving(desk.absences, absence_id, expected, entered=False)
    if route is absence.route:
        raise RouteUnchanged(route=route)
    until = absence.starts_at if route is Route.SWAP else None
    values = {"route": route, "route_because": because, "route_rule_id": None}
    await desk.absences.change(absence_id, values | {"swap_until": until, "escalated_at": None})
    await desk.arrangements.follow([absence_id], at=now)
    made = await _shown(desk.absences, absence_id)
    await _tell(desk, Event.ABSENCE_REROUTED, made, [made.teacher_id], now, reason=because)
    await tell_cover(desk.absences, desk.messages, made, now)
    return made


def facts_of(absence: Absence) -> dict[str, str]:
    starts_on = absence.starts_at.astimezone(ZONE).date()
    return {
        "name": absence.teacher_name,
        "starts_on": starts_on.isoformat(),
        "days": f"{absence.school_days.normalize():f}",
    }


async def tell_cover(absences: Absences, messages: Messages, absence: Absence, now: datetime) -> None:
    """Academic Affairs hears of what is theirs to arrange."""
    if absence.route is Route.COVER:
        await messages.tell(
            Event.ABSENCE_TO_COVER,
            about=edition(absence.id, absence.version),
            to=await absences.affairs(),
            facts=facts_of(absence),
            link=f"absences/{absence.id}",
            at=now,
        )


async def _measured(
    absences: Absences, teacher_id: UUID, blocks: Sequence[Block], *, beside: UUID | None = None
) -> Measured:
    ground = await absences.ground(*days_between(blocks))
    if not on_school_days(blocks, ground.days):
        raise AbsenceWithoutSchoolDay()
    other = await absences.overlapping(teacher_id, blocks, beside=beside)
    if other is not None:
        raise AbsenceOverlaps(
            kind=other.kind,
            starts_at=other.starts_at.astimezone(ZONE),
            ends_at=other.ends_at.astimezone(ZONE),
        )
    return measure(blocks, ground)


async def _moving(absences: Absences, absence_id: UUID, expected: int, *, entered: bool) -> Absence:
    absence = await absences.for_update(absence_id)
    if absence is None:
        raise NotFound()
    match(absence.version, expected)
    if entered and absence.kind is AbsenceKind.TRAINING:
        raise AbsenceFollowsTraining()
    advance(LIFECYCLE, absence.state, "cancel")
    return absence


async def _shown(absences: Absences, absence_id: UUID) -> Absence:
    """Raises NotFound."""
    found = await absences.get(absence_id)
    if found is None:
        raise NotFound()
    return found


async def _tell(
    desk: AbsenceDesk,
    event: Event,
    absence: Absence,
    to: Sequence[UUID],
    now: datetime,
    *,
    reason: str | None = None,
) -> None:
    facts = facts_of(absence) | ({"reason": reason} if reason else {})
    link = f"absences/{absence.id}"
    about = edition(absence.id, absence.version)
    await desk.messages.tell(event, about=about, to=to, facts=facts, link=link, at=now)
