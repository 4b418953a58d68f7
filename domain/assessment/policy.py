"""Dated policy of the assessment of subject groups 教研组主题研修考核 (MISSION §6).

An assessment goes by the rules in force on the first day of its term, as they stood when it was opened: it
keeps the rows, and a row entered later changes nothing of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, TypeVar

from domain.errors import RuleViolation
from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, number, whole

Value = TypeVar("Value")
FULL = 100


class WeightsNotHundred(RuleViolation):
    """The weights of the five dimensions do not make 100; facts: `total`."""

    code = "weights_not_hundred"


class Dimension(StrEnum):
    INSTITUTIONS = "institutions"
    """制度建设"""

    INFLUENCE = "influence"
    """活动影响"""

    OUTCOME = "outcome"
    """活动成效"""

    DISTINCTION = "distinction"
    """活动特色"""

    ROUTINE = "routine"
    """教学常规"""


class Band(StrEnum):
    EXCELLENT = "excellent"
    GOOD = "good"
    PASS = "pass"
    FAIL = "fail"


class AssessmentRuleKey(StrEnum):
    WEIGHTS = "weights"
    """Per cent of each dimension, in their order; together 100."""

    BANDS = "bands"
    """The least totals of excellent, good and pass."""

    BONUS_CAP = "bonus_cap"
    """Bonus points that count at most."""

    TRIM_FROM = "trim_from"
    """From so many judges on the highest and the lowest score of an indicator are left out."""

    UNEXCUSED_POINTS = "unexcused_points"
    """What each absence without excuse takes off the score of an indicator filled in from them."""


Rule: TypeAlias = Figure[AssessmentRuleKey, Value]


@dataclass(frozen=True, slots=True)
class AssessmentPolicy:
    """What an assessment goes by; each figure's `id` is the row it comes from."""

    weights: Rule[Mapping[Dimension, int]]
    bands: Rule[Mapping[Band, Decimal]]
    bonus_cap: Rule[Decimal]
    trim_from: Rule[int]
    unexcused_points: Rule[Decimal]


@dataclass(frozen=True, slots=True)
class AssessmentRule(DatedRule[AssessmentRuleKey]):
    """A row of the policy of assessments: one figure, from one day on."""

    key: AssessmentRuleKey
    value: str
    """As text: the weights "20/20/20/20/20", the bands "90/75/60", points "5", a number of judges "5"."""


AssessmentRules: TypeAlias = Rules[AssessmentRule]

DEFAULTS: Mapping[AssessmentRuleKey, str] = {
    AssessmentRuleKey.WEIGHTS: "20/20/20/20/20",
    AssessmentRuleKey.BANDS: "90/75/60",
    AssessmentRuleKey.BONUS_CAP: "5",
    AssessmentRuleKey.TRIM_FROM: "5",
    AssessmentRuleKey.UNEXCUSED_POINTS: "10",
}
"""What a new school's policy says, row by row."""


def _weights(written: str) -> Mapping[Dimension, int]:
    parts = written.split("/")
    weights = dict(zip(Dimension, map(whole(0, FULL).read, parts), strict=True))
    if sum(weights.values()) != FULL:
        raise WeightsNotHundred(total=sum(weights.values()))
    return weights


def _bands(written: str) -> Mapping[Band, Decimal]:
    least = [number("0", "100").read(part) for part in written.split("/")]
    if least != sorted(set(least), reverse=True):
        raise ValueError
    return dict(zip((Band.EXCELLENT, Band.GOOD, Band.PASS), least, strict=True))


FORMS: Mapping[AssessmentRuleKey, Form] = {
    AssessmentRuleKey.WEIGHTS: Form(_weights, "20/20/20/20/20"),
    AssessmentRuleKey.BANDS: Form(_bands, "90/75/60"),
    AssessmentRuleKey.BONUS_CAP: number("0", "100"),
    AssessmentRuleKey.TRIM_FROM: whole(3, 100),
    AssessmentRuleKey.UNEXCUSED_POINTS: number("0", "100"),
}

ASSESSMENT_POLICY = RuleBook(AssessmentRule, AssessmentRuleKey, AssessmentPolicy, FORMS, DEFAULTS)


def kept_policy(rows: Iterable[AssessmentRule]) -> AssessmentPolicy:
    """The policy of an assessment, from the one row of each key it keeps."""
    figures = {
        row.key.value: Figure(
            row.id, row.key, ASSESSMENT_POLICY.parse(row.key, row.value), row.effective_from, row.value
        )
        for row in rows
    }
    return AssessmentPolicy(**figures)
