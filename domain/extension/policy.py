"""Dated policy of extension courses 拓展性课程政策: their share of the week, and reminders."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias, TypeVar

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, share, whole

Value = TypeVar("Value")


class ExtensionRuleKey(StrEnum):
    SHARE_LEAST = "share_least"
    """The least part of a grade's weekly periods that extension courses are to take."""

    SHARE_MOST = "share_most"
    """The most."""

    PLAN_AFTER_DAYS = "plan_after_days"
    """So many days after a session its lesson plan is asked for."""

    CLOSING_BEFORE_DAYS = "closing_before_days"
    """So many days before the term ends teachers are reminded to close."""


Rule: TypeAlias = Figure[ExtensionRuleKey, Value]


@dataclass(frozen=True, slots=True)
class ExtensionPolicy:
    """What was in force on one day."""

    share_least: Rule[Fraction]
    share_most: Rule[Fraction]
    plan_after_days: Rule[int]
    closing_before_days: Rule[int]


@dataclass(frozen=True, slots=True)
class ExtensionRule(DatedRule[ExtensionRuleKey]):
    """A row of the policy of extension courses: one figure, from one day on."""

    key: ExtensionRuleKey
    value: str
    """As text: a share "0.15" or "1/5", a number of days "14"."""


ExtensionRules: TypeAlias = Rules[ExtensionRule]

DEFAULTS: Mapping[ExtensionRuleKey, str] = {
    ExtensionRuleKey.SHARE_LEAST: "0.15",
    ExtensionRuleKey.SHARE_MOST: "0.2",
    ExtensionRuleKey.PLAN_AFTER_DAYS: "0",
    ExtensionRuleKey.CLOSING_BEFORE_DAYS: "14",
}
_DAYS = whole(0, 60)
FORMS: Mapping[ExtensionRuleKey, Form] = {
    ExtensionRuleKey.SHARE_LEAST: share(),
    ExtensionRuleKey.SHARE_MOST: share(),
    ExtensionRuleKey.PLAN_AFTER_DAYS: _DAYS,
    ExtensionRuleKey.CLOSING_BEFORE_DAYS: _DAYS,
}

EXTENSION_POLICY = RuleBook(ExtensionRule, ExtensionRuleKey, ExtensionPolicy, FORMS, DEFAULTS)
