"""Dated policy of theme research 主题研修政策: when a check raises a hint. All its defaults are ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias, TypeVar

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, or_off, share, whole

Value = TypeVar("Value")


class ThemeRuleKey(StrEnum):
    COPIED_SHARE = "copied_share"
    """A text of which at least this share stands in an earlier one is pointed at."""

    COPIED_PASSAGE = "copied_passage"
    """… and so is one with a passage of so many characters in common, however long the text."""

    RUSH_PEOPLE = "rush_people"
    """So many people, and all there were, signed in within `rush_seconds`."""

    RUSH_SECONDS = "rush_seconds"

    PHOTO_BITS = "photo_bits"
    """Two photos whose perceptual hashes differ in at most so many of 64 bits are taken for one."""


Rule: TypeAlias = Figure[ThemeRuleKey, Value]


@dataclass(frozen=True, slots=True)
class ThemePolicy:
    """What was in force on one day; None: switched off."""

    copied_share: Rule[Fraction | None]
    copied_passage: Rule[int | None]
    rush_people: Rule[int | None]
    rush_seconds: Rule[int]
    photo_bits: Rule[int | None]


@dataclass(frozen=True, slots=True)
class ThemeRule(DatedRule[ThemeRuleKey]):
    """A row of the policy of theme research: one figure, from one day on."""

    key: ThemeRuleKey
    value: str
    """As text: a share "1/3" or "0.3", a number "5", or "off"."""


ThemeRules: TypeAlias = Rules[ThemeRule]

DEFAULTS: Mapping[ThemeRuleKey, str] = {
    ThemeRuleKey.COPIED_SHARE: "0.3",
    ThemeRuleKey.COPIED_PASSAGE: "80",
    ThemeRuleKey.RUSH_PEOPLE: "5",
    ThemeRuleKey.RUSH_SECONDS: "10",
    ThemeRuleKey.PHOTO_BITS: "5",
}
FORMS: Mapping[ThemeRuleKey, Form] = {
    ThemeRuleKey.COPIED_SHARE: or_off(share()),
    ThemeRuleKey.COPIED_PASSAGE: or_off(whole(20, 9999)),
    ThemeRuleKey.RUSH_PEOPLE: or_off(whole(2, 999)),
    ThemeRuleKey.RUSH_SECONDS: whole(1, 600),
    ThemeRuleKey.PHOTO_BITS: or_off(whole(0, 16)),
}

THEME_POLICY = RuleBook(ThemeRule, ThemeRuleKey, ThemePolicy, FORMS, DEFAULTS)
in_force = THEME_POLICY.in_force
