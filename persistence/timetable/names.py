"""The names of those a page of lessons is about, in three statements however many."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.timetable.lessons import ClassPart
from domain.timetable.week import ClassNamed, RoomNamed, TeacherNamed
from persistence.people.tables import school_class, teacher
from persistence.timetable.tables import room


@dataclass(frozen=True, slots=True)
class Names:
    teachers: dict[UUID, TeacherNamed]
    classes: dict[UUID, str]
    rooms: dict[UUID, RoomNamed]

    def of_teachers(self, ids: Iterable[UUID]) -> list[TeacherNamed]:
        return [self.teachers[one] for one in ids]

    def of_classes(self, parts: Iterable[ClassPart]) -> list[ClassNamed]:
        return [ClassNamed(one.class_id, self.classes[one.class_id], one.part) for one in parts]

    def of_room(self, room_id: UUID | None) -> RoomNamed | None:
        return None if room_id is None else self.rooms[room_id]


async def names_of(
    connection: AsyncConnection,
    school_id: UUID,
    *,
    teacher_ids: Collection[UUID],
    class_ids: Collection[UUID],
    room_ids: Collection[UUID],
) -> Names:
    async def found(table: Table, ids: Collection[UUID], *columns: str) -> list[Any]:
        statement = select(table.c.id, *(table.c[name] for name in columns))
        own = table.c.school_id == school_id, table.c.id.in_(set(ids))
        return list(await connection.execute(statement.where(*own)))

    return Names(
        {row.id: TeacherNamed(*row) for row in await found(teacher, teacher_ids, "name")},
        {row.id: row.code for row in await found(school_class, class_ids, "code")},
        {row.id: RoomNamed(*row) for row in await found(room, room_ids, "code", "name")},
    )
