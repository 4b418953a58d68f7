"""Dated policy of projects 校本研修考核政策: who earns the hours, and what the scores are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias, TypeVar

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, number, share, whole

Value = TypeVar("Value")


class ProjectRuleKey(StrEnum):
    ATTENDANCE_SHARE = "attendance_share"
    """The part of the activities one was expected at, and not excused from, that must be attended."""

    LATE_WORTH = "late_worth"
    """What coming late is worth in the score, where coming in time is 1."""

    WEIGHT_ATTENDANCE = "weight_attendance"
    """Of the process score."""

    WEIGHT_EVALUATION = "weight_evaluation"
    """Of the process score: having filled in the evaluation form."""

    WEIGHT_PROCESS = "weight_process"
    """Of the total."""

    WEIGHT_EFFECT = "weight_effect"
    """Of the total."""


Rule: TypeAlias = Figure[ProjectRuleKey, Value]


@dataclass(frozen=True, slots=True)
class ProjectPolicy:
    """What was in force on one day. Weights count by their share of those they stand beside."""

    attendance_share: Rule[Fraction]
    late_worth: Rule[Decimal]
    weight_attendance: Rule[int]
    weight_evaluation: Rule[int]
    weight_process: Rule[int]
    weight_effect: Rule[int]


@dataclass(frozen=True, slots=True)
class ProjectRule(DatedRule[ProjectRuleKey]):
    """A row of the policy of projects: one figure, from one day on."""

    key: ProjectRuleKey
    value: str
    """As text: a share "1/1" or "0.8", a worth "0.8", a weight "60"."""


ProjectRules: TypeAlias = Rules[ProjectRule]

DEFAULTS: Mapping[ProjectRuleKey, str] = {
    ProjectRuleKey.ATTENDANCE_SHARE: "1/1",
    ProjectRuleKey.LATE_WORTH: "0.8",
    ProjectRuleKey.WEIGHT_ATTENDANCE: "80",
    ProjectRuleKey.WEIGHT_EVALUATION: "20",
    ProjectRuleKey.WEIGHT_PROCESS: "40",
    ProjectRuleKey.WEIGHT_EFFECT: "60",
}
_WEIGHT = whole(0, 100)
FORMS: Mapping[ProjectRuleKey, Form] = {
    ProjectRuleKey.ATTENDANCE_SHARE: share(),
    ProjectRuleKey.LATE_WORTH: number("0", "1"),
    ProjectRuleKey.WEIGHT_ATTENDANCE: _WEIGHT,
    ProjectRuleKey.WEIGHT_EVALUATION: _WEIGHT,
    ProjectRuleKey.WEIGHT_PROCESS: _WEIGHT,
    ProjectRuleKey.WEIGHT_EFFECT: _WEIGHT,
}

PROJECT_POLICY = RuleBook(ProjectRule, ProjectRuleKey, ProjectPolicy, FORMS, DEFAULTS)
