"""Selection rounds, kept."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus
from domain.training.catalogue import SessionState
from domain.training.selection import (
    NewRound,
    RoundCodeTaken,
    RoundFilter,
    RoundState,
    SelectionRound,
    round_actions,
)
from domain.training.sessions import LIFECYCLE
from persistence import rows
from persistence.changes import write
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.refusals import refusing
from persistence.training.tables import selection_round, training_session

table = selection_round.c


class SqlRounds:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller = caller

    async def list(self, filters: RoundFilter, window: Window) -> Page[SelectionRound]:
        statement = select(selection_round).where(table.school_id == self._caller.school_id)
        if filters.states:
            statement = statement.where(table.state.in_(filters.states))
        return await page(
            self._connection,
            statement,
            window,
            by=[table.opens_at, table.id],
            filters=filters,
            view=self._viewed,
            descending=True,
        )

    async def get(self, round_id: UUID) -> SelectionRound | None:
        row = await rows.fetch(self._connection, selection_round, self._caller.school_id, round_id)
        return None if row is None else self._view(row)

    async def for_update(self, round_id: UUID) -> SelectionRound | None:
        statement = select(selection_round).where(
            table.school_id == self._caller.school_id, table.id == round_id
        )
        found = await self._connection.execute(statement.with_for_update(key_share=True))
        row = found.mappings().one_or_none()
        return None if row is None else self._view(row)

    async def for_share(self, round_ids: Collection[UUID]) -> dict[UUID, SelectionRound]:
        found = await self._connection.execute(
            select(selection_round)
            .where(table.school_id == self._caller.school_id, table.id.in_(round_ids))
            .order_by(table.id)
            .with_for_update(read=True)
        )
        return {row["id"]: self._view(row) for row in found.mappings()}

    async def add(self, new: NewRound) -> SelectionRound:
        values = {name: getattr(new, name) for name in NewRound.__slots__} | {"state": RoundState.DRAFT}
        with refusing(uq_selection_round_code=RoundCodeTaken(code=new.code)):
            return self._view(
                await rows.add(self._connection, selection_round, self._caller.school_id, values)
            )

    async def change(self, round_id: UUID, changes: Mapping[str, Any]) -> SelectionRound:
        with refusing(uq_selection_round_code=RoundCodeTaken(code=changes.get("code"))):
            return self._view(
                await rows.change(
                    self._connection, selection_round, self._caller.school_id, round_id, changes
                )
            )

    async def move_sessions(self, round_id: UUID, action: str) -> int:
        session = training_session.c
        its = (session.school_id == self._caller.school_id, session.round_id == round_id)
        found = await self._connection.execute(
            select(session.id, session.state)
            .where(*its, session.state != SessionState.CANCELLED)
            .order_by(session.id)
            .with_for_update(key_share=True)
        )
        sessions = found.all()
        # Of the two states one can open from, closed is one somebody chose: only drafts are opened.
        before = SessionState.DRAFT if action == "open" else SessionState.OPEN
        moving = [row.id for row in sessions if row.state == before]
        if moving:
            await write(
                self._connection,
                update(training_session)
                .where(*its, session.id.in_(moving))
                .values(state=LIFECYCLE[before][action], version=session.version + 1),
            )
        return len(sessions)

    async def staff(self) -> Sequence[UUID]:
        found = await self._connection.scalars(
            select(teacher.c.id).where(
                teacher.c.school_id == self._caller.school_id, teacher.c.status == TeacherStatus.ACTIVE
            )
        )
        return found.all()

    def _viewed(self, row: Row[Any]) -> SelectionRound:
        return self._view(row._mapping)

    def _view(self, row: RowMapping) -> SelectionRound:
        state = RoundState(row["state"])
        return SelectionRound(
            id=row["id"],
            code=row["code"],
            title=row["title"],
            opens_at=row["opens_at"],
            closes_at=row["closes_at"],
            frozen_days=row["frozen_days"],
            state=state,
            version=row["version"],
            allowed_actions=round_actions(state, self._caller),
        )
