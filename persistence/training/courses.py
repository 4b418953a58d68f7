"""The catalogue's courses, kept."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, Select, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.training.catalogue import (
    Course,
    CourseCodeTaken,
    CourseFilter,
    CourseKind,
    CoursePlatformIdTaken,
    NewCourse,
    course_actions,
)
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.refusals import refusing
from persistence.training.tables import course


class SqlCourses:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller = caller

    async def list(self, filters: CourseFilter, window: Window) -> Page[Course]:
        statement = select(course).where(course.c.school_id == self._caller.school_id)
        if filters.q is not None:
            named = (course.c.title, course.c.code, course.c.provider)
            statement = statement.where(
                or_(*(column.icontains(filters.q, autoescape=True) for column in named))
            )
        if filters.kinds:
            statement = statement.where(course.c.kind.in_(filters.kinds))
        if filters.archived is not None:
            statement = statement.where(course.c.archived.is_(filters.archived))
        return await page(
            self._connection,
            statement,
            window,
            by=[course.c.code, course.c.id],
            filters=filters,
            view=self._viewed,
        )

    async def get(self, course_id: UUID) -> Course | None:
        return await self._one(self._by_id(course_id))

    async def for_update(self, course_id: UUID) -> Course | None:
        return await self._one(self._by_id(course_id).with_for_update(key_share=True))

    async def add(self, new: NewCourse) -> Course:
        values = {name: getattr(new, name) for name in NewCourse.__slots__}
        statement = insert(course).values(
            school_id=self._caller.school_id, id=new_id(), archived=False, **values
        )
        return await self._written(statement.returning(course), values)

    async def change(self, course_id: UUID, changes: Mapping[str, Any]) -> Course:
        statement = (
            update(course)
            .where(course.c.school_id == self._caller.school_id, course.c.id == course_id)
            .values(version=course.c.version + 1, **changes)
        )
        return await self._written(statement.returning(course), changes)

    async def _written(self, statement: Any, values: Mapping[str, Any]) -> Course:
        with refusing(
            uq_course_code=CourseCodeTaken(code=values.get("code")),
            uq_course_platform_id=CoursePlatformIdTaken(platform_id=values.get("platform_id")),
        ):
            row = (await write(self._connection, statement)).mappings().one()
        return course_of(row, self._caller)

    def _by_id(self, course_id: UUID) -> Select[Any]:
        return select(course).where(course.c.school_id == self._caller.school_id, course.c.id == course_id)

    async def _one(self, statement: Select[Any]) -> Course | None:
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else course_of(row, self._caller)

    def _viewed(self, row: Row[Any]) -> Course:
        return course_of(row._mapping, self._caller)


async def courses_by_id(
    connection: AsyncConnection, caller: Caller, course_ids: set[UUID]
) -> dict[UUID, Course]:
    """The courses a page of something else refers to, in one statement."""
    if not course_ids:
        return {}
    rows = await connection.execute(
        select(course).where(course.c.school_id == caller.school_id, course.c.id.in_(course_ids))
    )
    return {row["id"]: course_of(row, caller) for row in rows.mappings()}


def course_of(row: RowMapping, caller: Caller) -> Course:
    return Course(
        id=row["id"],
        code=row["code"],
        title=row["title"],
        provider=row["provider"],
        kind=CourseKind(row["kind"]),
        hours=row["hours"],
        credits=row["credits"],
        audience=row["audience"],
        platform_id=row["platform_id"],
        archived=row["archived"],
        version=row["version"],
        allowed_actions=course_actions(caller),
    )
