"""Rooms 教室 that lessons are held in."""

from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID

from domain.errors import Conflict
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.changes import Things


class RoomCodeTaken(Conflict):
    code = "room_code_taken"


@dataclass(frozen=True, slots=True)
class Room:
    changed_by: ClassVar = Action.TIMETABLE_WRITE

    id: UUID
    code: str
    """What people write, such as 实验室1; a timetable file names it so."""

    name: str
    version: int
    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return ("update",)


class Rooms(Things[Room], Protocol):
    async def listed(self, window: Window) -> Page[Room]: ...
