"""Adapters behind the ports of the timetable."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from api.wiring.oneself import as_teacher
from api.wiring.request import Asker, Connection, Engine
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.timetable.importing import TimetableFiles, TimetableStore
from domain.timetable.keeping import Timetables
from domain.timetable.rooms import Rooms
from domain.timetable.week import LessonReads
from persistence.ids import new_id
from persistence.timetable.imports import SqlTimetableStore
from persistence.timetable.keeping import SqlTimetables
from persistence.timetable.lessons import SqlLessonReads
from persistence.timetable.rooms import SqlRooms
from persistence.transaction import Door, entered


async def rooms(connection: Connection, caller: Asker) -> Rooms:
    return SqlRooms(connection, caller.school_id)


async def timetables(connection: Connection, caller: Asker) -> Timetables:
    return SqlTimetables(connection, caller.school_id)


async def timetable_store(connection: Connection, caller: Asker) -> TimetableStore:
    return SqlTimetableStore(connection, caller.school_id)


async def timetable_files() -> TimetableFiles:
    from gateways.timetables import TimetableSheets

    return TimetableSheets()


async def fresh_ids() -> Callable[[], UUID]:
    return new_id


async def lesson_reads(connection: Connection, caller: Asker) -> LessonReads:
    return SqlLessonReads(connection, caller.school_id)


TeacherSelf = Annotated[Caller, Depends(as_teacher(Action.TIMETABLE_READ))]
"""The caller as a teacher, for routes of their own lessons."""


async def own_lesson_reads(engine: Engine, caller: TeacherSelf) -> AsyncIterator[LessonReads]:
    door = Door(caller.school_id, caller.session_id, caller.access_version)
    async with entered(engine, door) as connection:
        yield SqlLessonReads(connection, caller.school_id)


RoomsPort = Annotated[Rooms, Depends(rooms)]
TimetablesPort = Annotated[Timetables, Depends(timetables)]
TimetableStorePort = Annotated[TimetableStore, Depends(timetable_store)]
TimetableFilesPort = Annotated[TimetableFiles, Depends(timetable_files)]
FreshIds = Annotated[Callable[[], UUID], Depends(fresh_ids)]
LessonReadsPort = Annotated[LessonReads, Depends(lesson_reads)]
OwnLessonReadsPort = Annotated[LessonReads, Depends(own_lesson_reads, scope="function")]
