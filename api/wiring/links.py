"""Links to files: signed, and good for a little while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.errors import NotFound
from domain.files import FileLink, Files
from gateways.sealing import Sealing

LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedFileLinks:
    files: Files
    school_id: UUID
    sealing: Sealing

    async def to(self, file_id: UUID, *, now: datetime) -> FileLink:
        return (await self.to_each([file_id], now=now))[0]

    async def to_each(self, file_ids: Sequence[UUID], *, now: datetime) -> list[FileLink]:
        known = await self.files.among(file_ids)
        if not known.keys() >= set(file_ids):
            raise NotFound()
        until = (now + LIFETIME).replace(microsecond=0)
        return [
            FileLink(f"/api/v1/files/{self.sealing.link(self.school_id, file_id, until=until)}", until)
            for file_id in file_ids
        ]
