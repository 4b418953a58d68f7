"""Extension courses with their teachers and grades, and what was decided on them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, exists, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.extension.course import (
    ExtensionCourse,
    ExtensionFilter,
    ExtensionGrade,
    ExtensionKind,
    ExtensionState,
    ExtensionTeacher,
    NewExtensionCourse,
    course_actions,
    sees_inside,
)
from domain.extension.deciding import ExtensionReview, ExtensionVerdict
from domain.extension.gaps import ExtensionRunState
from domain.extension.materials import ExtensionMaterialKind
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from persistence import rows
from persistence.extension.people import (
    GRADES,
    TEACHERS,
    ids_of,
    kept_slots,
    slots_of,
    taught_by,
    visible,
)
from persistence.extension.tables import (
    extension_course,
    extension_grade,
    extension_material,
    extension_review,
    extension_run,
    extension_teacher,
)
from persistence.ids import new_id
from persistence.paging import page
from persistence.refusals import refusing

_COURSE, _RUN, _MATERIAL = extension_course.c, extension_run.c, extension_material.c


class SqlExtensionCourses:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: ExtensionFilter, window: Window) -> Page[ExtensionCourse]:
        statement = self._visible()
        if filters.state:
            statement = statement.where(_COURSE.state.in_(filters.state))
        if filters.kind:
            statement = statement.where(_COURSE.kind.in_(filters.kind))
        if filters.teacher_id:
            statement = statement.where(taught_by(filters.teacher_id))
        if filters.term_id:
            statement = statement.where(exists().where(*_ITS_RUNS, _RUN.term_id.in_(filters.term_id)))
        by = [_COURSE.created_at, _COURSE.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, course_id: UUID) -> ExtensionCourse | None:
        row = (await self._connection.execute(self._visible().where(_COURSE.id == course_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, course_id: UUID) -> ExtensionCourse | None:
        await rows.fetch(self._connection, extension_course, self._school_id, course_id, lock=True)
        return await self.get(course_id)

    async def add(self, new: NewExtensionCourse, *, at: datetime) -> ExtensionCourse:
        values = asdict(new) | {"slots": kept_slots(new.slots)}
        teacher_ids, grade_ids = values.pop("teacher_ids"), values.pop("grade_ids")
        values |= {"state": ExtensionState.DRAFT, "created_at": at}
        with refusing(fk_extension_course_room_id=UnknownReference(field="room_id")):
            made = await rows.add(self._connection, extension_course, self._school_id, values)
        await self._set_teachers(made["id"], teacher_ids)
        await self._set_grades(made["id"], grade_ids)
        return await self._again(made["id"])

    async def change(self, course_id: UUID, changes: Mapping[str, Any]) -> ExtensionCourse:
        values = dict(changes)
        teacher_ids, grade_ids = values.pop("teacher_ids", None), values.pop("grade_ids", None)
        if "slots" in values:
            values["slots"] = kept_slots(values["slots"])
        with refusing(fk_extension_course_room_id=UnknownReference(field="room_id")):
            await rows.change(self._connection, extension_course, self._school_id, course_id, values)
        if teacher_ids is not None:
            await self._clear(extension_teacher, course_id)
            await self._set_teachers(course_id, teacher_ids)
        if grade_ids is not None:
            await self._clear(extension_grade, course_id)
            await self._set_grades(course_id, grade_ids)
        return await self._again(course_id)

    async def _set_teachers(self, course_id: UUID, teacher_ids: Sequence[UUID]) -> None:
        new = [
            {"id": new_id(), "course_id": course_id, "position": position, "teacher_id": one}
            for position, one in enumerate(dict.fromkeys(teacher_ids), start=1)
        ]
        with refusing(fk_extension_teacher_teacher_id=UnknownReference(field="teacher_ids")):
            await rows.add_all(self._connection, extension_teacher, self._school_id, new)

    async def _set_grades(self, course_id: UUID, grade_ids: Sequence[UUID]) -> None:
        new = [
            {"id": new_id(), "course_id": course_id, "grade_group_id": one}
            for one in dict.fromkeys(grade_ids)
        ]
        with refusing(fk_extension_grade_grade_group_id=UnknownReference(field="grade_ids")):
            await rows.add_all(self._connection, extension_grade, self._school_id, new)

    async def _clear(self, table: Any, course_id: UUID) -> None:
        own = (table.c.school_id == self._school_id, table.c.course_id == course_id)
        await self._connection.execute(delete(table).where(*own))

    async def _again(self, course_id: UUID) -> ExtensionCourse:
        found = await self.get(course_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return _WHOLE.where(_COURSE.school_id == self._school_id, visible(self._caller))

    def _view(self, row: Row[Any]) -> ExtensionCourse:
        teacher_ids, state = ids_of(row.its_teachers), ExtensionState(row.state)
        slots, inside = slots_of(row.slots), sees_inside(self._caller, teacher_ids)
        registered = row.work_id is not None
        return rows.view(
            ExtensionCourse,
            row._mapping,
            kind=ExtensionKind(row.kind),
            state=state,
            slots=slots,
            periods_per_week=len(slots),
            teachers=tuple(ExtensionTeacher(UUID(one["id"]), one["name"]) for one in row.its_teachers),
            grades=tuple(ExtensionGrade(UUID(one["id"]), one["name"]) for one in row.its_grades),
            remark=row.remark if inside else None,
            work_id=row.work_id if inside else None,
            allowed_actions=course_actions(state, teacher_ids, self._caller, registered=registered),
        )


class SqlExtensionReviews:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def add(
        self,
        course_id: UUID,
        verdict: ExtensionVerdict,
        remark: str | None,
        *,
        account_id: UUID,
        at: datetime,
    ) -> ExtensionReview:
        values = {"course_id": course_id, "verdict": verdict, "remark": remark}
        values |= {"account_id": account_id, "at": at}
        made = await rows.add(self._connection, extension_review, self._school_id, values)
        return _review(made)

    async def page(self, course_id: UUID, window: Window) -> Page[ExtensionReview]:
        table = extension_review.c
        own = select(extension_review).where(table.school_id == self._school_id, table.course_id == course_id)
        by = [table.at, table.id]
        return await page(
            self._connection, own, window, by=by, filters=course_id, view=lambda row: _review(row._mapping)
        )


def _review(row: Any) -> ExtensionReview:
    return rows.view(ExtensionReview, row, verdict=ExtensionVerdict(row["verdict"]))


def _has(kind: ExtensionMaterialKind) -> Any:
    return exists().where(
        _MATERIAL.school_id == _COURSE.school_id, _MATERIAL.course_id == _COURSE.id, _MATERIAL.kind == kind
    )


_ITS_RUNS = (_RUN.school_id == _COURSE.school_id, _RUN.course_id == _COURSE.id)
_WHOLE = (
    select(
        extension_course,
        TEACHERS.c.listed.label("its_teachers"),
        GRADES.c.listed.label("its_grades"),
        _has(ExtensionMaterialKind.OUTLINE).label("outline"),
        _has(ExtensionMaterialKind.TEXTBOOK).label("textbook"),
        select(func.count()).select_from(extension_run).where(*_ITS_RUNS).correlate(extension_course)
        .scalar_subquery().label("runs"),
        select(_RUN.id).where(*_ITS_RUNS, _RUN.state == ExtensionRunState.RUNNING)
        .correlate(extension_course).scalar_subquery().label("run_id"),
    )
    .select_from(extension_course)
    .join(TEACHERS, true())
    .join(GRADES, true())
)  # fmt: skip
