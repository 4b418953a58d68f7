"""What became of an enrolment 考核结果, and the credits it earns, provisional until every duty is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from domain.errors import DomainError, ItemsRefused, NotFound, RuleViolation
from domain.lifecycle import advance, match
from domain.people.calendar import SchoolYearSpan, day_of, school_year_of
from domain.training.book import CreditBook, Move, Sitting, TrainingResult, after
from domain.training.catalogue import SessionState
from domain.training.credit import (
    AwardState,
    CreditAward,
    Reason,
    ReasonCode,
    awarding,
)
from domain.training.demands import Demands, Ended, ask
from domain.training.duty import DutyKind
from domain.training.enrolment import LIFECYCLE, EnrolmentState
from domain.training.policy import CreditRule, Policy, in_force
from domain.training.record_sheet import check_quoted


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"


class TrainingNotOver(RuleViolation):
    """The session is neither over nor closed; facts: `ends_at`."""

    code = "training_not_over"


class AbsentTooLong(RuleViolation):
    """More days absent than the training has; facts: `days`."""

    code = "absent_longer_than_training"


class GivenTwice(RuleViolation):
    """The same enrolment stands twice among the results."""

    code = "result_given_twice"


@dataclass(frozen=True, slots=True)
class Result:
    """What the office says became of one enrolment, decided on one version of it."""

    enrolment_id: UUID
    expected: int
    outcome: Outcome
    absent_days: Decimal
    remark: str | None
    record_sheet_code: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    move: Move
    award: CreditAward | None


def judge_result(
    sitting: Sitting,
    result: Result,
    rules: Sequence[CreditRule],
    years: Sequence[SchoolYearSpan],
    *,
    award_id: UUID,
    now: datetime,
) -> Judged:
    """The enrolment's step, and the award it earns.

    Raises Stale, InvalidState, TrainingNotOver, AbsentTooLong, SchoolYearUnknown.
    """
    match(sitting.version, result.expected)
    passed = result.outcome is Outcome.PASSED
    state = advance(LIFECYCLE, sitting.state, "pass" if passed else "fail")
    over = sitting.session_state in (SessionState.CLOSED, SessionState.COMPLETED)
    if not over and now < sitting.ends_at:
        raise TrainingNotOver(ends_at=sitting.ends_at.isoformat())
    if result.absent_days > len(sitting.days):
        raise AbsentTooLong(days=len(sitting.days))
    move = Move(
        sitting,
        state,
        result.absent_days,
        result.remark,
        None,
        -sitting.planned_credits,
        result.record_sheet_code,
    )
    return Judged(move, _award(sitting, result, rules, years, award_id) if passed else None)


def _award(
    sitting: Sitting,
    result: Result,
    rules: Sequence[CreditRule],
    years: Sequence[SchoolYearSpan],
    award_id: UUID,
) -> CreditAward:
    ended = day_of(sitting.ends_at)
    school_year = school_year_of(ended, years)
    first_day = next(year.starts_on for year in years if year.start_year == school_year)
    of_year = in_force(rules, first_day)
    cycle_year = of_year.cycle_of(school_year)
    credits, reasons = earned(sitting, result.absent_days, in_force(rules, ended))
    return CreditAward(
        id=award_id,
        teacher_id=sitting.teacher_id,
        course_id=sitting.course_id,
        enrolment_id=sitting.enrolment_id,
        title=sitting.title,
        category=sitting.kind,
        school_year=school_year,
        cycle_year=cycle_year,
        hours=sitting.hours,
        credits=credits,
        state=AwardState.PROVISIONAL,
        earned_at=sitting.ends_at,
        reasons=[*reasons, Reason(ReasonCode.CYCLE, of_year.cycle_years.id, str(cycle_year))],
    )


def earned(sitting: Sitting, absent_days: Decimal, policy: Policy) -> tuple[Decimal, list[Reason]]:
    """The course's credits less the deduction for absence, two decimals, never below 0; 0 past the share."""
    reasons = [Reason(ReasonCode.COURSE_CREDITS, None, str(sitting.credits))]
    share, deduction = policy.absence_void_share, policy.absence_deduction
    if absent_days and share.value is not None and Fraction(absent_days) > share.value * len(sitting.days):
        reasons.append(Reason(ReasonCode.ABSENCE_VOID_SHARE, share.id, share.written))
        return Decimal("0.00"), reasons
    if absent_days and deduction.value is not None:
        lost = (deduction.value * absent_days).quantize(Decimal("0.01"), ROUND_HALF_UP)
        reasons.append(Reason(ReasonCode.ABSENCE_DEDUCTION, deduction.id, str(-lost)))
        return max(sitting.credits - lost, Decimal("0.00")), reasons
    return sitting.credits, reasons


async def record(
    book: CreditBook, demands: Demands, results: Sequence[Result], *, now: datetime
) -> list[TrainingResult]:
    """All of the results or none: ItemsRefused names every one that is against a rule, by its place.

    Who passed is asked for the duties after the training, though its course may have counted before.
    """
    sittings = await book.sittings_for_update([result.enrolment_id for result in results])
    rules, years = await book.rules(), await book.years()
    sheets = await book.record_sheets(
        [code for one in results if (code := one.record_sheet_code) is not None]
    )
    judged, refusals, seen = [], [], set()
    for place, result in enumerate(results):
        try:
            if result.enrolment_id in seen:
                raise GivenTwice()
            seen.add(result.enrolment_id)
            if result.enrolment_id not in sittings:
                raise NotFound()
            sitting = sittings[result.enrolment_id]
            if result.record_sheet_code is not None:
                check_quoted(result.enrolment_id, sheets.get(result.record_sheet_code))
            judged.append(judge_result(sitting, result, rules, years, award_id=book.new_id(), now=now))
        except DomainError as refusal:
            refusals.append((f"/items/{place}", refusal))
    if refusals:
        raise ItemsRefused(refusals)
    counted = await book.add_awards([one.award for one in judged if one.award is not None])
    passed = [one.move.sitting for one in judged if one.move.state is EnrolmentState.PASSED]
    asked = await ask(demands, [_ended(sitting) for sitting in passed])
    kept = [one.award for one in judged if one.award is not None and one.award.id not in counted]
    await book.write(
        moves=[one.move for one in judged], entries=[e for award in kept for e in awarding(award)]
    )
    return [
        _after(one, counted, [demand.kind for demand in asked.get(one.move.sitting.enrolment_id, ())])
        for one in judged
    ]


def _ended(sitting: Sitting) -> Ended:
    return Ended(sitting.enrolment_id, sitting.teacher_id, sitting.kind, day_of(sitting.ends_at))


def _after(judged: Judged, counted: Mapping[UUID, UUID], missing: Sequence[DutyKind]) -> TrainingResult:
    award = judged.award
    if award is None:
        return after(judged.move, None, [])
    if award.id in counted:
        first = Reason(ReasonCode.COURSE_ALREADY_COUNTED, None, str(counted[award.id]))
        return after(judged.move, None, [first], missing)
    return after(judged.move, award, award.reasons, missing)


async def record_one(book: CreditBook, demands: Demands, result: Result, *, now: datetime) -> TrainingResult:
    try:
        return (await record(book, demands, [result], now=now))[0]
    except ItemsRefused as refused:
        raise refused.refusals[0][1] from None
