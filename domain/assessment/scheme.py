"""What groups are assessed by 考核指标: the indicators of each dimension, and where scores come from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.assessment.policy import FULL, Dimension
from domain.errors import RuleViolation


class SharesNotHundred(RuleViolation):
    """The shares of a dimension's indicators do not make 100; facts: `dimension`, `total`."""

    code = "shares_not_hundred"


class FactKind(StrEnum):
    """What the system counts by itself."""

    ATTENDANCE = "attendance"
    """出勤率 at the group's activities: attended of those expected and not excused."""

    NINE_ONES = "nine_ones"
    """九个一完成率: accepted of all."""

    UNEXCUSED = "unexcused"
    """无故缺席: each takes points off, and is named."""


@dataclass(frozen=True, slots=True)
class NewIndicator:
    dimension: Dimension
    title: str
    share: int
    needs_evidence: bool = True
    fact: FactKind | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing a group is judged by, out of 100."""

    id: UUID
    dimension: Dimension
    title: str
    share: int
    """Per cent of its dimension; a dimension's shares make 100."""

    needs_evidence: bool
    """Without a text or a file of the group's no judge can score it, and it counts nothing."""

    fact: FactKind | None
    """Filled in by the system from this; null: scored by the judges."""


EXAMPLE = (
    NewIndicator(Dimension.INSTITUTIONS, "主题研修制度与学期计划", 60),
    NewIndicator(Dimension.INSTITUTIONS, "分工、考勤与材料归档", 40),
    NewIndicator(Dimension.INFLUENCE, "校内外展示与辐射", 60),
    NewIndicator(Dimension.INFLUENCE, "成员参与面", 40, False, FactKind.ATTENDANCE),
    NewIndicator(Dimension.OUTCOME, "“九个一”完成情况", 50, False, FactKind.NINE_ONES),
    NewIndicator(Dimension.OUTCOME, "课例与成果质量", 50),
    NewIndicator(Dimension.DISTINCTION, "切入点与活动特色", 100),
    NewIndicator(Dimension.ROUTINE, "备课、听课与作业检查", 60),
    NewIndicator(Dimension.ROUTINE, "无故缺席", 40, False, FactKind.UNEXCUSED),
)
"""An example 示例: the source names the five dimensions and no indicators. A school writes its own."""


def check_indicators(indicators: Iterable[NewIndicator]) -> None:
    """SharesNotHundred, of the first dimension it is true of; each of the five has indicators."""
    totals = dict.fromkeys(Dimension, 0)
    for one in indicators:
        totals[one.dimension] += one.share
    for dimension, total in totals.items():
        if total != FULL:
            raise SharesNotHundred(dimension=dimension, total=total)


def numbered(indicators: Sequence[NewIndicator], ids: Iterable[UUID]) -> tuple[Indicator, ...]:
    """In the order of the dimensions. What is filled in by the system needs no evidence besides."""
    order = list(Dimension)
    ordered = sorted(indicators, key=lambda one: order.index(one.dimension))
    return tuple(
        Indicator(
            row_id, one.dimension, one.title, one.share, one.needs_evidence and one.fact is None, one.fact
        )
        for one, row_id in zip(ordered, ids, strict=True)
    )
