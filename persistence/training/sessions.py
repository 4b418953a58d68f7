"""Training sessions and their blocks, kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.training.catalogue import SessionState
from domain.training.seats import promotes_until
from domain.training.sessions import (
    Block,
    NewSession,
    SessionCodeTaken,
    SessionFilter,
    SessionPlatformIdTaken,
    TrainingSession,
    in_order,
    session_actions,
)
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.refusals import refusing
from persistence.training.courses import courses_by_id
from persistence.training.tables import selection_round, session_block, training_session

table = training_session.c


class SqlSessions:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller = caller

    async def list(
        self, filters: SessionFilter, window: Window, *, latest_first: bool, with_course: bool
    ) -> Page[TrainingSession]:
        """Three statements at most, however long the page."""
        statement = self._sessions()
        if filters.round_id is not None:
            statement = statement.where(table.round_id == filters.round_id)
        if filters.course_id is not None:
            statement = statement.where(table.course_id == filters.course_id)
        if filters.states:
            statement = statement.where(table.state.in_(filters.states))
        if filters.starts_from is not None:
            statement = statement.where(table.starts_at >= filters.starts_from)
        if filters.starts_to is not None:
            statement = statement.where(table.starts_at < filters.starts_to)
        bare = await page(
            self._connection,
            statement,
            window,
            by=[table.starts_at, table.id],
            filters=filters,
            view=self._viewed,
            descending=latest_first,
        )
        blocks = await blocks_of(
            self._connection, self._caller.school_id, [session.id for session in bare.items]
        )
        wanted = {session.course_id for session in bare.items} if with_course else set()
        courses = await courses_by_id(self._connection, self._caller, wanted)
        shown = [
            replace(session, blocks=blocks[session.id], course=courses.get(session.course_id))
            for session in bare.items
        ]
        return Page(shown, bare.next_cursor, bare.has_more)

    async def get(self, session_id: UUID) -> TrainingSession | None:
        return await self._one(self._by_id(session_id))

    async def for_update(self, session_id: UUID) -> TrainingSession | None:
        return await self._one(self._by_id(session_id).with_for_update(key_share=True, of=training_session))

    async def add(self, new: NewSession) -> TrainingSession:
        session_id, blocks = new_id(), in_order(new.blocks)
        values = {name: getattr(new, name) for name in NewSession.__slots__ if name != "blocks"}
        statement = insert(training_session).values(
            school_id=self._caller.school_id,
            id=session_id,
            taken=0,
            state=SessionState.DRAFT,
            **values,
            **_ends(blocks),
        )
        await self._write(statement, values)
        await self._add_blocks(session_id, blocks)
        return await self._existing(session_id)

    async def change(
        self, session_id: UUID, changes: Mapping[str, Any], blocks: Sequence[Block] | None = None
    ) -> TrainingSession:
        if blocks is not None:
            await self._drop_blocks(session_id)
            await self._add_blocks(session_id, blocks)
        statement = (
            update(training_session)
            .where(table.school_id == self._caller.school_id, table.id == session_id)
            .values(version=table.version + 1, **changes, **(_ends(blocks) if blocks else {}))
        )
        await self._write(statement, changes)
        return await self._existing(session_id)

    async def _write(self, statement: Any, values: Mapping[str, Any]) -> None:
        with refusing(
            uq_training_session_code=SessionCodeTaken(code=values.get("code")),
            uq_training_session_platform_id=SessionPlatformIdTaken(platform_id=values.get("platform_id")),
        ):
            await write(self._connection, statement)

    async def _add_blocks(self, session_id: UUID, blocks: Sequence[Block]) -> None:
        await self._connection.execute(
            insert(session_block), block_rows(self._caller.school_id, session_id, blocks)
        )

    async def _drop_blocks(self, session_id: UUID) -> None:
        columns = session_block.c
        await self._connection.execute(
            delete(session_block).where(
                columns.school_id == self._caller.school_id, columns.session_id == session_id
            )
        )

    async def _existing(self, session_id: UUID) -> TrainingSession:
        session = await self.get(session_id)
        assert session is not None
        return session

    def _by_id(self, session_id: UUID) -> Select[Any]:
        return self._sessions().where(table.id == session_id)

    def _sessions(self) -> Select[Any]:
        """With how long before their start their round lets nobody be promoted."""
        its = (selection_round.c.school_id == table.school_id) & (selection_round.c.id == table.round_id)
        return (
            select(training_session, selection_round.c.frozen_days)
            .select_from(training_session.outerjoin(selection_round, its))
            .where(table.school_id == self._caller.school_id)
        )

    async def _one(self, statement: Select[Any]) -> TrainingSession | None:
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        session = self._viewed(row)
        blocks = await blocks_of(self._connection, self._caller.school_id, [session.id])
        return replace(session, blocks=blocks[session.id])

    def _viewed(self, row: Row[Any]) -> TrainingSession:
        return _session(row._mapping, self._caller)


async def blocks_of(
    connection: AsyncConnection, school_id: UUID, session_ids: Iterable[UUID]
) -> dict[UUID, list[Block]]:
    """The blocks of several sessions in one statement, each session's in their order."""
    columns = session_block.c
    rows = await connection.execute(
        select(columns.session_id, columns.starts_at, columns.ends_at)
        .where(columns.school_id == school_id, columns.session_id.in_(session_ids))
        .order_by(columns.session_id, columns.starts_at)
    )
    blocks: dict[UUID, list[Block]] = defaultdict(list)
    for session_id, starts_at, ends_at in rows:
        blocks[session_id].append(Block(starts_at, ends_at))
    return blocks


def block_rows(school_id: UUID, session_id: UUID, blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [
        {
            "school_id": school_id,
            "id": new_id(),
            "session_id": session_id,
            "starts_at": block.starts_at,
            "ends_at": block.ends_at,
        }
        for block in blocks
    ]


def _ends(blocks: Sequence[Block]) -> dict[str, Any]:
    return {"starts_at": blocks[0].starts_at, "ends_at": blocks[-1].ends_at}


def _session(row: RowMapping, caller: Caller) -> TrainingSession:
    state = SessionState(row["state"])
    return TrainingSession(
        id=row["id"],
        course_id=row["course_id"],
        code=row["code"],
        place=row["place"],
        capacity=row["capacity"],
        taken=row["taken"],
        seats_left=row["capacity"] - row["taken"],
        waitlist=row["waitlist"],
        state=state,
        enrolment_opens_at=row["enrolment_opens_at"],
        enrolment_closes_at=row["enrolment_closes_at"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        blocks=[],
        platform_id=row["platform_id"],
        round_id=row["round_id"],
        promotes_until=promotes_until(row["starts_at"], row["frozen_days"] or 0),
        version=row["version"],
        allowed_actions=session_actions(state, caller, in_round=row["round_id"] is not None),
    )
