"""Everybody attends 人人必须参加: who is expected at a group's activities follows who is in the group.

Until its sign-in closes an activity expects those at work in the group then, and its presenters; from then on
nothing moves, so that who leaves the group later leaves their absence behind.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.activities.activity import ActivityState, OwnerKind
from domain.themes.theme import ThemeState
from persistence.activities.tables import activity, activity_person
from persistence.ids import new_id
from persistence.people.tables import teacher
from persistence.platform.tables import school
from persistence.themes.tables import group_theme, theme
from persistence.themes.themes import at_work_in
from persistence.transaction import in_school

_PART, _ACTIVITY, _PERSON = group_theme.c, activity.c, activity_person.c


async def follow_members(connection: AsyncConnection, school_id: UUID, *, now: datetime) -> int:
    """Brings who is expected in line; how many were added or taken out. Idempotent."""
    coming = (
        select(_ACTIVITY.school_id, _ACTIVITY.id, _PART.subject_group_id)
        .select_from(group_theme)
        .join(theme, and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id))
        .join(
            activity,
            and_(
                _ACTIVITY.school_id == _PART.school_id,
                _ACTIVITY.owner_kind == OwnerKind.THEME,
                _ACTIVITY.owner_id == _PART.id,
            ),
        )
        .where(
            _PART.school_id == school_id,
            theme.c.state != ThemeState.CLOSED,
            _ACTIVITY.state == ActivityState.PLANNED,
            _ACTIVITY.sign_in_closes_at > now,
        )
        .cte("coming")
    )
    here = at_work_in(coming.c.school_id, coming.c.subject_group_id)
    gone = await connection.execute(
        delete(activity_person)
        .where(
            _PERSON.school_id == school_id,
            ~_PERSON.presents,
            _PERSON.activity_id.in_(select(coming.c.id)),
            ~exists()
            .where(coming.c.id == _PERSON.activity_id, here, teacher.c.id == _PERSON.teacher_id)
            .correlate(activity_person),
        )
        .returning(_PERSON.id)
    )
    known = exists().where(
        _PERSON.school_id == school_id,
        _PERSON.activity_id == coming.c.id,
        _PERSON.teacher_id == teacher.c.id,
    )
    missing = await connection.execute(
        select(coming.c.id.label("activity_id"), teacher.c.id.label("teacher_id"))
        .select_from(coming)
        .join(teacher, here)
        .where(~known)
        .order_by(coming.c.id, teacher.c.id)
    )
    new = [
        {
            "school_id": school_id,
            "id": new_id(),
            "activity_id": row.activity_id,
            "teacher_id": row.teacher_id,
            "presents": False,
        }
        for row in missing
    ]
    if new:
        joined = insert(activity_person).values(new)
        await connection.execute(joined.on_conflict_do_nothing(constraint="uq_activity_person_teacher_id"))
    return len(new) + len(gone.all())


async def follow_schools(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school, each a transaction of its own."""
    async with engine.connect() as connection:
        schools = (await connection.scalars(select(school.c.id))).all()
    moved = 0
    for school_id in schools:
        async with in_school(engine, school_id) as connection:
            moved += await follow_members(connection, school_id, now=now)
    return moved
