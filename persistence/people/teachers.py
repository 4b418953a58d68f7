"""Teachers, and finding them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from domain.errors import DomainError
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.people.naming import needle
from domain.people.teacher import (
    EmployeeNoTaken,
    PlatformIdTaken,
    SourceIdTaken,
    Teacher,
    TeacherFilter,
    TeacherStatus,
)
from persistence import rows
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.refusals import refusing
from persistence.rows import view

REFUSALS: dict[str, DomainError] = {
    "uq_teacher_employee_no": EmployeeNoTaken(),
    "uq_teacher_platform_id": PlatformIdTaken(),
    "uq_teacher_source_id": SourceIdTaken(),
    "fk_teacher_subject_group_id": UnknownReference(field="subject_group_id"),
    "fk_teacher_grade_group_id": UnknownReference(field="grade_group_id"),
}


class SqlTeachers:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def get(self, thing_id: UUID) -> Teacher | None:
        row = await rows.fetch(self._connection, teacher, self._school_id, thing_id)
        return None if row is None else _teacher(row)

    async def for_update(self, thing_id: UUID) -> Teacher | None:
        row = await rows.fetch(self._connection, teacher, self._school_id, thing_id, lock=True)
        return None if row is None else _teacher(row)

    async def add(self, values: Mapping[str, Any]) -> Teacher:
        with refusing(**REFUSALS):
            return _teacher(await rows.add(self._connection, teacher, self._school_id, values))

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> Teacher:
        with refusing(**REFUSALS):
            return _teacher(await rows.change(self._connection, teacher, self._school_id, thing_id, values))

    async def listed(self, filters: TeacherFilter, window: Window) -> Page[Teacher]:
        table = teacher.c
        statement = select(teacher).where(table.school_id == self._school_id)
        if filters.q is not None:
            statement = statement.where(matches(filters.q))
        if filters.statuses:
            statement = statement.where(table.status.in_(filters.statuses))
        if filters.subject_group_id is not None:
            statement = statement.where(table.subject_group_id == filters.subject_group_id)
        if filters.grade_group_id is not None:
            statement = statement.where(table.grade_group_id == filters.grade_group_id)
        return await page(
            self._connection,
            statement,
            window,
            by=[table.name_pinyin, table.id],
            filters=filters,
            view=lambda row: _teacher(row._mapping),
        )


def matches(q: str) -> ColumnElement[bool]:
    """The beginning of the name, of its pinyin with or without spaces, of its initials, of the number."""
    table, typed = teacher.c, needle(q)
    return or_(
        func.lower(table.name).startswith(typed, autoescape=True),
        table.name_pinyin.startswith(typed, autoescape=True),
        func.replace(table.name_pinyin, " ", "").startswith(typed, autoescape=True),
        table.name_initials.startswith(typed, autoescape=True),
        func.lower(table.employee_no).startswith(typed, autoescape=True),
    )


def _teacher(row: RowMapping) -> Teacher:
    return view(Teacher, dict(row) | {"status": TeacherStatus(row["status"])})
