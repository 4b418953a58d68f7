"""Entering works and their authors, for the rooms that hold them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.works.work import AuthorTwice, AuthorUnknown, NewWork
from persistence import rows
from persistence.ids import new_id
from persistence.refusals import refusing
from persistence.works.tables import work, work_author

_AUTHOR = work_author.c


class SqlWorkBook:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def enter(self, new: NewWork, *, at: datetime) -> UUID:
        values = {"kind": new.kind, "title": new.title, "entered_at": at}
        made: UUID = (await rows.add(self._connection, work, self._school_id, values))["id"]
        await self._write(made, new.author_ids)
        return made

    async def retitle(self, work_id: UUID, title: str) -> None:
        await rows.change(self._connection, work, self._school_id, work_id, {"title": title})

    async def set_authors(self, work_id: UUID, author_ids: Sequence[UUID]) -> None:
        await rows.fetch(self._connection, work, self._school_id, work_id, lock=True)
        of_work = (_AUTHOR.school_id == self._school_id, _AUTHOR.work_id == work_id)
        await self._connection.execute(delete(work_author).where(*of_work))
        await self._write(work_id, author_ids)

    async def authors(self, work_id: UUID) -> tuple[UUID, ...]:
        of_work = (_AUTHOR.school_id == self._school_id, _AUTHOR.work_id == work_id)
        found = await self._connection.scalars(
            select(_AUTHOR.teacher_id).where(*of_work).order_by(_AUTHOR.position)
        )
        return tuple(found)

    async def _write(self, work_id: UUID, author_ids: Sequence[UUID]) -> None:
        given = [str(one) for one in author_ids]
        written = [
            {"id": new_id(), "work_id": work_id, "position": position, "teacher_id": teacher_id}
            for position, teacher_id in enumerate(author_ids, start=1)
        ]
        with refusing(
            uq_work_author_teacher=AuthorTwice(teacher_ids=given),
            fk_work_author_teacher_id=AuthorUnknown(teacher_ids=given),
        ):
            await rows.add_all(self._connection, work_author, self._school_id, written)
