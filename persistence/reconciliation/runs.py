"""Runs of reconciliations: what they compare, and the lines they keep and close."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.reconciliation.line import ReconciliationLine, ReconciliationState, ReconciliationStep
from domain.reconciliation.running import (
    Closing,
    CreditReconciliation,
    NewLine,
    ReconciliationCounts,
)
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.reconciliation.books import SqlBooks
from persistence.reconciliation.lines import SqlLines, event_row
from persistence.reconciliation.tables import (
    credit_reconciliation,
    reconciliation_line,
    reconciliation_line_event,
)

_TABLE = credit_reconciliation.c


class SqlReconciliations:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def page(self, school_year: int | None, window: Window) -> Page[CreditReconciliation]:
        statement = select(credit_reconciliation).where(_TABLE.school_id == self._school_id)
        if school_year is not None:
            statement = statement.where(_TABLE.school_year == school_year)
        by = [_TABLE.created_at, _TABLE.id]
        return await page(
            self._connection, statement, window, by=by, filters=school_year, view=_run, descending=True
        )

    async def get(self, run_id: UUID) -> CreditReconciliation | None:
        row = await rows.fetch(self._connection, credit_reconciliation, self._school_id, run_id)
        return None if row is None else _view(row)


class SqlRuns(SqlBooks):
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        super().__init__(connection, caller.school_id)
        self._lines = SqlLines(connection, caller)

    async def standing(self, school_year: int) -> list[ReconciliationLine]:
        return await self._lines.standing(school_year)

    async def keep(
        self, run: CreditReconciliation, *, found: Sequence[NewLine], closed: Sequence[Closing]
    ) -> None:
        """In five statements at most. First closes: of a teacher's course only one line stands."""
        made = {name: getattr(run, name) for name in ("import_id", "school_year", "created_at", "account_id")}
        made["counts"] = asdict(run.counts)
        new = insert(credit_reconciliation).values(school_id=self._school_id, id=run.id, **made)
        await self._connection.execute(new)
        ended = [{"id": one.line.id, "state": one.state} for one in closed]
        await rows.change_all(self._connection, reconciliation_line, self._school_id, ended)
        lines = [_line(run, one) for one in found]
        await rows.add_all(self._connection, reconciliation_line, self._school_id, lines)
        said: dict[str, Any] = {"account_id": run.account_id, "at": run.created_at, "run_id": run.id}
        first = ReconciliationState.OPEN
        events = [
            *(
                event_row(one.id, new_id(), ReconciliationStep.FIND, was=None, becomes=first, **said)
                for one in found
            ),
            *(
                event_row(one.line.id, new_id(), one.step, was=one.line.state, becomes=one.state, **said)
                for one in closed
            ),
        ]
        await rows.add_all(self._connection, reconciliation_line_event, self._school_id, events)


def _line(run: CreditReconciliation, one: NewLine) -> dict[str, Any]:
    teacher_id, course_key = one.difference.key
    ours, theirs = one.difference.ours, one.difference.theirs
    return {
        "id": one.id,
        "run_id": run.id,
        "school_year": run.school_year,
        "teacher_id": teacher_id,
        "course_key": course_key,
        "course_id": one.course_id,
        "title": one.title,
        "category": one.category,
        "kind": one.difference.kind,
        "our_hours": None if ours is None else ours.hours,
        "our_credits": None if ours is None else ours.credits,
        "their_hours": None if theirs is None else theirs.hours,
        "their_credits": None if theirs is None else theirs.credits,
        "earned_on": one.earned_on,
        "state": ReconciliationState.OPEN,
        "found_at": run.created_at,
    }


def _run(row: Row[Any]) -> CreditReconciliation:
    return _view(row._mapping)


def _view(row: RowMapping) -> CreditReconciliation:
    return rows.view(CreditReconciliation, row, counts=ReconciliationCounts(**row["counts"]))
