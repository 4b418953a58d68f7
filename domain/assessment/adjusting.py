"""Deductions 扣分 and bonus points 加分, each with its reason and its evidence."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.assessment.assessment import Assessment, Assessments, held, step
from domain.assessment.evidence import check_ground
from domain.assessment.policy import Dimension
from domain.errors import Conflict, NotFound, RuleViolation
from domain.files import Files
from domain.identity.access import Caller
from domain.lifecycle import match
from domain.paging import Page, Window


class AdjustmentKind(StrEnum):
    DEDUCTION = "deduction"
    BONUS = "bonus"


class DimensionMisplaced(RuleViolation):
    """A deduction names its dimension, and bonus points name none."""

    code = "dimension_misplaced"


class AdjustmentVoid(Conflict):
    """It was taken back before."""

    code = "adjustment_void"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points taken off a dimension, or given on top of all."""

    id: UUID
    assessment_id: UUID
    group_id: UUID
    kind: AdjustmentKind
    dimension: Dimension | None
    """Of a deduction; bonus points belong to none."""

    points: Decimal
    reason: str
    text: str | None
    """The evidence in words."""

    file_id: UUID | None
    created_at: datetime
    voided_at: datetime | None
    voided_because: str | None
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewAdjustment:
    group_id: UUID
    kind: AdjustmentKind
    points: Decimal
    reason: str
    dimension: Dimension | None = None
    text: str | None = None
    file_id: UUID | None = None


class Adjustments(Protocol):
    """Those the caller may see: all, or once published those of the group they lead."""

    async def page(
        self, assessment: Assessment, window: Window, *, group_ids: tuple[UUID, ...]
    ) -> Page[Adjustment]: ...

    async def get(self, adjustment_id: UUID, *, lock: bool = False) -> Adjustment | None: ...

    async def add(
        self, assessment_id: UUID, new: NewAdjustment, *, account_id: UUID, at: datetime
    ) -> Adjustment: ...

    async def void(self, adjustment: Adjustment, because: str, *, at: datetime) -> Adjustment: ...


async def adjust(
    assessments: Assessments,
    adjustments: Adjustments,
    files: Files,
    assessment_id: UUID,
    new: NewAdjustment,
    *,
    caller: Caller,
    now: datetime,
) -> Adjustment:
    """Raises NotFound, AssessmentFrozen, DimensionMisplaced, EvidenceRequired, UnknownReference."""
    assessment = await held(assessments, assessment_id, shared=True)
    step(assessment, "adjust")
    assessment.group(new.group_id)
    if (new.kind is AdjustmentKind.DEDUCTION) != (new.dimension is not None):
        raise DimensionMisplaced()
    await check_ground(files, new.text, new.file_id, caller)
    return await adjustments.add(assessment_id, new, account_id=caller.account_id, at=now)


async def void(
    assessments: Assessments,
    adjustments: Adjustments,
    adjustment_id: UUID,
    *,
    expected: int,
    because: str,
    now: datetime,
) -> Adjustment:
    """Raises NotFound, Stale, AssessmentFrozen, AdjustmentVoid."""
    seen = await adjustments.get(adjustment_id)
    if seen is None:
        raise NotFound()
    step(await held(assessments, seen.assessment_id, shared=True), "adjust")
    found = await adjustments.get(adjustment_id, lock=True)
    assert found is not None
    match(found.version, expected)
    if found.voided_at is not None:
        raise AdjustmentVoid()
    return await adjustments.void(found, because, at=now)
