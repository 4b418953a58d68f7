"""Who of the school is young on a day: the same thresholds choose in SQL and are told as reasons."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.mentoring.policy import MentoringPolicy
from domain.mentoring.words import OPEN
from domain.mentoring.young import (
    Thresholds,
    YoungFilter,
    YoungStanding,
    YoungTeacher,
    reasons_for,
    standing_by,
    thresholds,
)
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus
from persistence import rows
from persistence.mentoring.tables import mentor_pair
from persistence.paging import page
from persistence.people.tables import subject_group, teacher

_TEACHER = teacher.c


class SqlYoungTeachers:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def page(
        self, filters: YoungFilter, window: Window, *, policy: MentoringPolicy, day: date
    ) -> Page[YoungTeacher]:
        mentored = exists().where(
            mentor_pair.c.school_id == _TEACHER.school_id,
            mentor_pair.c.apprentice_id == _TEACHER.id,
            mentor_pair.c.state.in_(OPEN),
        )
        statement = (
            select(
                _TEACHER.id,
                _TEACHER.id.label("teacher_id"),
                *(_TEACHER[name] for name in ("name", "employee_no", "subject_group_id", "name_pinyin")),
                *(_TEACHER[name] for name in ("born_on", "hired_on")),
                subject_group.c.name.label("subject_group_name"),
                mentored.label("mentored"),
            )
            .select_from(teacher)
            .outerjoin(
                subject_group,
                and_(
                    subject_group.c.school_id == _TEACHER.school_id,
                    subject_group.c.id == _TEACHER.subject_group_id,
                ),
            )
            .where(*there_on(self._school_id, day))
        )
        if filters.standing:
            after = thresholds(policy, day)
            statement = statement.where(or_(*(stands(one, after) for one in filters.standing)))
        if filters.subject_group_id:
            statement = statement.where(_TEACHER.subject_group_id.in_(filters.subject_group_id))
        if filters.mentored is not None:
            statement = statement.where(mentored if filters.mentored else ~mentored)

        def view(row: Row[Any]) -> YoungTeacher:
            reasons = reasons_for(row.born_on, row.hired_on, policy, day)
            return rows.view(YoungTeacher, row._mapping, standing=standing_by(reasons), reasons=reasons)

        by = [_TEACHER.name_pinyin, _TEACHER.id]
        return await page(self._connection, statement, window, by=by, filters=(filters, day), view=view)


def there_on(school_id: UUID, day: date) -> list[ColumnElement[bool]]:
    """Conditions on teachers: at the school now, and hired by the day."""
    return [
        _TEACHER.school_id == school_id,
        _TEACHER.status != TeacherStatus.LEFT,
        or_(_TEACHER.hired_on.is_(None), _TEACHER.hired_on <= day),
    ]


def stands(standing: YoungStanding, after: Thresholds) -> ColumnElement[bool]:
    young = or_(
        func.coalesce(_TEACHER.born_on > after.born_after, False),
        func.coalesce(_TEACHER.hired_on > after.hired_after, False),
    )
    unknown = or_(_TEACHER.born_on.is_(None), _TEACHER.hired_on.is_(None))
    return {
        YoungStanding.YOUNG: young,
        YoungStanding.UNKNOWN: and_(~young, unknown),
        YoungStanding.NOT_YOUNG: and_(~young, ~unknown),
    }[standing]
