"""Districts and their schools 区县、学校."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.paging import Page, Window
from domain.people.changes import Readable


@dataclass(frozen=True, slots=True)
class School:
    id: UUID
    district_id: UUID
    code: str
    """Short, and good in place of the id in every path, such as `shimen`."""

    name: str
    version: int
    allowed_actions: tuple[str, ...] = ()


class Schools(Readable[School], Protocol):
    async def among(self, school_ids: tuple[UUID, ...], window: Window) -> Page[School]: ...

    async def of_district(self, district_id: UUID, window: Window) -> Page[School]: ...
