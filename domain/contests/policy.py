"""Dated policy of contests 评比政策: how many works the school may send, and how its own ranking is made.

The share and the first prizes are the custom of several districts; every row can say otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias, TypeVar

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, or_off, share, switch, whole

Value = TypeVar("Value")


class ContestRuleKey(StrEnum):
    QUOTA_SHARE = "quota_share"
    """Works that may be sent, as a part of the teachers at work on the day entries close."""

    QUOTA_ROUNDING = "quota_rounding"
    """How that part becomes a whole number."""

    QUOTA_ADDS_FIRST_PRIZES = "quota_adds_first_prizes"
    """Whether each first (or special) prize of the same contest a year before adds a place."""

    TRIM_FROM = "trim_from"
    """From so many judges on, one highest and one lowest score of a work are left out of its mean."""

    OWN_GROUP_EXCLUDED = "own_group_excluded"
    """Whether judges are spared the works of their own subject group, besides their own."""


class Rounding(StrEnum):
    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


Rule: TypeAlias = Figure[ContestRuleKey, Value]


@dataclass(frozen=True, slots=True)
class ContestPolicy:
    """What was in force on one day; None: switched off."""

    quota_share: Rule[Fraction]
    quota_rounding: Rule[Rounding]
    quota_adds_first_prizes: Rule[bool]
    trim_from: Rule[int | None]
    own_group_excluded: Rule[bool]


@dataclass(frozen=True, slots=True)
class ContestRule(DatedRule[ContestRuleKey]):
    """A row of the policy of contests: one figure, from one day on."""

    key: ContestRuleKey
    value: str
    """As text: a share "3/10" or "0.3", a number "5", "on", "off", or "down", "half_up", "up"."""


ContestRules: TypeAlias = Rules[ContestRule]

DEFAULTS: Mapping[ContestRuleKey, str] = {
    ContestRuleKey.QUOTA_SHARE: "0.3",
    ContestRuleKey.QUOTA_ROUNDING: "half_up",
    ContestRuleKey.QUOTA_ADDS_FIRST_PRIZES: "on",
    ContestRuleKey.TRIM_FROM: "5",
    ContestRuleKey.OWN_GROUP_EXCLUDED: "on",
}
FORMS: Mapping[ContestRuleKey, Form] = {
    ContestRuleKey.QUOTA_SHARE: share(),
    ContestRuleKey.QUOTA_ROUNDING: Form(Rounding, " | ".join(Rounding)),
    ContestRuleKey.QUOTA_ADDS_FIRST_PRIZES: switch(),
    ContestRuleKey.TRIM_FROM: or_off(whole(3, 99)),
    ContestRuleKey.OWN_GROUP_EXCLUDED: switch(),
}

CONTEST_POLICY = RuleBook(ContestRule, ContestRuleKey, ContestPolicy, FORMS, DEFAULTS)
in_force = CONTEST_POLICY.in_force
