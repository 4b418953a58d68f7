"""Dated policy of research topics 课题政策: when the steps are due, how often they may be put off, how many
people and topics. All its defaults are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeVar

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, or_off, whole

Value = TypeVar("Value")


class TopicRuleKey(StrEnum):
    OPENING_MONTHS = "opening_months"
    """So many months after the approval the opening is due, unless the approval says another day."""

    MIDTERM_MONTHS = "midterm_months"
    CONCLUSION_MONTHS = "conclusion_months"
    EXTENSIONS_MOST = "extensions_most"
    """A topic is put off so many times at most."""

    MEMBERS_MOST = "members_most"
    """The leader included."""

    LED_MOST = "led_most"
    """Open topics a teacher leads at once: submitted, or approved and not ended."""

    REMIND_BEFORE_DAYS = "remind_before_days"
    """The leader is reminded so many days before a step is due …"""

    REMIND_AFTER_DAYS = "remind_after_days"
    """… and so many days after."""


Rule: TypeAlias = Figure[TopicRuleKey, Value]


@dataclass(frozen=True, slots=True)
class TopicPolicy:
    """What was in force on one day; None: switched off."""

    opening_months: Rule[int]
    midterm_months: Rule[int]
    conclusion_months: Rule[int]
    extensions_most: Rule[int]
    members_most: Rule[int]
    led_most: Rule[int | None]
    remind_before_days: Rule[int | None]
    remind_after_days: Rule[int | None]


@dataclass(frozen=True, slots=True)
class TopicRule(DatedRule[TopicRuleKey]):
    """A row of the policy of research topics: one figure, from one day on."""

    key: TopicRuleKey
    value: str
    """As text: a number "12", or "off"."""


TopicRules: TypeAlias = Rules[TopicRule]

DEFAULTS: Mapping[TopicRuleKey, str] = {
    TopicRuleKey.OPENING_MONTHS: "2",
    TopicRuleKey.MIDTERM_MONTHS: "6",
    TopicRuleKey.CONCLUSION_MONTHS: "12",
    TopicRuleKey.EXTENSIONS_MOST: "1",
    TopicRuleKey.MEMBERS_MOST: "6",
    TopicRuleKey.LED_MOST: "2",
    TopicRuleKey.REMIND_BEFORE_DAYS: "14",
    TopicRuleKey.REMIND_AFTER_DAYS: "1",
}
FORMS: Mapping[TopicRuleKey, Form] = {
    TopicRuleKey.OPENING_MONTHS: whole(0, 60),
    TopicRuleKey.MIDTERM_MONTHS: whole(0, 60),
    TopicRuleKey.CONCLUSION_MONTHS: whole(1, 60),
    TopicRuleKey.EXTENSIONS_MOST: whole(0, 9),
    TopicRuleKey.MEMBERS_MOST: whole(1, 20),
    TopicRuleKey.LED_MOST: or_off(whole(1, 99)),
    TopicRuleKey.REMIND_BEFORE_DAYS: or_off(whole(1, 90)),
    TopicRuleKey.REMIND_AFTER_DAYS: or_off(whole(1, 90)),
}

TOPIC_POLICY = RuleBook(TopicRule, TopicRuleKey, TopicPolicy, FORMS, DEFAULTS)
in_force = TOPIC_POLICY.in_force
