"""Handing duties in, and judging them: the last one settled confirms the credits, in the same transaction.

Whoever settles a duty first locks its enrolment, then the award, then the duty; the sums come last. So of two
who settle an enrolment's last two duties at once, the second sees what the first did, and it confirms.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.errors import NotFound
from domain.files import Files
from domain.identity.access import Caller, own_only
from domain.identity.actions import Action
from domain.lifecycle import advance, match
from domain.messages import Event, Messages
from domain.people.changes import UnknownReference
from domain.training.awards import confirm_held
from domain.training.book import CreditBook, Sitting
from domain.training.credit import AwardState, CreditAward
from domain.training.demands import Demands
from domain.training.duty import (
    LIFECYCLE,
    TICKED,
    ContentRequired,
    Duties,
    Duty,
    DutyKind,
    DutyState,
    HandIn,
    OwnDuty,
    ProductIncomplete,
    Review,
    Submission,
    Verdict,
)
from domain.training.products import Products, publish


@dataclass(frozen=True, slots=True)
class Desk:
    """Where duties are judged: all that moves when one is settled."""

    duties: Duties
    demands: Demands
    book: CreditBook
    products: Products
    messages: Messages


@dataclass(frozen=True, slots=True)
class Held:
    """A duty with what hangs on it, locked."""

    duty: Duty
    sitting: Sitting
    award: CreditAward | None


def check_content(kind: DutyKind, given: HandIn, *, by_office: bool) -> None:
    """ProductIncomplete, or ContentRequired: what is handed in does not do for this kind of duty."""
    if kind is DutyKind.PRODUCT:
        if given.title is None or given.file_id is None:
            raise ProductIncomplete()
        return
    ticked = by_office and kind in TICKED
    if given.text is None and given.file_id is None and not ticked:
        raise ContentRequired(kind=kind)


async def hand_in(
    duties: Duties, files: Files, duty_id: UUID, given: HandIn, *, caller: Caller, now: datetime
) -> Submission:
    """A further version of one's own, or by the office for somebody; late is possible, and marked."""
    duty = await duties.for_update(duty_id)
    if duty is None:
        raise NotFound()
    own_only(caller, duty.teacher_id)
    state = advance(LIFECYCLE, duty.state, "hand_in")
    by_office = caller.may(Action.DUTY_REVIEW)
    check_content(duty.kind, given, by_office=by_office)
    await _check_file(files, given.file_id, caller, by_office=by_office)
    latest = await duties.latest(duty)
    await duties.became(duty, state)
    number = 1 if latest is None else latest.number + 1
    return await duties.submit(duty, number, given, account_id=caller.account_id, at=now)


async def _check_file(files: Files, file_id: UUID | None, caller: Caller, *, by_office: bool) -> None:
    """A file one did not bring is, to a teacher, none: naming it would make it readable."""
    if file_id is None:
        return
    file = await files.get(file_id)
    if file is None or not (by_office or file.account_id == caller.account_id):
        raise UnknownReference(field="file_id")


async def accept(
    desk: Desk, duty_id: UUID, *, expected: int, remark: str | None, caller: Caller, now: datetime
) -> Duty:
    """What was handed in will do; a product is shared. A duty of TICKED needs nothing handed in."""
    held = await _held(desk, duty_id, expected, caller)
    duty = held.duty
    ticked = duty.kind in TICKED and duty.state is not DutyState.HANDED_IN
    state = advance(LIFECYCLE, duty.state, "tick" if ticked else "accept")
    submission = await _judged(desk, duty, ticked=ticked, caller=caller, now=now)
    await desk.duties.review(submission, Review(Verdict.ACCEPTED, remark, caller.account_id, now))
    await desk.duties.became(duty, state, settled_at=now)
    if duty.kind is DutyKind.PRODUCT:
        await publish(desk.products, duty, submission, school_year=held.sitting.planned_year, now=now)
    await _tell(desk, Event.DUTY_ACCEPTED, duty, duty.id, remark, now)
    return await _settled(desk, held, now)


async def send_back(
    desk: Desk, duty_id: UUID, *, expected: int, remark: str, caller: Caller, now: datetime
) -> Duty:
    """What was handed in will not do yet, and why; each return is told."""
    held = await _held(desk, duty_id, expected, caller)
    state = advance(LIFECYCLE, held.duty.state, "return")
    submission = await _judged(desk, held.duty, ticked=False, caller=caller, now=now)
    await desk.duties.review(submission, Review(Verdict.RETURNED, remark, caller.account_id, now))
    await desk.duties.became(held.duty, state)
    await _tell(desk, Event.DUTY_RETURNED, held.duty, submission.id, remark, now)
    return await _again(desk, held.duty)


async def waive(
    desk: Desk, duty_id: UUID, *, expected: int, reason: str, caller: Caller, now: datetime
) -> Duty:
    """The duty is asked for no more, for a reason; it counts as settled."""
    held = await _held(desk, duty_id, expected, caller)
    state = advance(LIFECYCLE, held.duty.state, "waive")
    await desk.duties.became(held.duty, state, settled_at=now, because=reason)
    return await _settled(desk, held, now)


async def _held(desk: Desk, duty_id: UUID, expected: int, caller: Caller) -> Held:
    """Locks in the order of the house: the enrolment, its award, the duty."""
    seen = await desk.duties.get(duty_id)
    if seen is None:
        raise NotFound()
    sittings = await desk.book.sittings_for_update([seen.enrolment_id])
    award = await desk.book.standing_award_for_update(seen.enrolment_id)
    duty = await desk.duties.for_update(duty_id)
    assert duty is not None
    if caller.teacher_id == duty.teacher_id:
        raise OwnDuty()
    match(duty.version, expected)
    return Held(duty, sittings[duty.enrolment_id], award)


async def _judged(desk: Desk, duty: Duty, *, ticked: bool, caller: Caller, now: datetime) -> Submission:
    """The version judged: the latest handed in, or for a tick an empty one by who ticks it off."""
    latest = await desk.duties.latest(duty)
    if not ticked:
        assert latest is not None
        return latest
    number = 1 if latest is None else latest.number + 1
    return await desk.duties.submit(duty, number, HandIn(), account_id=caller.account_id, at=now)


async def _settled(desk: Desk, held: Held, now: datetime) -> Duty:
    """Confirms the credits when this was the last duty they waited for."""
    award = held.award
    waits = award is not None and award.state is AwardState.PROVISIONAL
    if waits and not await desk.demands.outstanding(held.duty.enrolment_id):
        assert award is not None
        await confirm_held(desk.book, desk.messages, held.sitting, award, now=now)
    return await _again(desk, held.duty)


async def _again(desk: Desk, duty: Duty) -> Duty:
    changed = await desk.duties.get(duty.id)
    assert changed is not None
    return changed


async def _tell(desk: Desk, event: Event, duty: Duty, about: UUID, remark: str | None, now: datetime) -> None:
    facts = {"kind": duty.kind.value, "course": duty.course_title}
    if remark is not None:
        facts["reason"] = remark
    link = f"duties/{duty.id}"
    await desk.messages.tell(event, about=about, to=[duty.teacher_id], facts=facts, link=link, at=now)
