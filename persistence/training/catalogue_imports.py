"""The catalogue as an import finds it, and as it leaves it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.training.catalogue import CourseCodeTaken, CoursePlatformIdTaken, SessionState
from domain.training.catalogue_plan import (
    COURSE_FIELDS,
    SESSION_FIELDS,
    Changes,
    KnownCourse,
    KnownSession,
    Present,
)
from domain.training.sessions import SessionCodeTaken, SessionPlatformIdTaken
from persistence import rows
from persistence.locks import hold
from persistence.refusals import refusing
from persistence.training.sessions import block_rows, blocks_of
from persistence.training.tables import course, session_block, training_session


class SqlCatalogueStore:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def present(
        self,
        *,
        course_codes: Collection[str],
        course_platform_ids: Collection[str],
        session_codes: Collection[str],
        platform_ids: Collection[str],
        lock: bool,
    ) -> Present:
        if lock:  # or a commit between the two reads shows sessions of a course that was not there
            await hold(self._connection, "catalogue", self._school_id)
        courses = await self._found(course, course_codes, course_platform_ids, lock=lock)
        sessions = await self._found(training_session, session_codes, platform_ids, lock=lock)
        blocks = await blocks_of(self._connection, self._school_id, [row["id"] for row in sessions])
        return Present(
            [KnownCourse(row["id"], row["archived"], _values(row, COURSE_FIELDS)) for row in courses],
            [
                KnownSession(
                    id=row["id"],
                    course_id=row["course_id"],
                    state=SessionState(row["state"]),
                    taken=row["taken"],
                    values=_values(row, SESSION_FIELDS),
                    blocks=tuple(blocks[row["id"]]),
                )
                for row in sessions
            ],
        )

    async def _found(
        self, table: Table, codes: Collection[str], platform_ids: Collection[str], *, lock: bool
    ) -> list[Any]:
        statement: Select[Any] = (
            select(table)
            .where(
                table.c.school_id == self._school_id,
                or_(table.c.code.in_(codes), table.c.platform_id.in_(platform_ids)),
            )
            .order_by(table.c.id)
        )
        if lock:
            statement = statement.with_for_update(key_share=True)
        return list((await self._connection.execute(statement)).mappings())

    async def apply(self, changes: Changes) -> None:
        # The plan found these free; whoever took one since then was first, and nothing of the file is kept.
        with refusing(
            uq_course_code=CourseCodeTaken(code=""),
            uq_course_platform_id=CoursePlatformIdTaken(platform_id=""),
            uq_training_session_code=SessionCodeTaken(code=""),
            uq_training_session_platform_id=SessionPlatformIdTaken(platform_id=""),
        ):
            await self._write(course, changes.add_courses, changes.change_courses)
            await self._write(training_session, changes.add_sessions, changes.change_sessions)
        await self._replace_blocks(changes)

    async def _write(self, table: Table, adds: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
        await rows.change_all(self._connection, table, self._school_id, changed)
        await rows.add_all(self._connection, table, self._school_id, adds)

    async def _replace_blocks(self, changes: Changes) -> None:
        columns = session_block.c
        await self._connection.execute(
            delete(session_block).where(
                columns.school_id == self._school_id, columns.session_id.in_(changes.rescheduled)
            )
        )
        new = [
            {name: value for name, value in row.items() if name != "school_id"}
            for session_id, blocks in changes.blocks.items()
            for row in block_rows(self._school_id, session_id, blocks)
        ]
        await rows.add_all(self._connection, session_block, self._school_id, new)


def _values(row: Any, fields: Collection[str]) -> dict[str, Any]:
    return {name: row[name] for name in fields}
