"""What the papers of a project are made from, in as many statements however many took part."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import ActivityState, OwnerKind
from domain.activities.attendance import AttendanceState
from domain.projects.papers import Answers, Attended, Sitting
from persistence.activities.tables import activity, activity_person, attendance, attendance_correction
from persistence.people.tables import subject_group, teacher
from persistence.platform.tables import school
from persistence.projects.tables import project_evaluation

_PERSON, _CAME, _KEPT = activity_person.c, attendance.c, attendance_correction.c


class SqlPaperFacts:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def school(self) -> str:
        name = select(school.c.name).where(school.c.id == self._school_id)
        return str(await self._connection.scalar(name))

    async def sittings(self, project_id: UUID, *, now: datetime) -> list[Sitting]:
        table = activity.c
        found = await self._connection.execute(
            select(activity)
            .where(
                table.school_id == self._school_id,
                table.owner_kind == OwnerKind.PROJECT,
                table.owner_id == project_id,
                table.state != ActivityState.CANCELLED,
            )
            .order_by(table.starts_at, table.id)
        )
        activities = found.all()
        people = await self._people([one.id for one in activities])
        return [
            Sitting(
                one.title,
                one.starts_at,
                one.ends_at,
                one.place,
                tuple(_attended(row, over=now >= one.sign_in_closes_at) for row in people[one.id]),
            )
            for one in activities
        ]

    async def answers(self, project_id: UUID) -> list[Answers]:
        table = project_evaluation.c
        found = await self._connection.execute(
            select(table.answers, table.comment)
            .where(table.school_id == self._school_id, table.project_id == project_id)
            .order_by(table.comment, table.id)  # not in the order they came: it would tell who
        )
        return [Answers(row.answers, row.comment) for row in found]

    async def _people(self, activity_ids: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
        corrected = select(_KEPT.id).where(
            _KEPT.school_id == self._school_id,
            _KEPT.activity_id == func.coalesce(_PERSON.activity_id, _CAME.activity_id),
            _KEPT.teacher_id == teacher.c.id,
        )
        both = activity_person.outerjoin(
            attendance,
            and_(
                _CAME.school_id == _PERSON.school_id,
                _CAME.activity_id == _PERSON.activity_id,
                _CAME.teacher_id == _PERSON.teacher_id,
            ),
            full=True,
        )
        whose = func.coalesce(_PERSON.teacher_id, _CAME.teacher_id)
        at = func.coalesce(_PERSON.activity_id, _CAME.activity_id)
        found = await self._connection.execute(
            select(
                at.label("activity_id"),
                teacher.c.name,
                subject_group.c.name.label("group_name"),
                _PERSON.presents,
                _CAME.state,
                _CAME.at,
                corrected.exists().label("corrected"),
            )
            .select_from(both)
            .join(teacher, and_(teacher.c.school_id == self._school_id, teacher.c.id == whose))
            .outerjoin(
                subject_group,
                and_(
                    subject_group.c.school_id == teacher.c.school_id,
                    subject_group.c.id == teacher.c.subject_group_id,
                ),
            )
            .where(
                or_(_PERSON.school_id == self._school_id, _CAME.school_id == self._school_id),
                at.in_(activity_ids),
            )
            .order_by(teacher.c.name_pinyin, teacher.c.id)
        )
        people: dict[UUID, list[Row[Any]]] = defaultdict(list)
        for row in found:
            people[row.activity_id].append(row)
        return people


def _attended(row: Row[Any], *, over: bool) -> Attended:
    unrecorded = AttendanceState.ABSENT if over else AttendanceState.AWAITED
    return Attended(
        row.name,
        row.group_name,
        unrecorded if row.state is None else AttendanceState(row.state),
        row.at,
        bool(row.presents),
        row.presents is not None,
        row.corrected,
    )
