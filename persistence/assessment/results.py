"""Results and appeals, kept; results append-only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.assessment.adjusting import AdjustmentKind
from domain.assessment.appeals import Appeal, AppealOpen, AppealState
from domain.assessment.assessment import Assessment
from domain.assessment.policy import Band, Dimension
from domain.assessment.publishing import Gathered, ResultFilter
from domain.assessment.result import AdjustmentLine, GroupResult
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from persistence import rows
from persistence.assessment import documents
from persistence.assessment.tables import (
    assessment,
    assessment_adjustment,
    assessment_appeal,
    assessment_evidence,
    assessment_result,
    assessment_score,
)
from persistence.assessment.visibility import own_groups
from persistence.ids import new_id
from persistence.paging import page
from persistence.refusals import refusing

result = assessment_result.c
appeal = assessment_appeal.c
of = assessment.c

_ROW = (
    "id",
    "assessment_id",
    "edition_no",
    "group_id",
    "group_name",
    "rank",
    "total",
    "band",
    "published_at",
    "appeal_id",
)
_DETAIL = (
    "groups",
    "band_rule_id",
    "dimensions",
    "bonus",
    "bonus_counted",
    "bonus_cap",
    "bonus_rule_id",
    "lines",
    "adjustments",
)


class SqlResults:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def page(self, filters: ResultFilter, window: Window) -> Page[GroupResult]:
        statement = self._visible()
        if filters.assessment_id is not None:
            statement = statement.where(result.assessment_id == filters.assessment_id)
        if filters.group_id:
            statement = statement.where(result.group_id.in_(filters.group_id))
        wanted = of.edition_no if filters.edition_no is None else filters.edition_no
        return await page(
            self._connection,
            statement.where(result.edition_no == wanted),
            window,
            by=[result.assessment_id, result.rank, result.id],
            filters=(filters, self._caller.account_id),
            view=lambda row: _result(row._mapping),
        )

    async def get(self, result_id: UUID) -> GroupResult | None:
        found = await self._connection.execute(self._visible().where(result.id == result_id))
        row = found.mappings().one_or_none()
        return None if row is None else _result(row)

    async def edition(self, found: Assessment) -> Sequence[GroupResult]:
        latest = self._visible().where(
            result.assessment_id == found.id, result.edition_no == found.edition_no
        )
        kept = await self._connection.execute(latest.order_by(result.rank, result.id))
        return [_result(row) for row in kept.mappings()]

    async def gathered(self, assessment_id: UUID) -> Gathered:
        evidence: dict[UUID, set[UUID]] = {}
        for row in await self._of(assessment_evidence, assessment_id):
            evidence.setdefault(row.group_id, set()).add(row.indicator_id)
        scores: dict[UUID, dict[UUID, dict[UUID, Decimal]]] = {}
        for row in await self._of(assessment_score, assessment_id):
            of_group = scores.setdefault(row.group_id, {})
            of_group.setdefault(row.indicator_id, {})[row.judge_id] = row.score
        adjustments: dict[UUID, list[AdjustmentLine]] = {}
        for row in await self._of(assessment_adjustment, assessment_id):
            if row.voided_at is None:
                adjustments.setdefault(row.group_id, []).append(_adjustment(row))
        return Gathered({one: frozenset(ids) for one, ids in evidence.items()}, scores, adjustments)

    async def keep(self, results: Sequence[GroupResult]) -> Sequence[GroupResult]:
        new = [
            {name: getattr(one, name) for name in _ROW}
            | {"id": new_id(), "detail": documents.written({name: getattr(one, name) for name in _DETAIL})}
            for one in results
        ]
        rows_of_school = [{"school_id": self._school_id, **one} for one in new]
        await self._connection.execute(insert(assessment_result).values(rows_of_school))
        return [_result(one) for one in new]

    async def _of(self, table: Any, assessment_id: UUID) -> Any:
        own = select(table).where(
            table.c.school_id == self._school_id, table.c.assessment_id == assessment_id
        )
        return await self._connection.execute(own.order_by(table.c.id))

    def _visible(self) -> Select[Any]:
        belongs = (of.school_id == result.school_id) & (of.id == result.assessment_id)
        return (
            select(assessment_result)
            .select_from(assessment_result.join(assessment, belongs))
            .where(result.school_id == self._school_id, own_groups(self._caller, result.group_id))
        )


def _adjustment(row: Any) -> AdjustmentLine:
    dimension = None if row.dimension is None else Dimension(row.dimension)
    return AdjustmentLine(row.id, AdjustmentKind(row.kind), dimension, row.points, row.reason)


def _result(row: Mapping[Any, Any]) -> GroupResult:
    said = row["detail"]
    rule_ids = {name: said[name] and UUID(said[name]) for name in ("band_rule_id", "bonus_rule_id")}
    sums = {name: Decimal(said[name]) for name in ("bonus", "bonus_counted", "bonus_cap")}
    return rows.view(
        GroupResult,
        row,
        band=Band(row["band"]),
        groups=said["groups"],
        dimensions=[documents.dimension(one) for one in said["dimensions"]],
        lines=[documents.line(one) for one in said["lines"]],
        adjustments=[documents.adjustment(one) for one in said["adjustments"]],
        **rule_ids,
        **sums,
    )


class SqlAppeals:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def page(
        self, assessment_id: UUID | None, window: Window, *, state: tuple[AppealState, ...]
    ) -> Page[Appeal]:
        statement = self._visible()
        if assessment_id is not None:
            statement = statement.where(appeal.assessment_id == assessment_id)
        if state:
            statement = statement.where(appeal.state.in_(state))
        return await page(
            self._connection,
            statement,
            window,
            by=[appeal.id],
            filters=(assessment_id, state, self._caller.account_id),
            view=lambda row: self._view(row._mapping),
            descending=True,
        )

    async def get(self, appeal_id: UUID, *, lock: bool = False) -> Appeal | None:
        statement = self._visible().where(appeal.id == appeal_id)
        found = await self._connection.execute(statement.with_for_update() if lock else statement)
        row = found.mappings().one_or_none()
        return None if row is None else self._view(row)

    async def any_open(self, assessment_id: UUID, *, but: UUID) -> bool:
        there = exists().where(
            appeal.school_id == self._school_id,
            appeal.assessment_id == assessment_id,
            appeal.state == AppealState.OPEN,
            appeal.id != but,
        )
        return bool(await self._connection.scalar(select(there)))

    async def add(
        self, found: Assessment, group_id: UUID, text: str, *, at: datetime, taken: AppealOpen
    ) -> Appeal:
        values = {
            "assessment_id": found.id,
            "group_id": group_id,
            "edition_no": found.edition_no,
            "text": text,
            "state": AppealState.OPEN,
            "created_at": at,
        }
        with refusing(uq_assessment_appeal_open=taken):
            return self._view(await rows.add(self._connection, assessment_appeal, self._school_id, values))

    async def answer(self, found: Appeal, state: AppealState, text: str, *, at: datetime) -> Appeal:
        values = {"state": state, "answer": text, "answered_at": at}
        return self._view(
            await rows.change(self._connection, assessment_appeal, self._school_id, found.id, values)
        )

    def _visible(self) -> Select[Any]:
        return select(assessment_appeal).where(
            appeal.school_id == self._school_id, own_groups(self._caller, appeal.group_id)
        )

    def _view(self, row: Mapping[Any, Any]) -> Appeal:
        state = AppealState(row["state"])
        may = state is AppealState.OPEN and self._caller.may(Action.ASSESSMENT_WRITE)
        return rows.view(Appeal, row, state=state, allowed_actions=("uphold", "reject") if may else ())
