"""Teaching and homeroom assignments, and who they make partners."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.people.assignments import (
    AssignmentFilter,
    AssignmentTaken,
    HomeroomAssignment,
    HomeroomFilter,
    HomeroomTaken,
    PartnerLesson,
    TeachingAssignment,
)
from domain.people.changes import UnknownReference
from domain.people.teacher import TeacherStatus
from persistence import rows
from persistence.paging import page
from persistence.people.tables import homeroom_assignment, school_class, teacher, teaching_assignment, term
from persistence.refusals import refusing
from persistence.rows import view

_LESSON_REFUSALS = {
    "uq_teaching_assignment_lesson": AssignmentTaken(),
    "fk_teaching_assignment_term_id": UnknownReference(field="term_id"),
    "fk_teaching_assignment_teacher_id": UnknownReference(field="teacher_id"),
    "fk_teaching_assignment_class_id": UnknownReference(field="class_id"),
}
_HOMEROOM_REFUSALS = {
    "uq_homeroom_assignment_open": HomeroomTaken(),
    "fk_homeroom_assignment_teacher_id": UnknownReference(field="teacher_id"),
    "fk_homeroom_assignment_class_id": UnknownReference(field="class_id"),
}


class SqlTeachingAssignments:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def get(self, thing_id: UUID) -> TeachingAssignment | None:
        row = await rows.fetch(self._connection, teaching_assignment, self._school_id, thing_id)
        return None if row is None else view(TeachingAssignment, row)

    async def for_update(self, thing_id: UUID) -> TeachingAssignment | None:
        row = await rows.fetch(self._connection, teaching_assignment, self._school_id, thing_id, lock=True)
        return None if row is None else view(TeachingAssignment, row)

    async def add(self, values: Mapping[str, Any]) -> TeachingAssignment:
        with refusing(**_LESSON_REFUSALS):
            row = await rows.add(self._connection, teaching_assignment, self._school_id, values)
        return view(TeachingAssignment, row)

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> TeachingAssignment:
        with refusing(**_LESSON_REFUSALS):
            row = await rows.change(self._connection, teaching_assignment, self._school_id, thing_id, values)
        return view(TeachingAssignment, row)

    async def remove(self, thing_id: UUID) -> None:
        await rows.remove(self._connection, teaching_assignment, self._school_id, thing_id)

    async def listed(self, filters: AssignmentFilter, window: Window) -> Page[TeachingAssignment]:
        table = teaching_assignment.c
        statement = select(teaching_assignment).where(table.school_id == self._school_id)
        if filters.term_id is not None:
            statement = statement.where(table.term_id == filters.term_id)
        if filters.teacher_id is not None:
            statement = statement.where(table.teacher_id == filters.teacher_id)
        if filters.class_id is not None:
            statement = statement.where(table.class_id == filters.class_id)
        return await page(
            self._connection,
            statement,
            window,
            by=[table.id],
            filters=filters,
            view=lambda row: view(TeachingAssignment, row._mapping),
        )


class SqlHomeroomAssignments:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def get(self, thing_id: UUID) -> HomeroomAssignment | None:
        row = await rows.fetch(self._connection, homeroom_assignment, self._school_id, thing_id)
        return None if row is None else view(HomeroomAssignment, row)

    async def for_update(self, thing_id: UUID) -> HomeroomAssignment | None:
        row = await rows.fetch(self._connection, homeroom_assignment, self._school_id, thing_id, lock=True)
        return None if row is None else view(HomeroomAssignment, row)

    async def add(self, values: Mapping[str, Any]) -> HomeroomAssignment:
        with refusing(**_HOMEROOM_REFUSALS):
            row = await rows.add(self._connection, homeroom_assignment, self._school_id, values)
        return view(HomeroomAssignment, row)

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> HomeroomAssignment:
        row = await rows.change(self._connection, homeroom_assignment, self._school_id, thing_id, values)
        return view(HomeroomAssignment, row)

    async def listed(self, filters: HomeroomFilter, window: Window) -> Page[HomeroomAssignment]:
        table = homeroom_assignment.c
        statement = select(homeroom_assignment).where(table.school_id == self._school_id)
        if filters.teacher_id is not None:
            statement = statement.where(table.teacher_id == filters.teacher_id)
        if filters.class_id is not None:
            statement = statement.where(table.class_id == filters.class_id)
        if filters.on is not None:
            statement = statement.where(
                table.from_day <= filters.on, or_(table.until_day.is_(None), table.until_day >= filters.on)
            )
        return await page(
            self._connection,
            statement,
            window,
            by=[table.from_day, table.id],
            filters=filters,
            view=lambda row: view(HomeroomAssignment, row._mapping),
        )


class SqlPartnerships:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def known_teacher(self, teacher_id: UUID) -> bool:
        return await rows.fetch(self._connection, teacher, self._school_id, teacher_id) is not None

    async def term_on(self, day: date) -> UUID | None:
        found: UUID | None = await self._connection.scalar(
            select(term.c.id)
            .where(term.c.school_id == self._school_id, term.c.starts_on <= day)
            .order_by(term.c.starts_on.desc())
            .limit(1)
        )
        return found

    async def lessons_beside(self, teacher_id: UUID, term_id: UUID) -> list[PartnerLesson]:
        own, other = teaching_assignment.alias("own"), teaching_assignment.alias("other")
        statement = (
            select(
                other.c.teacher_id,
                teacher.c.name,
                teacher.c.employee_no,
                other.c.class_id,
                school_class.c.code.label("class_code"),
                other.c.subject,
            )
            .join(teacher, and_(teacher.c.school_id == other.c.school_id, teacher.c.id == other.c.teacher_id))
            .join(
                school_class,
                and_(school_class.c.school_id == other.c.school_id, school_class.c.id == other.c.class_id),
            )
            .where(
                other.c.school_id == self._school_id,
                other.c.term_id == term_id,
                other.c.teacher_id != teacher_id,
                teacher.c.status != TeacherStatus.LEFT,
                other.c.class_id.in_(
                    select(own.c.class_id).where(
                        own.c.school_id == self._school_id,
                        own.c.term_id == term_id,
                        own.c.teacher_id == teacher_id,
                    )
                ),
            )
            .order_by(teacher.c.name_pinyin, teacher.c.id, school_class.c.code, other.c.subject)
        )
        return [PartnerLesson(*row) for row in await self._connection.execute(statement)]
