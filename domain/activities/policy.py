"""Dated policy of signing in at activities 签到政策: when it opens, from when one is late, when it closes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias, TypeVar

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, whole

Value = TypeVar("Value")


class ActivityRuleKey(StrEnum):
    SIGN_IN_OPENS_BEFORE = "sign_in_opens_before"
    """Minutes before an activity begins."""

    LATE_AFTER = "late_after"
    """Minutes after it began: who signs in later is late."""

    SIGN_IN_CLOSES_AFTER = "sign_in_closes_after"
    """Minutes after it began: who has not signed in by then is absent."""


Rule: TypeAlias = Figure[ActivityRuleKey, Value]


@dataclass(frozen=True, slots=True)
class ActivityPolicy:
    """What was in force on one day."""

    sign_in_opens_before: Rule[int]
    late_after: Rule[int]
    sign_in_closes_after: Rule[int]


@dataclass(frozen=True, slots=True)
class ActivityRule(DatedRule[ActivityRuleKey]):
    """A row of the policy of signing in: one figure, from one day on."""

    key: ActivityRuleKey
    value: str
    """Minutes, as text: "15"."""


ActivityRules: TypeAlias = Rules[ActivityRule]

DEFAULTS: Mapping[ActivityRuleKey, str] = {
    ActivityRuleKey.SIGN_IN_OPENS_BEFORE: "15",
    ActivityRuleKey.LATE_AFTER: "5",
    ActivityRuleKey.SIGN_IN_CLOSES_AFTER: "30",
}
_MINUTES = whole(0, 600)
FORMS: Mapping[ActivityRuleKey, Form] = dict.fromkeys(ActivityRuleKey, _MINUTES)

ACTIVITY_POLICY = RuleBook(ActivityRule, ActivityRuleKey, ActivityPolicy, FORMS, DEFAULTS)


@dataclass(frozen=True, slots=True)
class SignInWindow:
    """When one may sign in: from `opens_at` until before `closes_at`; after `late_at` one is late."""

    opens_at: datetime
    late_at: datetime
    closes_at: datetime


def window_of(starts_at: datetime, policy: ActivityPolicy) -> SignInWindow:
    """By the policy of its day. One is late at the close at the latest, whatever the figures say."""
    closes_at = starts_at + timedelta(minutes=policy.sign_in_closes_after.value)
    return SignInWindow(
        starts_at - timedelta(minutes=policy.sign_in_opens_before.value),
        min(starts_at + timedelta(minutes=policy.late_after.value), closes_at),
        closes_at,
    )
