"""Schemes and results as JSON: what an assessment goes by, and what was published, are kept as they were."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.assessment.adjusting import AdjustmentKind
from domain.assessment.policy import AssessmentRule, AssessmentRuleKey, Dimension
from domain.assessment.result import (
    AdjustmentLine,
    AppealCorrection,
    Basis,
    DimensionSum,
    FactLine,
    Mark,
    ScoreLine,
)
from domain.assessment.scheme import FactKind, Indicator
from domain.themes.facts import Missed


def written(value: Any) -> Any:
    """A dataclass as an object; ids, days, moments and decimals as text."""
    if is_dataclass(value):
        return {field.name: written(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: written(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [written(one) for one in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, (UUID, Decimal)) else value


def rule(said: Mapping[str, Any]) -> AssessmentRule:
    return AssessmentRule(
        _id(said["id"]),
        AssessmentRuleKey(said["key"]),
        said["value"],
        said["effective_from"] and date.fromisoformat(said["effective_from"]),
        said["note"],
        said["entered_at"] and datetime.fromisoformat(said["entered_at"]),
    )


def indicator(said: Mapping[str, Any]) -> Indicator:
    return Indicator(
        UUID(said["id"]),
        Dimension(said["dimension"]),
        said["title"],
        said["share"],
        said["needs_evidence"],
        said["fact"] and FactKind(said["fact"]),
    )


def line(said: Mapping[str, Any]) -> ScoreLine:
    return ScoreLine(
        UUID(said["indicator_id"]),
        Dimension(said["dimension"]),
        said["title"],
        said["share"],
        said["weight"],
        _id(said["weight_rule_id"]),
        Basis(said["basis"]),
        _id(said["rule_id"]),
        Decimal(said["score"]),
        Decimal(said["points"]),
        [_mark(one) for one in said["marks"]],
        said["fact"] and _fact(said["fact"]),
        said["correction"] and _correction(said["correction"]),
    )


def adjustment(said: Mapping[str, Any]) -> AdjustmentLine:
    return AdjustmentLine(
        UUID(said["id"]),
        AdjustmentKind(said["kind"]),
        said["dimension"] and Dimension(said["dimension"]),
        Decimal(said["points"]),
        said["reason"],
        _id(said["lifted_by"]),
    )


def dimension(said: Mapping[str, Any]) -> DimensionSum:
    sums = (Decimal(said[name]) for name in ("points", "deducted", "total"))
    return DimensionSum(Dimension(said["dimension"]), said["weight"], *sums)


def _mark(said: Mapping[str, Any]) -> Mark:
    return Mark(UUID(said["judge_id"]), said["name"], Decimal(said["score"]), said["counts"])


def _fact(said: Mapping[str, Any]) -> FactLine:
    missed = [
        Missed(
            UUID(one["activity_id"]),
            one["title"],
            datetime.fromisoformat(one["starts_at"]),
            UUID(one["teacher_id"]),
            one["teacher_name"],
        )
        for one in said["missed"]
    ]
    return FactLine(FactKind(said["kind"]), said["counted"], said["out_of"], missed)


def _correction(said: Mapping[str, Any]) -> AppealCorrection:
    return AppealCorrection(UUID(said["appeal_id"]), Decimal(said["before"]), said["reason"])


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
