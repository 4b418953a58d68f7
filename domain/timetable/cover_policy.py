"""What the dated policy says of cover: the terms of a plan, and what a lesson of cover is paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from domain.errors import RuleViolation
from domain.timetable.cover_facts import CoverPoints, CoverTerms
from domain.timetable.lessons import Half, LessonKind, Period
from domain.timetable.policy import TimetablePolicy, TimetableRule, in_force


class NoTermThatDay(RuleViolation):
    """The calendar has no term on the day, so its cover could be counted nowhere; facts: `day`."""

    code = "no_term_that_day"


@dataclass(frozen=True, slots=True)
class TermSpan:
    """The days of a term, both included."""

    id: UUID
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Pay:
    """What one lesson of cover is worth to who gives it."""

    amount_fen: int
    points: Decimal
    rule_id: UUID | None
    """The policy's row for the amount or, where nothing is paid, for the points."""


@dataclass(frozen=True, slots=True)
class CoverBook:
    """The school's terms and every row of its policy."""

    terms: Sequence[TermSpan]
    rules: Sequence[TimetableRule]

    def policy(self, day: date) -> TimetablePolicy:
        return in_force(self.rules, day)

    def term_of(self, day: date) -> UUID:
        """Raises NoTermThatDay."""
        for term in self.terms:
            if term.starts_on <= day <= term.ends_on:
                return term.id
        raise NoTermThatDay(day=day)

    def pay(self, kind: LessonKind, day: date) -> Pay:
        policy = self.policy(day)
        duty = kind is LessonKind.DUTY
        rate = policy.rate_duty if duty else policy.rate_teaching
        points = policy.points_duty if duty else policy.points_teaching
        rule = points if rate.value is None else rate
        return Pay(rate.value or 0, points.value or Decimal(0), rule.id)


def cover_terms(policy: TimetablePolicy, periods: Iterable[Sequence[Period]]) -> CoverTerms:
    """`periods` are those of each version in force. The break at noon ends a run in every one of them."""
    noon = {
        period.period_no
        for version in periods
        for period, following in pairwise(version)
        if (period.half, following.half) == (Half.MORNING, Half.AFTERNOON)
    }
    subject, continuity = policy.weight_subject.value, policy.weight_continuity.value
    balance = policy.weight_balance.value
    return CoverTerms(
        daily_covers=policy.cover_daily_cap.value,
        daily_lessons=policy.lesson_daily_cap.value,
        weekly_covers=policy.cover_weekly_cap.value,
        longest_run=policy.longest_run.value,
        breaks_after=frozenset(noon),
        points=CoverPoints(
            other_subject=subject,
            same_group=subject // 2,
            other_class=policy.weight_class.value,
            other_grade=policy.weight_grade.value,
            further_teacher=continuity // 3,
            change=continuity,
            long_run=policy.weight_run.value,
            ahead=balance,
            more=balance,
        ),
    )
