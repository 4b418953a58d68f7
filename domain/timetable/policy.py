"""Dated policy of absence, swap and cover 调代课政策: each number of MISSION §2 is a row of the school's."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, TypeVar

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, halves, number, or_off, switch, whole

Value = TypeVar("Value")


class TimetableRuleKey(StrEnum):
    COVER_FROM_DAYS = "cover_from_days"
    """An absence of so many school days is covered by Academic Affairs; a shorter one is swapped. 3 by the
    source."""

    SWAP_DEADLINE_DAYS = "swap_deadline_days"
    """So many school days before an absence begins, what is not swapped goes to cover."""

    COVER_DAILY_CAP = "cover_daily_cap"
    """Lessons of cover one teacher takes in a day at most."""

    COVER_WEEKLY_CAP = "cover_weekly_cap"
    """Lessons of cover one teacher takes in a numbered week at most."""

    LESSON_DAILY_CAP = "lesson_daily_cap"
    """Lessons, own and covered, one teacher gives in a day at most."""

    LONGEST_RUN = "longest_run"
    """Periods in a row without a break after which further cover costs."""

    COVER_ANSWER = "cover_answer"
    """"on": who is to cover may decline before it stands."""

    WEIGHT_SUBJECT = "weight_subject"
    """What it costs a plan when the cover teacher teaches another subject."""

    WEIGHT_CLASS = "weight_class"
    """… does not teach the class."""

    WEIGHT_GRADE = "weight_grade"
    """… teaches in none of its grades."""

    WEIGHT_CONTINUITY = "weight_continuity"
    """… changes within an absence or between adjacent lessons."""

    WEIGHT_RUN = "weight_run"
    """… gets a longer run than `longest_run`, per period."""

    WEIGHT_BALANCE = "weight_balance"
    """… has given more cover than they took, per lesson."""

    RATE_TEACHING = "rate_teaching"
    """Pay for a covered lesson in fen; "off" by default."""

    RATE_DUTY = "rate_duty"
    """Pay for a covered duty in fen."""

    POINTS_TEACHING = "points_teaching"
    """Points for a covered lesson."""

    POINTS_DUTY = "points_duty"
    """Points for a covered duty."""


Rule: TypeAlias = Figure[TimetableRuleKey, Value]


@dataclass(frozen=True, slots=True)
class TimetablePolicy:
    """What was in force on one day; a rule that is switched off has the value None. Each figure's `id` is the
    row it comes from."""

    cover_from_days: Rule[Decimal]
    swap_deadline_days: Rule[int]
    cover_daily_cap: Rule[int]
    cover_weekly_cap: Rule[int]
    lesson_daily_cap: Rule[int]
    longest_run: Rule[int]
    cover_answer: Rule[bool]
    weight_subject: Rule[int]
    weight_class: Rule[int]
    weight_grade: Rule[int]
    weight_continuity: Rule[int]
    weight_run: Rule[int]
    weight_balance: Rule[int]
    rate_teaching: Rule[int | None]
    rate_duty: Rule[int | None]
    points_teaching: Rule[Decimal | None]
    points_duty: Rule[Decimal | None]


@dataclass(frozen=True, slots=True)
class TimetableRule(DatedRule[TimetableRuleKey]):
    """A row of the policy of absence, swap and cover: one figure, from one day on."""

    key: TimetableRuleKey
    value: str
    """As text: days "3" or "2.5", a number "5", pay in fen "2000", points "0.5", "on" or "off"."""


TimetableRules: TypeAlias = Rules[TimetableRule]

DEFAULTS: Mapping[TimetableRuleKey, str] = {
    TimetableRuleKey.COVER_FROM_DAYS: "3",
    TimetableRuleKey.SWAP_DEADLINE_DAYS: "1",
    TimetableRuleKey.COVER_DAILY_CAP: "2",
    TimetableRuleKey.COVER_WEEKLY_CAP: "5",
    TimetableRuleKey.LESSON_DAILY_CAP: "6",
    TimetableRuleKey.LONGEST_RUN: "3",
    TimetableRuleKey.COVER_ANSWER: "off",
    TimetableRuleKey.WEIGHT_SUBJECT: "30",
    TimetableRuleKey.WEIGHT_CLASS: "20",
    TimetableRuleKey.WEIGHT_GRADE: "10",
    TimetableRuleKey.WEIGHT_CONTINUITY: "15",
    TimetableRuleKey.WEIGHT_RUN: "8",
    TimetableRuleKey.WEIGHT_BALANCE: "5",
    TimetableRuleKey.RATE_TEACHING: "off",
    TimetableRuleKey.RATE_DUTY: "off",
    TimetableRuleKey.POINTS_TEACHING: "1",
    TimetableRuleKey.POINTS_DUTY: "0.5",
}
"""What a new school's policy says, row by row."""

_CAP, _WEIGHT = whole(0, 100), whole(0, 9999)
_FEN, _POINTS = or_off(whole(0, 1_000_000)), or_off(number("0", "100"))
FORMS: Mapping[TimetableRuleKey, Form] = {
    TimetableRuleKey.COVER_FROM_DAYS: halves("0.5", "200"),
    TimetableRuleKey.SWAP_DEADLINE_DAYS: whole(0, 20),
    TimetableRuleKey.COVER_DAILY_CAP: _CAP,
    TimetableRuleKey.COVER_WEEKLY_CAP: _CAP,
    TimetableRuleKey.LESSON_DAILY_CAP: _CAP,
    TimetableRuleKey.LONGEST_RUN: whole(1, 20),
    TimetableRuleKey.COVER_ANSWER: switch(),
    TimetableRuleKey.WEIGHT_SUBJECT: _WEIGHT,
    TimetableRuleKey.WEIGHT_CLASS: _WEIGHT,
    TimetableRuleKey.WEIGHT_GRADE: _WEIGHT,
    TimetableRuleKey.WEIGHT_CONTINUITY: _WEIGHT,
    TimetableRuleKey.WEIGHT_RUN: _WEIGHT,
    TimetableRuleKey.WEIGHT_BALANCE: _WEIGHT,
    TimetableRuleKey.RATE_TEACHING: _FEN,
    TimetableRuleKey.RATE_DUTY: _FEN,
    TimetableRuleKey.POINTS_TEACHING: _POINTS,
    TimetableRuleKey.POINTS_DUTY: _POINTS,
}

TIMETABLE_POLICY = RuleBook(TimetableRule, TimetableRuleKey, TimetablePolicy, FORMS, DEFAULTS)
in_force = TIMETABLE_POLICY.in_force
