"""Lines of reconciliations, and their history."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.reconciliation.comparing import Amount, DifferenceKind
from domain.reconciliation.line import (
    STANDING,
    AwardEffect,
    LineFilter,
    ReconciliationEvent,
    ReconciliationLine,
    ReconciliationState,
    ReconciliationStep,
    allowed_actions,
)
from domain.training.catalogue import CourseKind
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.people.teachers import matches
from persistence.reconciliation.tables import (
    reconciliation_line,
    reconciliation_line_award,
    reconciliation_line_event,
)
from persistence.rows import view

_LINE, _EVENT, _LINK = reconciliation_line.c, reconciliation_line_event.c, reconciliation_line_award.c


class SqlLines:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: LineFilter, window: Window) -> Page[ReconciliationLine]:
        statement = self._all()
        if filters.school_year is not None:
            statement = statement.where(_LINE.school_year == filters.school_year)
        if filters.kind:
            statement = statement.where(_LINE.kind.in_(filters.kind))
        if filters.state:
            statement = statement.where(_LINE.state.in_(filters.state))
        if filters.teacher_id:
            statement = statement.where(_LINE.teacher_id.in_(filters.teacher_id))
        if filters.run_id is not None:
            statement = statement.where(_LINE.run_id == filters.run_id)
        if filters.q is not None:
            statement = statement.where(matches(filters.q))
        by = [teacher.c.name_pinyin, _LINE.course_key, _LINE.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=self._view)

    async def get(self, line_id: UUID) -> ReconciliationLine | None:
        return (await self.lines([line_id])).get(line_id)

    async def lines(self, ids: Sequence[UUID]) -> dict[UUID, ReconciliationLine]:
        rows = await self._connection.execute(self._all().where(_LINE.id.in_(ids)))
        return {row.id: self._view(row) for row in rows}

    async def standing(self, school_year: int) -> list[ReconciliationLine]:
        statement = self._all().where(_LINE.school_year == school_year, _LINE.state.in_(STANDING))
        return [self._view(row) for row in await self._connection.execute(statement.order_by(_LINE.id))]

    async def events(self, line_id: UUID, window: Window) -> Page[ReconciliationEvent]:
        statement = select(
            reconciliation_line_event, self._awards(AwardEffect.MADE), self._awards(AwardEffect.TAKEN_BACK)
        ).where(_EVENT.school_id == self._school_id, _EVENT.line_id == line_id)
        return await page(self._connection, statement, window, by=[_EVENT.id], filters=line_id, view=_event)

    def _awards(self, effect: AwardEffect) -> Any:
        """The awards of an event, beside it."""
        its = select(func.array_agg(aggregate_order_by(_LINK.award_id, _LINK.id))).where(
            _LINK.school_id == self._school_id, _LINK.event_id == _EVENT.id, _LINK.effect == effect
        )
        return its.scalar_subquery().label(effect.value)

    def _all(self) -> Select[Any]:
        return _WITH_TEACHER.where(_LINE.school_id == self._school_id)

    def _view(self, row: Row[Any]) -> ReconciliationLine:
        state = ReconciliationState(row.state)
        return view(
            ReconciliationLine,
            row._mapping,
            category=CourseKind(row.category),
            kind=DifferenceKind(row.kind),
            ours=_amount(row.our_hours, row.our_credits),
            theirs=_amount(row.their_hours, row.their_credits),
            state=state,
            allowed_actions=allowed_actions(state, row.teacher_id, self._caller),
        )


def _amount(hours: Decimal | None, credits: Decimal | None) -> Amount | None:
    return None if hours is None or credits is None else Amount(hours, credits)


def _event(row: Row[Any]) -> ReconciliationEvent:
    return view(
        ReconciliationEvent,
        row._mapping,
        step=ReconciliationStep(row.step),
        from_state=None if row.from_state is None else ReconciliationState(row.from_state),
        to_state=ReconciliationState(row.to_state),
        made=row.made or [],
        taken_back=row.taken_back or [],
    )


def event_row(
    line_id: UUID,
    event_id: UUID,
    step: ReconciliationStep,
    *,
    was: ReconciliationState | None,
    becomes: ReconciliationState,
    account_id: UUID,
    at: datetime,
    run_id: UUID | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    return {
        "id": event_id,
        "line_id": line_id,
        "run_id": run_id,
        "step": step,
        "from_state": was,
        "to_state": becomes,
        "note": note,
        "account_id": account_id,
        "at": at,
    }


_WITH_TEACHER = (
    select(
        reconciliation_line,
        teacher.c.employee_no,
        teacher.c.name.label("teacher_name"),
        teacher.c.name_pinyin,
    )
    .select_from(reconciliation_line)
    .join(teacher, and_(teacher.c.school_id == _LINE.school_id, teacher.c.id == _LINE.teacher_id))
)
