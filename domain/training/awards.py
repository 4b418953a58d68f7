"""What becomes of an award: confirmed, reopened with its enrolment, taken back, or adjusted by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.lifecycle import advance, match
from domain.messages import Event, Messages, Notice
from domain.people.calendar import SchoolYearUnknown
from domain.training.book import CreditBook, Move, Sitting, TrainingResult, after
from domain.training.catalogue import CourseKind
from domain.training.credit import (
    AWARD_LIFECYCLE,
    AwardState,
    CreditAward,
    Reason,
    ReasonCode,
    adjusting,
    confirming,
    countering,
)
from domain.training.demands import Demands
from domain.training.duty import DutiesOpen
from domain.training.enrolment import LIFECYCLE
from domain.training.policy import in_force


class NothingToConfirm(Conflict):
    """The enrolment earned no credits that could be confirmed."""

    code = "nothing_to_confirm"


class AdjustmentOfNothing(RuleViolation):
    """An adjustment by 0 credits."""

    code = "adjustment_of_nothing"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Credits given or taken by hand."""

    teacher_id: UUID
    school_year: int
    category: CourseKind
    credits: Decimal
    reason: str


async def _sitting(book: CreditBook, enrolment_id: UUID, expected: int) -> Sitting:
    sitting = (await book.sittings_for_update([enrolment_id])).get(enrolment_id)
    if sitting is None:
        raise NotFound()
    match(sitting.version, expected)
    return sitting


async def confirm(
    book: CreditBook,
    demands: Demands,
    messages: Messages,
    enrolment_id: UUID,
    *,
    expected: int,
    now: datetime,
) -> TrainingResult:
    """Makes the credits of a passed enrolment count; DutiesOpen while duties after it are not done."""
    sitting = await _sitting(book, enrolment_id, expected)
    award = await book.standing_award_for_update(enrolment_id)
    if award is None:
        raise NothingToConfirm()
    outstanding = await demands.outstanding(enrolment_id)
    if outstanding:
        raise DutiesOpen(outstanding)
    return await confirm_held(book, messages, sitting, award, now=now)


async def confirm_held(
    book: CreditBook, messages: Messages, sitting: Sitting, award: CreditAward, *, now: datetime
) -> TrainingResult:
    """The enrolment and its award are locked, and no duty is open."""
    (stays,) = await confirm_held_all(book, messages, [(sitting, award)], now=now)
    confirmed = replace(award, state=AwardState.CONFIRMED, version=award.version + 1)
    return after(stays, confirmed, award.reasons)


async def confirm_held_all(
    book: CreditBook, messages: Messages, held: Sequence[tuple[Sitting, CreditAward]], *, now: datetime
) -> list[Move]:
    """As `confirm_held`, of many enrolments in as few statements as of one, with a line of history each."""
    moves = [
        Move(one, one.state, one.absent_days, one.remark, "confirmed", Decimal(0), one.record_sheet_code)
        for one, _ in held
    ]
    await _confirmed(book, messages, [award for _, award in held], moves, now)
    return moves


async def confirm_all(
    book: CreditBook, messages: Messages, results: Sequence[TrainingResult], *, now: datetime
) -> None:
    """Of results recorded just now, those whose credits wait for no duty: in as few statements as for one."""
    awards = [one.award for one in results if one.award is not None and not one.missing]
    await _confirmed(book, messages, awards, (), now)


async def _confirmed(
    book: CreditBook,
    messages: Messages,
    awards: Sequence[CreditAward],
    moves: Sequence[Move],
    now: datetime,
) -> None:
    if not awards:
        return
    for award in awards:
        advance(AWARD_LIFECYCLE, award.state, "confirm")
    await book.awards_became(awards, AwardState.CONFIRMED)
    await book.write(moves=moves, entries=[entry for award in awards for entry in confirming(award)])
    told = [
        Notice(
            Event.CREDIT_CONFIRMED,
            award.id,
            award.teacher_id,
            {"course": award.title, "credits": f"{award.credits:.2f}"},
            f"credit-awards/{award.id}",
        )
        for award in awards
    ]
    await messages.tell_all(told, at=now)


async def reopen(
    book: CreditBook,
    demands: Demands,
    enrolment_id: UUID,
    *,
    expected: int,
    reason: str,
    now: datetime,
) -> TrainingResult:
    """Back to placed, as if there had been no result.

    What it earned is taken back by counter-entries, its duties are void, what they shared is withdrawn.
    """
    sitting = await _sitting(book, enrolment_id, expected)
    state = advance(LIFECYCLE, sitting.state, "reopen")
    award = await book.standing_award_for_update(enrolment_id)
    entries = []
    if award is not None:
        await book.award_became(award, AwardState.VOID)
        entries = countering(award, reason)
    await demands.take_back(enrolment_id, reason=reason, at=now)
    move = Move(sitting, state, None, None, reason, sitting.planned_credits)
    await book.write(moves=[move], entries=entries)
    return after(move, None, [])


async def void_award(book: CreditBook, award_id: UUID, *, expected: int, reason: str) -> CreditAward:
    """Takes an award back by counter-entries; the enrolment keeps its result."""
    enrolment_id = await book.enrolment_of(award_id)
    if enrolment_id is not None:
        await book.sittings_for_update([enrolment_id])
    award = await book.award_for_update(award_id)
    if award is None:
        raise NotFound()
    match(award.version, expected)
    state = advance(AWARD_LIFECYCLE, award.state, "void")
    await book.award_became(award, state)
    await book.write(entries=countering(award, reason))
    return replace(award, state=state, version=award.version + 1)


async def adjust(book: CreditBook, wanted: Adjustment, *, now: datetime) -> CreditAward:
    """An award of its own, confirmed at once.

    Raises AdjustmentOfNothing, SchoolYearUnknown, and NotFound when there is no such teacher.
    """
    if wanted.credits == 0:
        raise AdjustmentOfNothing()
    first_day = next((y.starts_on for y in await book.years() if y.start_year == wanted.school_year), None)
    if first_day is None:
        raise SchoolYearUnknown(day=str(wanted.school_year))
    policy = in_force(await book.rules(), first_day)
    award = CreditAward(
        id=book.new_id(),
        teacher_id=wanted.teacher_id,
        course_id=None,
        enrolment_id=None,
        title=wanted.reason,
        category=wanted.category,
        school_year=wanted.school_year,
        cycle_year=policy.cycle_of(wanted.school_year),
        hours=Decimal("0.00"),
        credits=wanted.credits.quantize(Decimal("0.01")),
        state=AwardState.CONFIRMED,
        earned_at=now,
        reasons=[Reason(ReasonCode.ADJUSTMENT, None, wanted.reason)],
    )
    await book.add_awards([award])
    await book.write(entries=adjusting(award, wanted.reason))
    return award
