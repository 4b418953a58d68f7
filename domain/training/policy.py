"""Dated credit policy 学分政策: every number of MISSION §1 is a row a school can change from a day on.

A school year, and the cycle it stands in, is judged by the rules in force on the year's first day; a
training by those in force on the day it ended. So a rule changed from a day on changes no earlier year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias, TypeVar

from domain.policy import (
    DatedRule,
    Figure,
    Form,
    RuleBook,
    Rules,
    number,
    or_off,
    share,
    switch,
    whole,
)

Value = TypeVar("Value")


class RuleKey(StrEnum):
    YEARLY_TARGET = "yearly_target"
    """Credits due in a school year; 73 by the source."""

    YEARLY_FLOOR = "yearly_floor"
    YEARLY_CAP = "yearly_cap"
    """Credits of one year that count at most; "off" by default."""

    CYCLE_ANCHOR_YEAR = "cycle_anchor_year"
    """A school year a cycle started in; with `cycle_years` it places every other."""

    CYCLE_YEARS = "cycle_years"
    CYCLE_TARGET = "cycle_target"
    CYCLE_LONG_COURSES = "cycle_long_courses"
    """Uninterrupted 90-hour courses due in a cycle."""

    SCHOOL_BASED_SHARE = "school_based_share"
    """The part of the cycle target that school-based training can make up, such as "1/3"."""

    ABSENCE_DEDUCTION = "absence_deduction"
    """Credits lost per day absent; "off" by default."""

    ABSENCE_VOID_SHARE = "absence_void_share"
    """A training missed by more than this share, such as "1/5", earns nothing; "off" by default."""

    PRO_RATA = "pro_rata"
    """"on": staff new in a year, or on long leave, owe the part of the target they were there for."""

    MAX_GROUP_AWAY = "max_group_away"
    """Teachers of one subject group away on the same day; above it the audit of a round warns."""

    MAX_PARTNERS_AWAY = "max_partners_away"
    """Teachers of one class away on the same day; above it the audit of a round warns."""


Rule: TypeAlias = Figure[RuleKey, Value]
"""One figure of the policy and the row it comes from."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What was in force on one day; a rule that is switched off has the value None."""

    yearly_target: Rule[Decimal]
    yearly_floor: Rule[Decimal]
    yearly_cap: Rule[Decimal | None]
    cycle_anchor_year: Rule[int]
    cycle_years: Rule[int]
    cycle_target: Rule[Decimal]
    cycle_long_courses: Rule[int]
    school_based_share: Rule[Fraction | None]
    absence_deduction: Rule[Decimal | None]
    absence_void_share: Rule[Fraction | None]
    pro_rata: Rule[bool]
    max_group_away: Rule[int]
    max_partners_away: Rule[int]

    def cycle_of(self, school_year: int) -> int:
        """The first year of the cycle that holds the school year."""
        return school_year - (school_year - self.cycle_anchor_year.value) % self.cycle_years.value


@dataclass(frozen=True, slots=True)
class CreditRule(DatedRule[RuleKey]):
    """A row of the policy 政策条目: one figure, from one day on."""

    key: RuleKey
    value: str
    """As text: credits "73", a year "2016", a share "1/3", "on" or "off"."""


CreditRules: TypeAlias = Rules[CreditRule]
"""Where the school's policy is kept."""

DEFAULTS: Mapping[RuleKey, str] = {
    RuleKey.YEARLY_TARGET: "73",
    RuleKey.YEARLY_FLOOR: "24",
    RuleKey.YEARLY_CAP: "off",
    RuleKey.CYCLE_ANCHOR_YEAR: "2016",
    RuleKey.CYCLE_YEARS: "5",
    RuleKey.CYCLE_TARGET: "360",
    RuleKey.CYCLE_LONG_COURSES: "1",
    RuleKey.SCHOOL_BASED_SHARE: "1/3",
    RuleKey.ABSENCE_DEDUCTION: "off",
    RuleKey.ABSENCE_VOID_SHARE: "off",
    RuleKey.PRO_RATA: "on",
    RuleKey.MAX_GROUP_AWAY: "2",
    RuleKey.MAX_PARTNERS_AWAY: "1",
}
"""What a new school's policy says, row by row."""

_CREDITS = number("0", "9999.99")
FORMS: Mapping[RuleKey, Form] = {
    RuleKey.YEARLY_TARGET: _CREDITS,
    RuleKey.YEARLY_FLOOR: _CREDITS,
    RuleKey.YEARLY_CAP: or_off(_CREDITS),
    RuleKey.CYCLE_ANCHOR_YEAR: whole(1900, 2199),
    RuleKey.CYCLE_YEARS: whole(1, 20),
    RuleKey.CYCLE_TARGET: _CREDITS,
    RuleKey.CYCLE_LONG_COURSES: whole(0, 20),
    RuleKey.SCHOOL_BASED_SHARE: or_off(share()),
    RuleKey.ABSENCE_DEDUCTION: or_off(_CREDITS),
    RuleKey.ABSENCE_VOID_SHARE: or_off(share()),
    RuleKey.PRO_RATA: switch(),
    RuleKey.MAX_GROUP_AWAY: whole(0, 9999),
    RuleKey.MAX_PARTNERS_AWAY: whole(0, 9999),
}

CREDIT_POLICY = RuleBook(CreditRule, RuleKey, Policy, FORMS, DEFAULTS)
parse, rows_in_force, in_force = CREDIT_POLICY.parse, CREDIT_POLICY.rows_in_force, CREDIT_POLICY.in_force
