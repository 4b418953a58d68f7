"""Schemes, marks and inputs as a result is made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from domain.assessment.adjusting import AdjustmentKind
from domain.assessment.policy import (
    DEFAULTS,
    AssessmentPolicy,
    AssessmentRule,
    AssessmentRuleKey,
    Band,
    Dimension,
    kept_policy,
)
from domain.assessment.result import AdjustmentLine, GroupInputs, GroupResult, Mark
from domain.assessment.scheme import FactKind, Indicator
from domain.themes.facts import GroupFacts

AT = datetime(2021, 6, 30, 8, tzinfo=UTC)


def ident(number: int) -> UUID:
    return UUID(int=number)


def policy(**values: str) -> AssessmentPolicy:
    """The default, but for the rules named; each row's id is its place, from 1 on."""
    rows = [
        AssessmentRule(ident(number), key, values.get(key, DEFAULTS[key]), None)
        for number, key in enumerate(AssessmentRuleKey, start=1)
    ]
    return kept_policy(rows)


def indicator(number: int = 1, **more: object) -> Indicator:
    plain = Indicator(ident(number), Dimension.ROUTINE, f"指标{number}", 100, True, None)
    return replace(plain, **more)  # type: ignore[arg-type]


def counted_by(kind: FactKind) -> Indicator:
    return indicator(needs_evidence=False, fact=kind)


def marks(*scores: str) -> list[Mark]:
    return [Mark(ident(number), f"评委{number}", Decimal(score)) for number, score in enumerate(scores)]


def inputs(
    marks: Mapping[UUID, Sequence[Mark]] | None = None,
    facts: GroupFacts | None = None,
    adjustments: Sequence[AdjustmentLine] = (),
) -> GroupInputs:
    return GroupInputs(frozenset(marks or ()), marks or {}, facts, adjustments)


def deduction(points: str, dimension: Dimension = Dimension.ROUTINE, **more: object) -> AdjustmentLine:
    line = AdjustmentLine(ident(9), AdjustmentKind.DEDUCTION, dimension, Decimal(points), "缺交")
    return replace(line, **more)  # type: ignore[arg-type]


def bonus(points: str, **more: object) -> AdjustmentLine:
    line = AdjustmentLine(ident(8), AdjustmentKind.BONUS, None, Decimal(points), "市级展示")
    return replace(line, **more)  # type: ignore[arg-type]


def result(name: str, total: str) -> GroupResult:
    group_id = ident(int.from_bytes(name.encode()))
    zero = Decimal(0)
    return GroupResult(
        group_id, ident(1), 1, group_id, name, 0, 0, Decimal(total), Band.PASS, None, [], zero, zero, zero,
        None, [], [], AT, None,
    )  # fmt: skip
