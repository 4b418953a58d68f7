"""An activity for its display: what it is, and who came."""

from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import ActivityState
from domain.activities.attendance import CAME, AttendanceState
from domain.activities.display import Came, Shown
from persistence.activities.tables import activity, activity_person, attendance
from persistence.people.tables import teacher
from persistence.platform.tables import school


async def shown(connection: AsyncConnection, school_id: UUID, activity_id: UUID) -> Shown | None:
    """Two statements however many came."""
    expected = (
        select(func.count())
        .select_from(activity_person)
        .where(activity_person.c.school_id == school_id, activity_person.c.activity_id == activity.c.id)
        .correlate(activity)
        .scalar_subquery()
    )
    found = await connection.execute(
        select(activity, school.c.name.label("school_name"), expected.label("expected"))
        .join(school, school.c.id == activity.c.school_id)
        .where(activity.c.school_id == school_id, activity.c.id == activity_id)
    )
    row = found.one_or_none()
    if row is None:
        return None
    came = await connection.execute(
        select(teacher.c.name, attendance.c.state, attendance.c.at, activity_person.c.id.label("person"))
        .join(
            teacher,
            and_(teacher.c.school_id == attendance.c.school_id, teacher.c.id == attendance.c.teacher_id),
        )
        .outerjoin(
            activity_person,
            and_(
                activity_person.c.school_id == attendance.c.school_id,
                activity_person.c.activity_id == attendance.c.activity_id,
                activity_person.c.teacher_id == attendance.c.teacher_id,
            ),
        )
        .where(
            attendance.c.school_id == school_id,
            attendance.c.activity_id == activity_id,
            attendance.c.state.in_(CAME),
        )
        .order_by(attendance.c.at.desc(), attendance.c.id.desc())
    )
    return Shown(
        row.id,
        row.school_name,
        row.title,
        row.starts_at,
        row.ends_at,
        row.place,
        row.sign_in_opens_at,
        row.sign_in_closes_at,
        row.state == ActivityState.CANCELLED,
        row.expected,
        tuple(Came(one.name, AttendanceState(one.state), one.at, one.person is not None) for one in came),
    )
