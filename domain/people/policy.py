"""Dated policy of people 人员政策: how long a leaver's data is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, or_off, whole


class PeopleRuleKey(StrEnum):
    ERASED_AFTER_YEARS = "erased_after_years"
    """So many years after the last day a leaver may be erased; "off" never."""


@dataclass(frozen=True, slots=True)
class PeoplePolicy:
    """What was in force on one day."""

    erased_after_years: Figure[PeopleRuleKey, int | None]


@dataclass(frozen=True, slots=True)
class PeopleRule(DatedRule[PeopleRuleKey]):
    """A row of the policy of people: one figure, from one day on."""

    key: PeopleRuleKey
    value: str
    """As text: years "10", or "off"."""


PeopleRules: TypeAlias = Rules[PeopleRule]

DEFAULTS: Mapping[PeopleRuleKey, str] = {PeopleRuleKey.ERASED_AFTER_YEARS: "10"}
"""A default and no law: two of a training's five-year cycles, after which nobody asks for its proofs."""

FORMS: Mapping[PeopleRuleKey, Form] = {PeopleRuleKey.ERASED_AFTER_YEARS: or_off(whole(1, 99))}

PEOPLE_POLICY = RuleBook(PeopleRule, PeopleRuleKey, PeoplePolicy, FORMS, DEFAULTS)
