"""Entering the platform's figures in our ledger, and undoing that: awards and counter-entries, nothing else.

Only ours: the awards are taken back. Only theirs: an award of the course, or where we know no such course one
of its title. Other figures: ours are taken back, and the same training is entered anew with theirs; so what
the ledger moves by is the difference, a 90-hour course stays one course, and reopening its enrolment still
takes back all of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from domain.errors import DomainError, ItemsRefused
from domain.people.calendar import ZONE, SchoolYearSpan
from domain.reconciliation.comparing import Amount, Key
from domain.reconciliation.decision import Decisions, Effect, made, taken_back
from domain.reconciliation.line import (
    AwardEffect,
    CourseCounted,
    DecisionOvertaken,
    LineOutdated,
    ReconciliationLine,
    line_key,
    same_values,
)
from domain.reconciliation.sides import CourseKeys, Credited, Holding
from domain.training.book import CreditBook
from domain.training.credit import AwardState, CreditAward
from domain.training.enrolment import EnrolmentState
from domain.training.policy import CreditRule
from domain.training.restating import Outside, Restated, again, from_outside, restate


@dataclass(frozen=True, slots=True)
class Taking:
    """A line whose figures of the platform are to be entered; `place` among the decisions."""

    place: int
    line: ReconciliationLine
    reason: str


@dataclass(frozen=True, slots=True)
class _Plan:
    taking: Taking
    gone: list[CreditAward]
    new: CreditAward | None

    @property
    def effects(self) -> tuple[Effect, ...]:
        return (*map(taken_back, self.gone), *([] if self.new is None else [made(self.new)]))


@dataclass(frozen=True, slots=True)
class _Sides:
    keys: CourseKeys
    ours: Mapping[int, Mapping[Key, Holding]]
    theirs: Mapping[int, Mapping[Key, Holding]]

    def of(self, line: ReconciliationLine) -> tuple[Holding | None, Holding | None]:
        year, key = line.school_year, line_key(line, self.keys)
        return self.ours[year].get(key), self.theirs[year].get(key)


async def take_theirs(
    decisions: Decisions, book: CreditBook, takings: Sequence[Taking], *, now: datetime
) -> dict[UUID, tuple[Effect, ...]]:
    """What it did, by line; in as many statements for all as for one.

    All or none: ItemsRefused names each line that is LineOutdated, CourseCounted or of a SchoolYearUnknown.
    """
    if not takings:
        return {}
    sides = await _sides(decisions, takings)
    held = {taking.line.id: sides.of(taking.line) for taking in takings}
    rows = [row for ours, _ in held.values() if ours is not None for row in ours.rows]
    await book.sittings_for_update([row.enrolment_id for row in rows if row.enrolment_id is not None])
    awards = await decisions.awards_for_update([row.award_id for row in rows if row.award_id is not None])
    rules, years = await book.rules(), await book.years()
    plans: list[_Plan] = []
    refusals: list[tuple[str, DomainError]] = []
    for taking in takings:
        ours, theirs = held[taking.line.id]
        try:
            standing = [] if ours is None else _standing(ours, awards)
            new = _new(taking, standing, theirs, book.new_id(), (rules, years), now)
            plans.append(_Plan(taking, standing, new))
        except DomainError as refusal:
            refusals.append((f"/items/{taking.place}", refusal))
    if refusals:
        raise ItemsRefused(refusals)
    await _restate(book, plans)
    return {plan.taking.line.id: plan.effects for plan in plans}


async def _sides(decisions: Decisions, takings: Collection[Taking]) -> _Sides:
    lines = [taking.line for taking in takings]
    years = sorted({line.school_year for line in lines})
    teachers = sorted({line.teacher_id for line in lines})
    credited = await decisions.credited(await decisions.latest_lists(years), teachers)
    awarded = await decisions.awarded(years, teachers)
    keys = CourseKeys(await decisions.courses())

    def by_year(rows: list[Credited]) -> dict[int, dict[Key, Holding]]:
        return {year: keys.side(row for row in rows if row.school_year == year) for year in years}

    return _Sides(keys, by_year(awarded), by_year(credited))


def _standing(ours: Holding, awards: Mapping[UUID, CreditAward]) -> list[CreditAward]:
    """The awards as they are under their locks; those of an enrolment and course first."""
    found = [awards[row.award_id] for row in ours.rows if row.award_id is not None]
    standing = [award for award in found if award.state is not AwardState.VOID]
    return sorted(standing, key=lambda award: (award.course_id is None, award.id))


def _new(
    taking: Taking,
    standing: Sequence[CreditAward],
    theirs: Holding | None,
    award_id: UUID,
    ground: tuple[Sequence[CreditRule], Sequence[SchoolYearSpan]],
    now: datetime,
) -> CreditAward | None:
    """The award to enter, if any. Raises LineOutdated, SchoolYearUnknown."""
    line, amount = taking.line, None if theirs is None else theirs.amount
    if not same_values(line, _sum(standing), amount):
        raise LineOutdated()
    if theirs is None:
        return None
    if standing:
        first, said = standing[0], theirs.amount
        return again(
            first, award_id, taking.reason, state=first.state, hours=said.hours, credits=said.credits
        )
    earned_on = line.earned_on
    outside = Outside(
        teacher_id=line.teacher_id,
        school_year=line.school_year,
        course_id=theirs.course_id,
        title=theirs.title,
        category=theirs.category,
        hours=theirs.amount.hours,
        credits=theirs.amount.credits,
        earned_at=now if earned_on is None else datetime.combine(earned_on, time(), ZONE),
    )
    return from_outside(outside, award_id, taking.reason, *ground)


def _sum(awards: Sequence[CreditAward]) -> Amount | None:
    if not awards:
        return None
    hours = [award.hours for award in awards]
    credits = [award.credits for award in awards]
    return Amount(sum(hours[1:], hours[0]), sum(credits[1:], credits[0]))


async def _restate(book: CreditBook, plans: Sequence[_Plan]) -> None:
    gone = [Restated(award, plan.taking.reason) for plan in plans for award in plan.gone]
    new = [Restated(plan.new, plan.taking.reason) for plan in plans if plan.new is not None]
    counted = await restate(book, taken_back=gone, entered=new)
    refused = [plan for plan in plans if plan.new is not None and plan.new.id in counted]
    if refused:
        raise ItemsRefused(
            [
                (f"/items/{plan.taking.place}", CourseCounted(course=plan.taking.line.title))
                for plan in refused
            ]
        )


async def give_back(
    decisions: Decisions, book: CreditBook, line: ReconciliationLine, reason: str
) -> tuple[Effect, ...]:
    """What taking the platform's figures entered is taken back, and what it took back entered again.

    Raises DecisionOvertaken where the ledger moved on from there, CourseCounted.
    """
    effects = await decisions.effects(line.id)
    sittings = await book.sittings_for_update(
        [one.enrolment_id for one in effects if one.enrolment_id is not None]
    )
    awards = await decisions.awards_for_update([one.award_id for one in effects])
    entered = [awards[one.award_id] for one in effects if one.effect is AwardEffect.MADE]
    over = any(award.state is AwardState.VOID for award in entered)
    if over or any(one.state is not EnrolmentState.PASSED for one in sittings.values()):
        raise DecisionOvertaken()
    back = [
        # What was entered in its place may have been confirmed meanwhile, and then so is this.
        again(
            awards[one.award_id],
            book.new_id(),
            reason,
            state=entered[0].state if entered else one.award_state,
        )
        for one in effects
        if one.effect is AwardEffect.TAKEN_BACK
    ]
    counted = await restate(
        book,
        taken_back=[Restated(award, reason) for award in entered],
        entered=[Restated(award, reason) for award in back],
    )
    if counted:
        raise CourseCounted(course=line.title)
    return (*map(taken_back, entered), *map(made, back))
