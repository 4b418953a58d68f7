"""What was entered as it is, with what is to be struck out of it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contests.copies import Original
from domain.contests.entry import ContestEntry
from domain.files import KeptFile, StoredFile
from persistence import rows
from persistence.contests.identities import masks_of
from persistence.people.tables import teacher
from persistence.platform.tables import stored_file


class SqlOriginals:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def of(self, entries: Sequence[ContestEntry]) -> Sequence[Original]:
        masks = await masks_of(self._connection, self._school_id, [one.id for one in entries])
        files = await self._files([one.file_id for one in entries if one.file_id is not None])
        return [
            Original(
                alias=one.alias or "",
                title=one.title,
                text=one.text,
                file=None if one.file_id is None else files[one.file_id],
                mask=masks[one.id],
            )
            for one in entries
        ]

    async def employee_numbers(self, teacher_ids: Sequence[UUID]) -> Mapping[UUID, str]:
        found = await self._connection.execute(
            select(teacher.c.id, teacher.c.employee_no).where(
                teacher.c.school_id == self._school_id, teacher.c.id.in_(teacher_ids)
            )
        )
        return {row.id: row.employee_no for row in found}

    async def _files(self, file_ids: Sequence[UUID]) -> Mapping[UUID, KeptFile]:
        asked = select(stored_file).where(
            stored_file.c.school_id == self._school_id, stored_file.c.id.in_(file_ids)
        )
        found = (await self._connection.execute(asked)).mappings()
        return {row["id"]: KeptFile(rows.view(StoredFile, row), row["key"]) for row in found}
