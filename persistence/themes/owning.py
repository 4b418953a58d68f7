"""What activities must know of the group's theme they belong to."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import Owner, OwnerKind
from domain.themes.theme import ThemeState
from persistence.people.tables import subject_group, teacher
from persistence.themes.tables import group_theme, theme
from persistence.themes.themes import at_work_in

OPEN = theme.c.state != ThemeState.CLOSED
_PART = group_theme.c
_JOINED = group_theme.join(
    theme, and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id)
).join(
    subject_group,
    and_(subject_group.c.school_id == _PART.school_id, subject_group.c.id == _PART.subject_group_id),
)


def facts(school_id: UUID, teacher_id: UUID | None) -> Select[Any]:
    leads = (
        literal(False) if teacher_id is None else subject_group.c.leader_id.is_not_distinct_from(teacher_id)
    )
    return (
        select(
            literal(OwnerKind.THEME.value).label("owner_kind"),
            _PART.id.label("owner_id"),
            theme.c.title.label("owner_title"),
            OPEN.label("owner_open"),
            leads.label("leads"),
        )
        .select_from(_JOINED)
        .where(_PART.school_id == school_id)
    )


async def standing(connection: AsyncConnection, school_id: UUID, owner_id: UUID) -> Owner | None:
    """The theme is held, so that it is not closed meanwhile. Everybody at work in the group is a member."""
    own = (
        select(theme.c.title, OPEN.label("open"), _PART.subject_group_id, subject_group.c.leader_id)
        .select_from(_JOINED)
        .where(_PART.school_id == school_id, _PART.id == owner_id)
        .with_for_update(read=True, of=theme)
    )
    row = (await connection.execute(own)).one_or_none()
    if row is None:
        return None
    members = select(teacher.c.id).where(at_work_in(school_id, row.subject_group_id)).order_by(teacher.c.id)
    leaders = frozenset() if row.leader_id is None else frozenset({row.leader_id})
    return Owner(owner_id, row.title, leaders, row.open, None, tuple(await connection.scalars(members)))
