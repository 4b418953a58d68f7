"""Who teaches a course and whom it is for, as columns beside it; and which courses a caller sees."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from domain.extension.course import PUBLIC, ExtensionSlot
from domain.identity.access import Caller
from domain.identity.actions import Action
from persistence.extension.tables import extension_course, extension_grade, extension_teacher
from persistence.people.tables import grade_group, teacher

_COURSE, _TEAM, _GRADE = extension_course.c, extension_teacher.c, extension_grade.c
_NONE = literal_column("'[]'::jsonb", JSONB)


def _listed(name: str, of: Any, sort: Any, source: Any, course_id: Any) -> Any:
    """[{"id", "name"}, …] of each course."""
    each = func.jsonb_build_object("id", of.id, "name", of.name)
    listed = func.coalesce(func.jsonb_agg(aggregate_order_by(each, *sort), type_=JSONB), _NONE)
    its = (course_id == _COURSE.id) & (of.school_id == _COURSE.school_id)
    return (
        select(listed.label("listed"))
        .select_from(source)
        .where(its)
        .correlate(extension_course)
        .lateral(name)
    )


TEACHERS = _listed(
    "its_teachers",
    teacher.c,
    (_TEAM.position,),
    extension_teacher.join(
        teacher, and_(teacher.c.school_id == _TEAM.school_id, teacher.c.id == _TEAM.teacher_id)
    ),
    _TEAM.course_id,
)
GRADES = _listed(
    "its_grades",
    grade_group.c,
    (grade_group.c.code, grade_group.c.id),
    extension_grade.join(
        grade_group,
        and_(grade_group.c.school_id == _GRADE.school_id, grade_group.c.id == _GRADE.grade_group_id),
    ),
    _GRADE.course_id,
)
"""Beside `extension_course` in one statement: `.join(TEACHERS, true())`, then `TEACHERS.c.listed`."""


def taught_by(teacher_ids: Sequence[UUID | None]) -> ColumnElement[bool]:
    """A condition on courses: one of these is among its teachers."""
    return exists().where(
        _TEAM.school_id == _COURSE.school_id,
        _TEAM.course_id == _COURSE.id,
        _TEAM.teacher_id.in_([one for one in teacher_ids if one is not None]),
    )


def visible(caller: Caller) -> ColumnElement[bool]:
    """Applications are their teachers', the office's and the principal's to see, the rest all staff's."""
    if caller.may(Action.EXTENSION_OVERSEE):
        return true()
    return or_(_COURSE.state.in_(PUBLIC), taught_by([caller.teacher_id]))


def slots_of(kept: Sequence[Mapping[str, int]]) -> tuple[ExtensionSlot, ...]:
    return tuple(ExtensionSlot(one["weekday"], one["period_no"]) for one in kept)


def ids_of(listed: Sequence[Mapping[str, str]]) -> tuple[UUID, ...]:
    return tuple(UUID(one["id"]) for one in listed)


def names_of(listed: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(one["name"] for one in listed)


def kept_slots(slots: Sequence[ExtensionSlot]) -> list[dict[str, int]]:
    """Each once, by weekday and period."""
    return [{"weekday": one.weekday, "period_no": one.period_no} for one in sorted(set(slots))]
