"""Links to files: signed, and good for a little while."""

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
        if await self.files.get(file_id) is None:
            raise NotFound()
        until = (now + LIFETIME).replace(microsecond=0)
        return FileLink(f"/api/v1/files/{self.sealing.link(self.school_id, file_id, until=until)}", until)
