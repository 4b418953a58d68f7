"""Decisions on lines, with what they did to awards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.reconciliation.decision import Effect, LineMove
from domain.reconciliation.line import AwardEffect, LineReplaced, ReconciliationLine, ReconciliationStep
from domain.training.credit import AwardState, CreditAward
from persistence import rows
from persistence.ids import new_id
from persistence.reconciliation.books import SqlBooks
from persistence.reconciliation.lines import SqlLines, event_row
from persistence.reconciliation.tables import (
    reconciliation_line,
    reconciliation_line_award,
    reconciliation_line_event,
)
from persistence.refusals import refusing
from persistence.training.awards import award_view
from persistence.training.tables import credit_award

_EVENT, _LINK, _AWARD = reconciliation_line_event.c, reconciliation_line_award.c, credit_award.c


class SqlDecisions(SqlBooks):
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        super().__init__(connection, caller.school_id)
        self._lines = SqlLines(connection, caller)

    async def lines(self, ids: Sequence[UUID]) -> dict[UUID, ReconciliationLine]:
        return await self._lines.lines(ids)

    async def awards_for_update(self, ids: Sequence[UUID]) -> dict[UUID, CreditAward]:
        found = await self._connection.execute(
            select(credit_award)
            .where(_AWARD.school_id == self._school_id, _AWARD.id.in_(ids))
            .order_by(_AWARD.id)
            .with_for_update()
        )
        return {row.id: award_view(row) for row in found}

    async def effects(self, line_id: UUID) -> list[Effect]:
        last = (
            select(_EVENT.id)
            .where(
                _EVENT.school_id == self._school_id,
                _EVENT.line_id == line_id,
                _EVENT.step == ReconciliationStep.TAKE_THEIRS,
            )
            .order_by(_EVENT.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        of_award = and_(_AWARD.school_id == self._school_id, _AWARD.id == _LINK.award_id)
        found = await self._connection.execute(
            select(_LINK.award_id, _LINK.effect, _LINK.award_state, _AWARD.enrolment_id)
            .join(credit_award, of_award)
            .where(_LINK.school_id == self._school_id, _LINK.event_id == last)
            .order_by(_LINK.id)
        )
        return [
            Effect(row.award_id, row.enrolment_id, AwardEffect(row.effect), AwardState(row.award_state))
            for row in found
        ]

    async def settle(self, moves: Sequence[LineMove], *, account_id: UUID, at: datetime) -> None:
        said = {"account_id": account_id, "decided_at": at}
        changes = [{"id": move.line.id, "state": move.state, "note": move.note, **said} for move in moves]
        with refusing(uq_reconciliation_line_standing=LineReplaced()):
            await rows.change_all(self._connection, reconciliation_line, self._school_id, changes)
        events: list[dict[str, Any]] = []
        links: list[dict[str, Any]] = []
        for move in moves:
            event_id, line = new_id(), move.line
            events.append(
                event_row(
                    line.id,
                    event_id,
                    move.step,
                    was=line.state,
                    becomes=move.state,
                    account_id=account_id,
                    at=at,
                    note=move.note,
                )
            )
            links += [_link(line.id, event_id, effect) for effect in move.effects]
        await rows.add_all(self._connection, reconciliation_line_event, self._school_id, events)
        await rows.add_all(self._connection, reconciliation_line_award, self._school_id, links)


def _link(line_id: UUID, event_id: UUID, effect: Effect) -> dict[str, Any]:
    return {
        "id": new_id(),
        "line_id": line_id,
        "event_id": event_id,
        "award_id": effect.award_id,
        "effect": effect.effect,
        "award_state": effect.award_state,
    }
