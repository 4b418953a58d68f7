"""Where a teacher stands in the five-year cycle 周期: the years together, with what only the cycle limits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol
from uuid import UUID

from domain.paging import Page, Window, WrittenPage
from domain.people.calendar import SchoolYearSpan
from domain.training.credit import Reason, ReasonCode
from domain.training.policy import Policy, in_force
from domain.training.standing import (
    NOTHING,
    Away,
    Ground,
    Member,
    Standing,
    StandingFilter,
    StandingState,
    Verdict,
    because,
    days_there,
    hundredths,
)
from domain.training.summary import GroupBy, Summary


@dataclass(frozen=True, slots=True)
class YearSums:
    """A teacher's sums of one school year."""

    confirmed: Decimal = NOTHING
    provisional: Decimal = NOTHING
    planned: Decimal = NOTHING
    school_based_confirmed: Decimal = NOTHING
    school_based_provisional: Decimal = NOTHING
    long_courses: int = 0


@dataclass(frozen=True, slots=True)
class CycleStanding:
    """One teacher in one cycle, judged by the rules in force on the first day of the year asked for."""

    teacher_id: UUID
    name: str
    cycle_year: int
    """The first school year of the cycle."""

    until_year: int
    """The last."""

    confirmed: Decimal
    provisional: Decimal
    planned: Decimal
    school_based: Decimal
    """Of the confirmed, what school-based training brought."""

    counted: Decimal
    """Of the confirmed, what counts: each year up to its cap, school-based training up to its share."""

    target: Decimal
    owed: Decimal
    long_courses: int
    long_courses_due: int
    state: StandingState
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class TeacherCredit:
    """One teacher's school year, and the cycle it stands in."""

    teacher_id: UUID
    year: Standing
    cycle: CycleStanding


Told = Callable[[Sequence[Verdict]], Iterable[str]]
"""What writes out verdicts, each as an object of JSON, without the sums that were judged."""


class Standings(Protocol):
    """How the teachers a caller may see stand today. Raises SchoolYearUnknown."""

    async def written(self, filters: StandingFilter, window: Window, told: Told) -> WrittenPage:
        """Of `Standing`."""
        ...

    async def summary(self, school_year: int, by: GroupBy) -> list[Summary]: ...

    async def cycles(self, filters: StandingFilter, window: Window) -> Page[CycleStanding]: ...

    async def of(self, teacher_id: UUID, school_year: int | None) -> TeacherCredit | None:
        """In the school year given, or today's; None when there is no such teacher for this caller to see."""
        ...


@dataclass(frozen=True, slots=True)
class CycleYear:
    """A school year of the cycle, with the cap its own policy sets."""

    span: SchoolYearSpan
    cap: Decimal | None
    cap_reason: Reason


def cycle_years(ground: Ground, school_year: int) -> list[CycleYear]:
    """The years of the cycle the school year stands in; SchoolYearUnknown when the calendar lacks that year.

    Other years the calendar does not know, those to come above all, are taken to lie like the one asked for.
    """
    policy, span = ground.policy(school_year), ground.span(school_year)
    known = {year.start_year: year for year in ground.years}
    first = policy.cycle_of(school_year)
    years = []
    for year in range(first, first + policy.cycle_years.value):
        its = known.get(year) or _moved(span, year)
        cap = in_force(ground.rules, its.starts_on).yearly_cap
        years.append(CycleYear(its, cap.value, because(ReasonCode.YEARLY_CAP, cap)))
    return years


def _moved(span: SchoolYearSpan, year: int) -> SchoolYearSpan:
    """The span, lying in another year; the last of February is the 28th then."""
    later = year - span.start_year
    return SchoolYearSpan(
        year,
        *(
            day.replace(year=day.year + later, day=28 if (day.month, day.day) == (2, 29) else day.day)
            for day in (span.starts_on, span.ends_on)
        ),
    )


def judge_cycle(
    policy: Policy,
    years: Sequence[CycleYear],
    today: date,
    member: Member,
    away: Sequence[Away],
    sums: Mapping[int, YearSums],
) -> CycleStanding:
    """`years` are all of the cycle's, in order.

    A missing 90-hour course keeps a teacher from `met`, and in the cycle's last year from `on_track`.
    """
    there, days, why = _days(years, member, away)
    target, reasons = _target(policy, there, days, why)
    limit = _limit(policy, target)
    confirmed, capped = _capped(years, sums, planned=False)
    hoped, _ = _capped(years, sums, planned=True)
    counted, cut = _within(limit, *confirmed)
    expected, _ = _within(limit, *hoped)
    if cut:
        reasons.append(because(ReasonCode.SCHOOL_BASED_SHARE, policy.school_based_share))
    long_courses = sum(year.long_courses for year in sums.values())
    due = policy.cycle_long_courses.value if there else 0
    reasons += [*capped, because(ReasonCode.CYCLE_LONG_COURSES, policy.cycle_long_courses)]
    return CycleStanding(
        teacher_id=member.teacher_id,
        name=member.name,
        cycle_year=years[0].span.start_year,
        until_year=years[-1].span.start_year,
        confirmed=sum((year.confirmed for year in sums.values()), NOTHING),
        provisional=sum((year.provisional for year in sums.values()), NOTHING),
        planned=sum((year.planned for year in sums.values()), NOTHING),
        school_based=sum((year.school_based_confirmed for year in sums.values()), NOTHING),
        counted=counted,
        target=target,
        owed=max(target - counted, NOTHING),
        long_courses=long_courses,
        long_courses_due=due,
        state=StandingState.EXEMPT
        if there == 0
        else _state(target, counted, expected, due - long_courses, years, today),
        reasons=tuple(reasons),
    )


def _days(years: Sequence[CycleYear], member: Member, away: Sequence[Away]) -> tuple[int, int, list[Reason]]:
    """The days the teacher was there for, the cycle's days, and why they differ."""
    days = sum((year.span.ends_on - year.span.starts_on).days + 1 for year in years)
    there, why = 0, []
    for year in years:
        in_year, why_not = days_there(year.span, member.hired_on, member.left_on, away)
        there += in_year
        why += [reason for reason in why_not if reason not in why]
    return there, days, why


def _target(policy: Policy, there: int, days: int, why: Sequence[Reason]) -> tuple[Decimal, list[Reason]]:
    """The whole target, or with pro rata the part of the cycle's days the teacher was there for."""
    reasons = [because(ReasonCode.CYCLE_TARGET, policy.cycle_target)]
    if there == days or not (policy.pro_rata.value or there == 0):
        return hundredths(policy.cycle_target.value), reasons
    reasons += [because(ReasonCode.PRO_RATA, policy.pro_rata, f"{there}/{days}"), *why]
    return hundredths(policy.cycle_target.value * there / days), reasons


def _limit(policy: Policy, target: Decimal) -> Decimal | None:
    share = policy.school_based_share.value
    return None if share is None else hundredths(Fraction(target) * share)


def _capped(
    years: Sequence[CycleYear], sums: Mapping[int, YearSums], *, planned: bool
) -> tuple[tuple[Decimal, Decimal], list[Reason]]:
    """(all, of which school-based) after each year's cap, which cuts school-based training first."""
    every, school_based, reasons = NOTHING, NOTHING, []
    for year in years:
        of_year = sums.get(year.span.start_year, YearSums())
        there, own = of_year.confirmed, of_year.school_based_confirmed
        if planned:
            there += of_year.provisional + of_year.planned
            own += of_year.school_based_provisional
        if year.cap is not None and there > year.cap:
            own = max(own - (there - year.cap), NOTHING)
            there = year.cap
            reasons.append(year.cap_reason)
        every, school_based = every + there, school_based + own
    return (every, school_based), reasons


def _within(limit: Decimal | None, every: Decimal, school_based: Decimal) -> tuple[Decimal, bool]:
    if limit is None or school_based <= limit:
        return every, False
    return every - school_based + limit, True


def _state(
    target: Decimal,
    counted: Decimal,
    expected: Decimal,
    missing: int,
    years: Sequence[CycleYear],
    today: date,
) -> StandingState:
    first, last = years[0].span, years[-1].span
    if counted >= target and missing <= 0:
        return StandingState.MET
    days = (last.ends_on - first.starts_on).days + 1
    over = min(max((today - first.starts_on).days, 0), days)
    if expected >= target and (missing <= 0 or today < last.starts_on):
        return StandingState.ON_TRACK
    return StandingState.AT_RISK if expected * days >= target * over else StandingState.BEHIND
