"""Batches of bonuses, kept: a row that moves, and editions of lines that never do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bonus.batch import (
    BatchFilter,
    BatchKind,
    BatchState,
    BatchStep,
    BonusBatch,
    Content,
    allowed_actions,
)
from domain.bonus.reckoning import LineKind, NewLine
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from persistence import locks, rows
from persistence.bonus import documents
from persistence.bonus.tables import bonus_batch, bonus_edition, bonus_line, bonus_settlement, bonus_step
from persistence.identity.tables import account
from persistence.ids import new_id
from persistence.paging import page
from persistence.refusals import refusing

_BATCH, _EDITION, _LINE = bonus_batch.c, bonus_edition.c, bonus_line.c
_SETTLED, _STEP = bonus_settlement.c, bonus_step.c
Steps = Mapping[UUID, list[BatchStep]]


class SqlBatches:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def hold(self) -> None:
        await locks.hold(self._connection, "bonus", self._school_id)

    async def page(self, filters: BatchFilter, window: Window) -> Page[BonusBatch]:
        found = await page(
            self._connection,
            self._own().where(*_narrowed(filters)),
            window,
            by=[_BATCH.id],
            filters=filters,
            view=lambda row: row._mapping,
            descending=True,
        )
        steps = await self._steps([row["id"] for row in found.items])
        return Page([self._view(row, steps) for row in found.items], found.next_cursor, found.has_more)

    async def get(self, batch_id: UUID) -> BonusBatch | None:
        found = await self._connection.execute(self._own().where(_BATCH.id == batch_id))
        row = found.mappings().one_or_none()
        return None if row is None else self._view(row, await self._steps([batch_id]))

    async def lines(self, batch: BonusBatch) -> Sequence[NewLine]:
        found = await self._connection.execute(
            select(bonus_line)
            .where(
                _LINE.school_id == self._school_id,
                _LINE.batch_id == batch.id,
                _LINE.edition_no == batch.edition_no,
            )
            .order_by(_LINE.number)
        )
        return [_line(row) for row in found.mappings()]

    async def add(self, values: Mapping[str, Any], content: Content, *, at: datetime) -> BonusBatch:
        made = await rows.add(self._connection, bonus_batch, self._school_id, {**values, "edition_no": 1})
        await self._write(made["id"], 1, content, at)
        return await self._stepped(made["id"], 1, "draft", at, None)

    async def rewrite(
        self, batch: BonusBatch, values: Mapping[str, Any], content: Content, *, at: datetime
    ) -> BonusBatch:
        number = batch.edition_no + 1
        await self._release(batch.id)
        await self._change(batch, {**values, "edition_no": number})
        await self._write(batch.id, number, content, at)
        return await self._stepped(batch.id, number, "update", at, None)

    async def step(
        self, batch: BonusBatch, action: str, values: Mapping[str, Any], *, at: datetime, reason: str | None
    ) -> BonusBatch:
        await self._change(batch, values)
        if action == "pay":
            await self._connection.execute(
                update(bonus_settlement).where(*self._settled_in(batch.id)).values(open=False)
            )
        if action == "cancel":
            await self._release(batch.id)
        return await self._stepped(batch.id, batch.edition_no, action, at, reason)

    async def _change(self, batch: BonusBatch, values: Mapping[str, Any]) -> None:
        await rows.change(self._connection, bonus_batch, self._school_id, batch.id, values)

    async def _write(self, batch_id: UUID, number: int, content: Content, at: datetime) -> None:
        edition = {
            "school_id": self._school_id,
            "id": new_id(),
            "batch_id": batch_id,
            "edition_no": number,
            "line_count": len(content.lines),
            "total_fen": sum(line.amount_fen for line in content.lines),
            "passed_over": documents.written_passed(content.passed_over),
            "made_at": at,
        }
        await self._connection.execute(insert(bonus_edition).values(edition))
        of = {name: edition[name] for name in ("batch_id", "edition_no", "line_count")}
        lines = [
            of
            | {
                "id": new_id(),
                "number": position,
                "kind": line.kind,
                "award_id": line.award_id,
                "work_id": line.work_id,
                "teacher_id": line.teacher_id,
                "table_id": line.table_id,
                "amount_fen": line.amount_fen,
                "share": documents.written_share(line.share),
                "reason": line.reason,
            }
            for position, line in enumerate(content.lines, start=1)
        ]
        with refusing(fk_bonus_line_teacher_id=UnknownReference(field="teacher_id")):
            await rows.add_all(self._connection, bonus_line, self._school_id, lines)
        settled = [
            {
                "id": new_id(),
                "award_id": one.award_id,
                "work_id": one.work_id,
                "batch_id": batch_id,
                "amount_fen": one.amount_fen,
                "table_id": one.table_id,
                "pays": one.pays,
                "open": True,
            }
            for one in content.settled
        ]
        await rows.add_all(self._connection, bonus_settlement, self._school_id, settled)

    async def _release(self, batch_id: UUID) -> None:
        await self._connection.execute(delete(bonus_settlement).where(*self._settled_in(batch_id)))

    def _settled_in(self, batch_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return _SETTLED.school_id == self._school_id, _SETTLED.batch_id == batch_id

    async def _stepped(
        self, batch_id: UUID, number: int, action: str, at: datetime, reason: str | None
    ) -> BonusBatch:
        taken = {
            "batch_id": batch_id,
            "edition_no": number,
            "action": action,
            "account_id": self._caller.account_id,
            "reason": reason,
            "at": at,
        }
        await rows.add(self._connection, bonus_step, self._school_id, taken)
        found = await self.get(batch_id)
        assert found is not None
        return found

    async def _steps(self, batch_ids: Sequence[UUID]) -> Steps:
        found = await self._connection.execute(
            select(bonus_step, account.c.display_name.label("name"))
            .select_from(bonus_step.outerjoin(account, account.c.id == _STEP.account_id))
            .where(_STEP.school_id == self._school_id, _STEP.batch_id.in_(batch_ids))
            .order_by(_STEP.id)
        )
        steps: dict[UUID, list[BatchStep]] = {}
        for row in found.mappings():
            step = rows.view(BatchStep, row, name=row["name"] or "")
            steps.setdefault(row["batch_id"], []).append(step)
        return steps

    def _own(self) -> Select[Any]:
        present = (
            (_EDITION.school_id == _BATCH.school_id)
            & (_EDITION.batch_id == _BATCH.id)
            & (_EDITION.edition_no == _BATCH.edition_no)
        )
        its = (_EDITION.id.label("edition_id"), _EDITION.line_count, _EDITION.total_fen, _EDITION.passed_over)
        return (
            select(bonus_batch, *its)
            .select_from(bonus_batch.join(bonus_edition, present))
            .where(_BATCH.school_id == self._school_id)
        )

    def _view(self, row: Mapping[Any, Any], steps: Steps) -> BonusBatch:
        seen = rows.view(
            BonusBatch,
            row,
            kind=BatchKind(row["kind"]),
            state=BatchState(row["state"]),
            passed_over=documents.passed(row["passed_over"]),
            steps=steps.get(row["id"], []),
        )
        return replace(seen, allowed_actions=allowed_actions(seen, self._caller))


def _narrowed(filters: BatchFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [
        column.in_(values)
        for column, values in (
            (_BATCH.state, filters.state),
            (_BATCH.kind, filters.kind),
            (_BATCH.corrects_id, filters.corrects_id),
        )
        if values
    ]
    if filters.school_year is not None:
        asked.append(_BATCH.school_year == filters.school_year)
    return asked


def _line(row: Mapping[Any, Any]) -> NewLine:
    return rows.view(NewLine, row, kind=LineKind(row["kind"]), share=documents.share(row["share"]))
