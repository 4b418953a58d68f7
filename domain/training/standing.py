"""Where a teacher stands 学分达成: what is due in a school year, and how much of it is there.

A school's teachers are judged in one request: all that does not depend on the teacher is worked out once, in
the `Yardstick`, and what it says of a teacher's sums, the `Verdict`, depends on nothing else of theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from domain.people.calendar import SchoolYearSpan, SchoolYearUnknown
from domain.training.credit import ExemptionKind, Reason, ReasonCode
from domain.training.policy import CreditRule, Policy, Rule, in_force
from domain.words import Word

NOTHING = Decimal("0.00")


class StandingState(Word):
    MET = "met"
    ON_TRACK = "on_track"
    """With what is provisional and planned the target will be met."""

    AT_RISK = "at_risk"
    """Not even planned is enough, though no less than the part of the year that is over asks for."""

    BEHIND = "behind"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Standing:
    """One teacher in one school year."""

    teacher_id: UUID
    name: str
    employee_no: str
    subject_group_id: UUID | None
    grade_group_id: UUID | None
    school_year: int
    confirmed: Decimal
    """Earned: every duty is done."""

    provisional: Decimal
    """Passed, with duties still to do."""

    planned: Decimal
    """Enrolled, not yet passed."""

    counted: Decimal
    """Of the confirmed, what the yearly cap lets count."""

    target: Decimal
    owed: Decimal
    state: StandingState
    reasons: tuple[Reason, ...]
    """Which rows of the policy the figures follow from."""


@dataclass(frozen=True, slots=True)
class Away:
    """Days for which a teacher owes nothing, both ends included."""

    kind: ExemptionKind
    from_day: date
    until_day: date


@dataclass(frozen=True, slots=True)
class Member:
    """A teacher, as far as a standing asks."""

    teacher_id: UUID
    name: str
    employee_no: str
    subject_group_id: UUID | None
    grade_group_id: UUID | None
    hired_on: date | None
    left_on: date | None


def because(code: ReasonCode, rule: Rule[Any], value: str | None = None) -> Reason:
    return Reason(code, rule.id, rule.written if value is None else value)


def hundredths(credits: Decimal | Fraction) -> Decimal:
    """Rounded to two decimals, a half up."""
    if isinstance(credits, Fraction):
        credits = Decimal(credits.numerator) / Decimal(credits.denominator)
    return credits.quantize(NOTHING, ROUND_HALF_UP)


class Verdict(NamedTuple):
    """What a yardstick says of a teacher's sums: the last fields of a `Standing`, in its order."""

    confirmed: Decimal
    provisional: Decimal
    planned: Decimal
    counted: Decimal
    target: Decimal
    owed: Decimal
    state: StandingState
    reasons: tuple[Reason, ...]


class Yardstick:
    """What a school year asks of everybody, on the day somebody looks.

    The target of those who were not there all year is the part of it that their days are of the year's,
    rounded to two decimals; "over" is the part of the year's days that lie before today.
    """

    def __init__(self, policy: Policy, span: SchoolYearSpan, today: date) -> None:
        self.policy, self.span = policy, span
        self.days = (span.ends_on - span.starts_on).days + 1
        self.over = Fraction(min(max((today - span.starts_on).days, 0), self.days), self.days)
        self.target = hundredths(policy.yearly_target.value)
        self.due_by_now = self._due(self.target)
        self.cap = policy.yearly_cap.value
        self.floor = policy.yearly_floor.value
        self.exempt = False
        self.reasons: tuple[Reason, ...] = (because(ReasonCode.YEARLY_TARGET, policy.yearly_target),)
        below = (*self.reasons, because(ReasonCode.YEARLY_FLOOR, policy.yearly_floor))
        self.reasons_below_floor: tuple[Reason, ...] = below

    def _due(self, target: Decimal) -> Decimal:
        return target * self.over.numerator / self.over.denominator

    def of(self, hired_on: date | None, left_on: date | None, away: Sequence[Away]) -> "Yardstick":
        """Itself for somebody who was there all year; narrowed for others, if the policy narrows."""
        span = self.span
        if not away and left_on is None and (hired_on is None or hired_on <= span.starts_on):
            return self
        there, why = days_there(span, hired_on, left_on, away)
        if there == self.days or (there > 0 and not self.policy.pro_rata.value):
            return self
        return self.for_days(there, why)

    def for_days(self, there: int, why: Sequence[Reason]) -> "Yardstick":
        """The same for somebody who was there for some of the days only; exempt when for none."""
        narrowed = object.__new__(Yardstick)
        narrowed.__dict__.update(self.__dict__)
        part = because(ReasonCode.PRO_RATA, self.policy.pro_rata, f"{there}/{self.days}")
        narrowed.target = hundredths(self.policy.yearly_target.value * there / self.days)
        narrowed.due_by_now = narrowed._due(narrowed.target)
        narrowed.floor = hundredths(self.floor * there / self.days)
        narrowed.exempt = there == 0
        narrowed.reasons = (*self.reasons, part, *why)
        narrowed.reasons_below_floor = (*self.reasons_below_floor, part, *why)
        return narrowed

    def verdict(self, confirmed: Decimal, provisional: Decimal, planned: Decimal) -> Verdict:
        counted, hoped = confirmed, confirmed + provisional + planned
        target, cap = self.target, self.cap
        reasons = self.reasons_below_floor if hoped < self.floor else self.reasons
        if cap is not None and hoped > cap:
            counted, hoped = min(confirmed, cap), cap
            reasons = (*reasons, because(ReasonCode.YEARLY_CAP, self.policy.yearly_cap))
        if self.exempt:
            state = StandingState.EXEMPT
        elif counted >= target:
            state = StandingState.MET
        elif hoped >= target:
            state = StandingState.ON_TRACK
        elif hoped >= self.due_by_now:
            state = StandingState.AT_RISK
        else:
            state = StandingState.BEHIND
        owed = target - counted if counted < target else NOTHING
        return Verdict(confirmed, provisional, planned, counted, target, owed, state, reasons)


def judge(
    yardstick: Yardstick,
    member: Member,
    away: Sequence[Away],
    confirmed: Decimal,
    provisional: Decimal,
    planned: Decimal,
) -> Standing:
    own = yardstick.of(member.hired_on, member.left_on, away)
    return Standing(
        member.teacher_id,
        member.name,
        member.employee_no,
        member.subject_group_id,
        member.grade_group_id,
        yardstick.span.start_year,
        *own.verdict(confirmed, provisional, planned),
    )


def days_there(
    span: SchoolYearSpan, hired_on: date | None, left_on: date | None, away: Iterable[Away]
) -> tuple[int, list[Reason]]:
    """On how many of the year's days a teacher belonged to the school and was not exempt, and why not more.

    The day of hiring and the day of leaving count as there. Overlapping exemptions count once.
    """
    first, last = max(span.starts_on, hired_on or span.starts_on), min(span.ends_on, left_on or span.ends_on)
    why = []
    if first > span.starts_on:
        why.append(Reason(ReasonCode.NEW_IN_YEAR, None, first.isoformat()))
    if last < span.ends_on:
        why.append(Reason(ReasonCode.LEFT_IN_YEAR, None, last.isoformat()))
    there, free_from = 0, first
    for one in sorted(away, key=lambda one: one.from_day):
        if one.until_day < first or one.from_day > last:
            continue
        why.append(Reason(ReasonCode(one.kind.value), None, f"{one.from_day}/{one.until_day}"))
        there += max((one.from_day - free_from).days, 0)
        free_from = max(free_from, date.fromordinal(one.until_day.toordinal() + 1))
    return there + max((last - free_from).days + 1, 0), why


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """What standings in a school rest on: its policy, its calendar, and who was away when."""

    rules: Sequence[CreditRule]
    years: Sequence[SchoolYearSpan]
    away: Mapping[UUID, Sequence[Away]]

    def span(self, school_year: int) -> SchoolYearSpan:
        """Raises SchoolYearUnknown."""
        for span in self.years:
            if span.start_year == school_year:
                return span
        raise SchoolYearUnknown(day=str(school_year))

    def policy(self, school_year: int) -> Policy:
        """The rules in force on the first day of the year."""
        return in_force(self.rules, self.span(school_year).starts_on)

    def yardstick(self, school_year: int, today: date) -> Yardstick:
        return Yardstick(self.policy(school_year), self.span(school_year), today)


@dataclass(frozen=True, slots=True)
class StandingFilter:
    school_year: int
    teacher_id: tuple[UUID, ...] = ()
    subject_group_id: tuple[UUID, ...] = ()
    grade_group_id: tuple[UUID, ...] = ()
    state: tuple[StandingState, ...] = ()
