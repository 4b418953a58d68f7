"""Awards as somebody else has them: ours taken back by counter-entries, others entered in their place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from domain.people.calendar import SchoolYearSpan, SchoolYearUnknown
from domain.training.book import CreditBook
from domain.training.catalogue import CourseKind
from domain.training.credit import (
    AwardState,
    CreditAward,
    Entry,
    Reason,
    ReasonCode,
    adjusting,
    awarding,
    countering,
)
from domain.training.policy import CreditRule, in_force


@dataclass(frozen=True, slots=True)
class Restated:
    """An award to be taken back, or entered, and what the ledger says to it."""

    award: CreditAward
    reason: str


@dataclass(frozen=True, slots=True)
class Outside:
    """What somebody else has credited, and our ledger has not."""

    teacher_id: UUID
    school_year: int
    course_id: UUID | None
    title: str
    category: CourseKind
    hours: Decimal
    credits: Decimal
    earned_at: datetime


def from_outside(
    given: Outside,
    award_id: UUID,
    reason: str,
    rules: Sequence[CreditRule],
    years: Iterable[SchoolYearSpan],
) -> CreditAward:
    """An award of no enrolment, confirmed. Raises SchoolYearUnknown."""
    first_day = next((year.starts_on for year in years if year.start_year == given.school_year), None)
    if first_day is None:
        raise SchoolYearUnknown(day=str(given.school_year))
    return CreditAward(
        id=award_id,
        teacher_id=given.teacher_id,
        course_id=given.course_id,
        enrolment_id=None,
        title=given.title,
        category=given.category,
        school_year=given.school_year,
        cycle_year=in_force(rules, first_day).cycle_of(given.school_year),
        hours=given.hours,
        credits=given.credits,
        state=AwardState.CONFIRMED,
        earned_at=given.earned_at,
        reasons=[Reason(ReasonCode.ADJUSTMENT, None, reason)],
    )


def again(
    award: CreditAward,
    award_id: UUID,
    reason: str,
    *,
    state: AwardState,
    hours: Decimal | None = None,
    credits: Decimal | None = None,
) -> CreditAward:
    """The same award once more, of the same training, with other figures where they are given."""
    return replace(
        award,
        id=award_id,
        state=state,
        reasons=[*award.reasons, Reason(ReasonCode.ADJUSTMENT, None, reason)],
        version=1,
        hours=award.hours if hours is None else hours,
        credits=award.credits if credits is None else credits,
    )


async def restate(
    book: CreditBook, *, taken_back: Sequence[Restated] = (), entered: Sequence[Restated] = ()
) -> Mapping[UUID, UUID]:
    """First takes back, then enters, each provisional or confirmed as it is; the awards are locked.

    The answer is that of `add_awards`: which could not be entered, since their course counts already. The
    caller then refuses, so that nothing of it stays.
    """
    if taken_back:
        await book.awards_became([one.award for one in taken_back], AwardState.VOID)
    counted = await book.add_awards([one.award for one in entered])
    gone = [entry for one in taken_back for entry in countering(one.award, one.reason)]
    new = [entry for one in entered if one.award.id not in counted for entry in _entered(one)]
    await book.write(entries=[*gone, *new])
    return counted


def _entered(one: Restated) -> list[Entry]:
    if one.award.state is AwardState.PROVISIONAL:
        return awarding(one.award)
    return adjusting(one.award, one.reason)
