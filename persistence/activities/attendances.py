"""Who came to activities: those on record, and those expected of whom nothing is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from domain.activities.activity import Activity
from domain.activities.attendance import Attendance, AttendanceState, AttendedHow, Correction, unrecorded
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from persistence import rows
from persistence.activities.activities import SqlActivities
from persistence.activities.owners import owner_facts
from persistence.activities.tables import activity_person, attendance, attendance_correction
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.training.visibility import visible_teachers

_ROW, _PERSON, _KEPT = attendance.c, activity_person.c, attendance_correction.c


class SqlAttendances:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def activity(self, activity_id: UUID) -> Activity | None:
        return await SqlActivities(self._connection, self._caller).get(activity_id)

    async def page(self, activity: Activity, window: Window, *, now: datetime) -> Page[Attendance]:
        return await page(
            self._connection,
            standing_at(self._school_id, activity.id).where(self._visible(activity, teacher.c.id)),
            window,
            by=[teacher.c.name_pinyin, teacher.c.id],
            filters=activity.id,
            view=lambda row: attended(row, activity, now),
        )

    async def of(self, activity: Activity, teacher_id: UUID, *, now: datetime) -> Attendance | None:
        own = standing_at(self._school_id, activity.id).where(teacher.c.id == teacher_id)
        row = (await self._connection.execute(own)).one_or_none()
        return None if row is None else attended(row, activity, now)

    async def by_id(self, activity: Activity, attendance_id: UUID, *, now: datetime) -> Attendance | None:
        own = standing_at(self._school_id, activity.id).where(
            _ROW.id == attendance_id, self._visible(activity, teacher.c.id)
        )
        row = (await self._connection.execute(own)).one_or_none()
        return None if row is None else attended(row, activity, now)

    async def add(
        self, activity: Activity, teacher_id: UUID, state: AttendanceState, how: AttendedHow, *, at: datetime
    ) -> bool:
        new = {"id": new_id(), "activity_id": activity.id, "teacher_id": teacher_id}
        added = await self._connection.execute(
            insert(attendance)
            .values(school_id=self._school_id, **new, state=state, how=how, at=at)
            .on_conflict_do_nothing(constraint="uq_attendance_teacher_id")
            .returning(_ROW.id)
        )
        return added.one_or_none() is not None

    async def change(
        self, activity: Activity, teacher_id: UUID, state: AttendanceState, *, at: datetime
    ) -> None:
        await self._connection.execute(
            update(attendance)
            .where(
                _ROW.school_id == self._school_id,
                _ROW.activity_id == activity.id,
                _ROW.teacher_id == teacher_id,
            )
            .values(state=state, how=AttendedHow.ENTERED, at=at)
        )

    async def works_here(self, teacher_id: UUID) -> bool:
        return await rows.fetch(self._connection, teacher, self._school_id, teacher_id) is not None

    async def correct(
        self, activity: Activity, teacher_id: UUID, before: AttendanceState | None, after: AttendanceState,
        *, reason: str, account_id: UUID, at: datetime,
    ) -> Correction:  # fmt: skip
        values = {
            "activity_id": activity.id,
            "teacher_id": teacher_id,
            "before": before,
            "after": after,
            "reason": reason,
            "account_id": account_id,
            "at": at,
        }
        kept = await rows.add(self._connection, attendance_correction, self._school_id, values)
        return _correction(kept)

    async def corrections(self, activity: Activity, window: Window) -> Page[Correction]:
        return await page(
            self._connection,
            self._corrections(activity),
            window,
            by=[_KEPT.id],
            filters=activity.id,
            view=lambda row: _correction(row._mapping),
        )

    async def correction(self, activity: Activity, correction_id: UUID) -> Correction | None:
        own = self._corrections(activity).where(_KEPT.id == correction_id)
        row = (await self._connection.execute(own)).mappings().one_or_none()
        return None if row is None else _correction(row)

    def _corrections(self, activity: Activity) -> Select[Any]:
        return select(attendance_correction).where(
            _KEPT.school_id == self._school_id,
            _KEPT.activity_id == activity.id,
            self._visible(activity, _KEPT.teacher_id),
        )

    def _visible(self, activity: Activity, teacher_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """Those whose things one sees anyhow; of activities one leads, everybody."""
        if self._caller.teacher_id is not None and self._caller.teacher_id == activity.leader_id:
            return true()
        owner = owner_facts(self._school_id, self._caller.teacher_id)
        leads = select(owner.c.owner_id).where(
            owner.c.owner_kind == activity.owner_kind, owner.c.owner_id == activity.owner_id, owner.c.leads
        )
        seen = visible_teachers(self._caller, teacher_id, action=Action.ATTENDANCE_READ)
        return or_(seen, leads.exists())


def standing_at(school_id: UUID, activity_id: UUID) -> Select[Any]:
    """A row for everybody on record or expected at the activity."""
    corrected = (
        select(func.count())
        .select_from(attendance_correction)
        .where(
            _KEPT.school_id == school_id, _KEPT.activity_id == activity_id, _KEPT.teacher_id == teacher.c.id
        )
        .correlate(teacher)
        .scalar_subquery()
    )
    return (
        select(
            teacher.c.id,
            teacher.c.name,
            teacher.c.name_pinyin,
            _ROW.id.label("row_id"),
            _ROW.state,
            _ROW.how,
            _ROW.at,
            _PERSON.presents,
            corrected.label("corrections"),
        )
        .select_from(teacher)
        .outerjoin(
            activity_person,
            and_(
                _PERSON.school_id == school_id,
                _PERSON.activity_id == activity_id,
                _PERSON.teacher_id == teacher.c.id,
            ),
        )
        .outerjoin(
            attendance,
            and_(
                _ROW.school_id == school_id,
                _ROW.activity_id == activity_id,
                _ROW.teacher_id == teacher.c.id,
            ),
        )
        .where(teacher.c.school_id == school_id, or_(_PERSON.id.is_not(None), _ROW.id.is_not(None)))
    )


def attended(row: Row[Any], activity: Activity, now: datetime) -> Attendance:
    on_record = row.row_id is not None
    return Attendance(
        id=row.row_id,
        activity_id=activity.id,
        teacher_id=row.id,
        name=row.name,
        state=AttendanceState(row.state) if on_record else unrecorded(activity, now),
        how=AttendedHow(row.how) if on_record else None,
        at=row.at,
        expected=row.presents is not None,
        presents=bool(row.presents),
        corrections=row.corrections,
    )


def _correction(row: Any) -> Correction:
    before = None if row["before"] is None else AttendanceState(row["before"])
    return rows.view(Correction, row, before=before, after=AttendanceState(row["after"]))
