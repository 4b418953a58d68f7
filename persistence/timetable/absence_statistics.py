"""Sums of absences: one statement, whatever they are added up by."""

from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, Text, and_, cast, func, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page
from domain.people.calendar import ZONE
from domain.timetable.absence import AbsenceState, Route
from domain.timetable.absence_statistics import AbsencesBy, AbsenceSum
from persistence.people.tables import grade_group, subject_group, teacher, term
from persistence.timetable.absence_tables import absence
from persistence.training.visibility import visible_teachers

_ABSENCE = absence.c
_BEGINS = func.timezone(ZONE.key, _ABSENCE.starts_at)
_GROUPS = {
    AbsencesBy.SUBJECT_GROUP: (subject_group, teacher.c.subject_group_id),
    AbsencesBy.GRADE_GROUP: (grade_group, teacher.c.grade_group_id),
}


class SqlAbsenceStatistics:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller = connection, caller

    async def sums(self, by: AbsencesBy, *, term_id: UUID | None) -> Page[AbsenceSum]:
        each = _each(by).where(
            _ABSENCE.school_id == self._caller.school_id,
            _ABSENCE.state == AbsenceState.STANDING,
            visible_teachers(self._caller, _ABSENCE.teacher_id),
        )
        if term_id is not None:
            its = and_(
                term.c.school_id == _ABSENCE.school_id,
                term.c.id == term_id,
                cast(_BEGINS, Date).between(term.c.starts_on, term.c.ends_on),
            )
            each = each.join(term, its)
        rows = await self._connection.execute(_summed(each))
        return Page([AbsenceSum(*row) for row in rows], None, False)


def _each(by: AbsencesBy) -> Select[Any]:
    key, name = _keys(by)
    statement = (
        select(
            key.label("key"),
            name.label("name"),
            _ABSENCE.school_days,
            (_ABSENCE.route == Route.COVER).label("to_cover"),
            _ABSENCE.escalated_at.is_not(None).label("escalated"),
        )
        .select_from(absence)
        .join(teacher, and_(teacher.c.school_id == _ABSENCE.school_id, teacher.c.id == _ABSENCE.teacher_id))
    )
    if by not in _GROUPS:
        return statement
    group, column = _GROUPS[by]
    return statement.outerjoin(group, and_(group.c.school_id == teacher.c.school_id, group.c.id == column))


def _summed(each: Select[Any]) -> Select[Any]:
    one = each.subquery("one").c
    return (
        select(
            one.key,
            one.name,
            func.count(),
            func.sum(one.school_days),
            func.count().filter(~one.to_cover),
            func.count().filter(one.to_cover),
            func.count().filter(one.escalated),
        )
        .group_by(one.key, one.name)
        .order_by(one.name, one.key)
    )


def _keys(by: AbsencesBy) -> tuple[Any, Any]:
    if by is AbsencesBy.KIND:
        return _ABSENCE.kind, cast(null(), Text)
    if by is AbsencesBy.MONTH:
        return func.to_char(_BEGINS, "YYYY-MM"), cast(null(), Text)
    group, _ = _GROUPS[by]
    return cast(group.c.id, Text), group.c.name
