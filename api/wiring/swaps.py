"""Adapters behind the ports of swaps."""

from typing import Annotated

from fastapi import Depends

from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Connection, Now
from domain.people.calendar import day_of
from domain.timetable.changes import LessonChanges
from domain.timetable.swap_book import SwapDesk, Swaps
from persistence.timetable.changes import SqlLessonChanges
from persistence.timetable.swaps import SqlSwaps


async def lesson_changes(connection: Connection, caller: Asker) -> LessonChanges:
    return SqlLessonChanges(connection, caller.school_id)


async def swaps(connection: Connection, caller: Asker, now: Now) -> Swaps:
    return SqlSwaps(connection, caller, day_of(now))


LessonChangesPort = Annotated[LessonChanges, Depends(lesson_changes)]
SwapsPort = Annotated[Swaps, Depends(swaps)]


async def desk(swaps: SwapsPort, changes: LessonChangesPort, messages: MessagesPort) -> SwapDesk:
    return SwapDesk(swaps, changes, messages)


SwapDeskPort = Annotated[SwapDesk, Depends(desk)]
