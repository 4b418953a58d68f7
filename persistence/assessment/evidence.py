"""Evidence, deductions and bonus points, kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.assessment.adjusting import Adjustment, AdjustmentKind, NewAdjustment
from domain.assessment.assessment import FROZEN, Assessment, sees_all
from domain.assessment.evidence import Evidence, NewEvidence
from domain.assessment.policy import Dimension
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from persistence import rows
from persistence.assessment.tables import (
    assessment,
    assessment_adjustment,
    assessment_evidence,
    assessment_score,
)
from persistence.assessment.visibility import judged_by, led_by, own_groups
from persistence.paging import page

piece = assessment_evidence.c
given = assessment_adjustment.c
of = assessment.c


class SqlEvidence:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def page(
        self,
        assessment_id: UUID,
        window: Window,
        *,
        group_ids: tuple[UUID, ...],
        indicator_ids: tuple[UUID, ...],
    ) -> Page[Evidence]:
        statement = self._visible().where(piece.assessment_id == assessment_id)
        if group_ids:
            statement = statement.where(piece.group_id.in_(group_ids))
        if indicator_ids:
            statement = statement.where(piece.indicator_id.in_(indicator_ids))
        return await page(
            self._connection,
            statement,
            window,
            by=[piece.id],
            filters=(assessment_id, group_ids, indicator_ids, self._caller.account_id),
            view=lambda row: self._view(row._mapping),
        )

    async def get(self, evidence_id: UUID) -> Evidence | None:
        found = await self._connection.execute(self._visible().where(piece.id == evidence_id))
        row = found.mappings().one_or_none()
        return None if row is None else self._view(row)

    async def there(self, assessment_id: UUID, group_id: UUID, indicator_id: UUID) -> Sequence[UUID]:
        found = await self._connection.scalars(
            select(piece.id).where(
                piece.school_id == self._school_id,
                piece.assessment_id == assessment_id,
                piece.group_id == group_id,
                piece.indicator_id == indicator_id,
            )
        )
        return found.all()

    async def scored(self, evidence: Evidence) -> bool:
        score = assessment_score.c
        there = exists().where(
            score.school_id == self._school_id,
            score.assessment_id == evidence.assessment_id,
            score.group_id == evidence.group_id,
            score.indicator_id == evidence.indicator_id,
        )
        return bool(await self._connection.scalar(select(there)))

    async def add(self, assessment_id: UUID, new: NewEvidence, *, account_id: UUID, at: datetime) -> Evidence:
        values = {
            "assessment_id": assessment_id,
            **asdict(new),
            "account_id": account_id,
            "created_at": at,
        }
        row = await rows.add(self._connection, assessment_evidence, self._school_id, values)
        found = await self.get(row["id"])
        assert found is not None
        return found

    async def remove(self, evidence: Evidence) -> None:
        await rows.remove(self._connection, assessment_evidence, self._school_id, evidence.id)

    def _visible(self) -> Select[Any]:
        leads = led_by(self._caller, piece.group_id)
        seen = or_(own_groups(self._caller, piece.group_id), judged_by(self._caller, piece.assessment_id))
        belongs = (of.school_id == piece.school_id) & (of.id == piece.assessment_id)
        return (
            select(assessment_evidence, of.state, leads.label("leads"))
            .select_from(assessment_evidence.join(assessment, belongs))
            .where(piece.school_id == self._school_id, seen)
        )

    def _view(self, row: Mapping[Any, Any]) -> Evidence:
        may = row["leads"] or self._caller.may(Action.ASSESSMENT_WRITE)
        takes_back = ("delete",) if may and row["state"] not in FROZEN else ()
        links = ("link",) if row["file_id"] is not None else ()
        return rows.view(Evidence, row, allowed_actions=(*links, *takes_back))


class SqlAdjustments:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def page(
        self, found: Assessment, window: Window, *, group_ids: tuple[UUID, ...]
    ) -> Page[Adjustment]:
        statement = self._visible().where(given.assessment_id == found.id)
        if group_ids:
            statement = statement.where(given.group_id.in_(group_ids))
        return await page(
            self._connection,
            statement,
            window,
            by=[given.id],
            filters=(found.id, group_ids, self._caller.account_id),
            view=lambda row: self._view(row._mapping),
        )

    async def get(self, adjustment_id: UUID, *, lock: bool = False) -> Adjustment | None:
        statement = self._visible().where(given.id == adjustment_id)
        if lock:
            statement = statement.with_for_update(of=assessment_adjustment)
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else self._view(row)

    async def add(
        self, assessment_id: UUID, new: NewAdjustment, *, account_id: UUID, at: datetime
    ) -> Adjustment:
        values = {
            "assessment_id": assessment_id,
            **asdict(new),
            "account_id": account_id,
            "created_at": at,
        }
        row = await rows.add(self._connection, assessment_adjustment, self._school_id, values)
        return await self._again(row["id"])

    async def void(self, found: Adjustment, because: str, *, at: datetime) -> Adjustment:
        values = {"voided_at": at, "voided_because": because}
        await rows.change(self._connection, assessment_adjustment, self._school_id, found.id, values)
        return await self._again(found.id)

    async def _again(self, adjustment_id: UUID) -> Adjustment:
        found = await self.get(adjustment_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        belongs = (of.school_id == given.school_id) & (of.id == given.assessment_id)
        led = and_(led_by(self._caller, given.group_id), of.state.in_(FROZEN))
        statement = (
            select(assessment_adjustment, of.state)
            .select_from(assessment_adjustment.join(assessment, belongs))
            .where(given.school_id == self._school_id)
        )
        return statement if sees_all(self._caller) else statement.where(led)

    def _view(self, row: Mapping[Any, Any]) -> Adjustment:
        standing = row["voided_at"] is None and row["state"] not in FROZEN
        may = standing and self._caller.may(Action.ASSESSMENT_WRITE)
        return rows.view(
            Adjustment,
            row,
            kind=AdjustmentKind(row["kind"]),
            dimension=row["dimension"] and Dimension(row["dimension"]),
            allowed_actions=("void",) if may else (),
        )
