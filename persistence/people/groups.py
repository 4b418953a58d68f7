"""Grade groups, subject groups and classes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.people.changes import CodeTaken, UnknownReference
from domain.people.groups import GradeGroup, SchoolClass, SubjectGroup
from domain.people.teacher import SourceIdTaken
from persistence import rows
from persistence.paging import page
from persistence.people.tables import grade_group, school_class, subject_group, teacher
from persistence.refusals import refusing
from persistence.rows import view


class SqlGradeGroups:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def get(self, thing_id: UUID) -> GradeGroup | None:
        row = await rows.fetch(self._connection, grade_group, self._school_id, thing_id)
        return None if row is None else view(GradeGroup, row)

    async def for_update(self, thing_id: UUID) -> GradeGroup | None:
        row = await rows.fetch(self._connection, grade_group, self._school_id, thing_id, lock=True)
        return None if row is None else view(GradeGroup, row)

    async def add(self, values: Mapping[str, Any]) -> GradeGroup:
        with refusing(uq_grade_group_code=CodeTaken()):
            return view(GradeGroup, await rows.add(self._connection, grade_group, self._school_id, values))

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> GradeGroup:
        with refusing(uq_grade_group_code=CodeTaken()):
            row = await rows.change(self._connection, grade_group, self._school_id, thing_id, values)
        return view(GradeGroup, row)

    async def listed(self, window: Window) -> Page[GradeGroup]:
        return await page(
            self._connection,
            select(grade_group).where(grade_group.c.school_id == self._school_id),
            window,
            by=[grade_group.c.code, grade_group.c.id],
            filters=None,
            view=lambda row: view(GradeGroup, row._mapping),
        )

    async def known_teacher(self, teacher_id: UUID) -> bool:
        return await rows.fetch(self._connection, teacher, self._school_id, teacher_id) is not None


class SqlSubjectGroups:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def get(self, thing_id: UUID) -> SubjectGroup | None:
        row = await rows.fetch(self._connection, subject_group, self._school_id, thing_id)
        return None if row is None else view(SubjectGroup, row)

    async def for_update(self, thing_id: UUID) -> SubjectGroup | None:
        row = await rows.fetch(self._connection, subject_group, self._school_id, thing_id, lock=True)
        return None if row is None else view(SubjectGroup, row)

    async def add(self, values: Mapping[str, Any]) -> SubjectGroup:
        with refusing(uq_subject_group_code=CodeTaken()):
            return view(
                SubjectGroup, await rows.add(self._connection, subject_group, self._school_id, values)
            )

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> SubjectGroup:
        with refusing(uq_subject_group_code=CodeTaken()):
            row = await rows.change(self._connection, subject_group, self._school_id, thing_id, values)
        return view(SubjectGroup, row)

    async def listed(self, window: Window) -> Page[SubjectGroup]:
        return await page(
            self._connection,
            select(subject_group).where(subject_group.c.school_id == self._school_id),
            window,
            by=[subject_group.c.code, subject_group.c.id],
            filters=None,
            view=lambda row: view(SubjectGroup, row._mapping),
        )

    async def known_teacher(self, teacher_id: UUID) -> bool:
        return await rows.fetch(self._connection, teacher, self._school_id, teacher_id) is not None


_CLASS_REFUSALS = {
    "uq_school_class_code": CodeTaken(),
    "uq_school_class_source_id": SourceIdTaken(),
    "fk_school_class_grade_group_id": UnknownReference(field="grade_group_id"),
}


class SqlClasses:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def get(self, thing_id: UUID) -> SchoolClass | None:
        row = await rows.fetch(self._connection, school_class, self._school_id, thing_id)
        return None if row is None else view(SchoolClass, row)

    async def for_update(self, thing_id: UUID) -> SchoolClass | None:
        row = await rows.fetch(self._connection, school_class, self._school_id, thing_id, lock=True)
        return None if row is None else view(SchoolClass, row)

    async def add(self, values: Mapping[str, Any]) -> SchoolClass:
        with refusing(**_CLASS_REFUSALS):
            return view(SchoolClass, await rows.add(self._connection, school_class, self._school_id, values))

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> SchoolClass:
        with refusing(**_CLASS_REFUSALS):
            row = await rows.change(self._connection, school_class, self._school_id, thing_id, values)
        return view(SchoolClass, row)

    async def listed(self, grade_group_id: UUID | None, window: Window) -> Page[SchoolClass]:
        statement = select(school_class).where(school_class.c.school_id == self._school_id)
        if grade_group_id is not None:
            statement = statement.where(school_class.c.grade_group_id == grade_group_id)
        return await page(
            self._connection,
            statement,
            window,
            by=[school_class.c.code, school_class.c.id],
            filters=grade_group_id,
            view=lambda row: view(SchoolClass, row._mapping),
        )
