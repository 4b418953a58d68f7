"""Settling many duties at once that are done elsewhere, as `duties.accept` settles one.

The number of statements does not depend on how many. Locks: all enrolments, their awards, the duties.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.identity.access import Caller
from domain.lifecycle import advance
from domain.messages import Event, Notice
from domain.training.awards import confirm_held_all
from domain.training.book import Sitting
from domain.training.credit import AwardState, CreditAward
from domain.training.duties import Desk
from domain.training.duty import LIFECYCLE, TICKED, Duty, DutyState, OwnDuty, Review, Verdict


@dataclass(frozen=True, slots=True)
class Tick:
    """One duty of TICKED that is done, and what its teacher reads of it."""

    duty_id: UUID
    enrolment_id: UUID
    remark: str


async def tick_all(desk: Desk, ticks: Sequence[Tick], *, caller: Caller, now: datetime) -> set[UUID]:
    """The duties settled by this: those that were settled before are passed over.

    Whoever's last duty it was has their credits confirmed. Raises InvalidState for one taken back meanwhile,
    OwnDuty.
    """
    if not ticks:
        return set()
    enrolments = sorted({one.enrolment_id for one in ticks})
    sittings = await desk.book.sittings_for_update(enrolments)
    awards = await desk.book.standing_awards_for_update(enrolments)
    held = await desk.duties.all_for_update([one.duty_id for one in ticks])
    remarks = {one.duty_id: one.remark for one in ticks}
    due = [one for one in held.values() if one.state not in (DutyState.ACCEPTED, DutyState.WAIVED)]
    await _accept(desk, due, remarks, caller, now)
    await _confirm(desk, {one.enrolment_id for one in due}, sittings, awards, now)
    return {one.id for one in due}


async def _accept(
    desk: Desk, due: Sequence[Duty], remarks: Mapping[UUID, str], caller: Caller, now: datetime
) -> None:
    for one in due:
        if one.teacher_id == caller.teacher_id:
            raise OwnDuty()
        assert one.kind in TICKED
        advance(LIFECYCLE, one.state, "accept" if one.state is DutyState.HANDED_IN else "tick")
    latest = await desk.duties.latest_of([one.id for one in due])
    empty = [
        (one, 1 + (latest[one.id].number if one.id in latest else 0))
        for one in due
        if one.state is not DutyState.HANDED_IN
    ]
    judged = latest | await desk.duties.submit_empty(empty, account_id=caller.account_id, at=now)
    reviews = [
        (judged[one.id].id, Review(Verdict.ACCEPTED, remarks[one.id], caller.account_id, now)) for one in due
    ]
    await desk.duties.review_all(reviews)
    await desk.duties.all_became([one.id for one in due], DutyState.ACCEPTED, settled_at=now)
    await desk.messages.tell_all([_told(one, remarks[one.id]) for one in due], at=now)


def _told(duty: Duty, remark: str) -> Notice:
    facts = {"kind": duty.kind.value, "course": duty.course_title, "reason": remark}
    return Notice(Event.DUTY_ACCEPTED, duty.id, duty.teacher_id, facts, f"duties/{duty.id}")


async def _confirm(
    desk: Desk,
    enrolments: Collection[UUID],
    sittings: Mapping[UUID, Sitting],
    awards: Mapping[UUID, CreditAward],
    now: datetime,
) -> None:
    """Of those that waited for these duties alone."""
    waiting = await desk.demands.waiting_among(enrolments)
    ready = [
        (sittings[one], awards[one])
        for one in sorted(enrolments)
        if one not in waiting and one in awards and awards[one].state is AwardState.PROVISIONAL
    ]
    await confirm_held_all(desk.book, desk.messages, ready, now=now)
