"""What activities must know of the project they belong to."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import Owner, OwnerKind
from domain.projects.project import ProjectState
from persistence.projects.tables import project, project_member

OPEN = project.c.state == ProjectState.OPEN


def facts(school_id: UUID, teacher_id: UUID | None) -> Select[Any]:
    return select(
        literal(OwnerKind.PROJECT.value).label("owner_kind"),
        project.c.id.label("owner_id"),
        project.c.title.label("owner_title"),
        OPEN.label("owner_open"),
        (project.c.leader_id == teacher_id if teacher_id is not None else literal(False)).label("leads"),
    ).where(project.c.school_id == school_id)


async def standing(connection: AsyncConnection, school_id: UUID, owner_id: UUID) -> Owner | None:
    own = (
        select(project)
        .where(project.c.school_id == school_id, project.c.id == owner_id)
        .with_for_update(read=True)
    )
    row = (await connection.execute(own)).one_or_none()
    if row is None:
        return None
    members = select(project_member.c.teacher_id).where(
        project_member.c.school_id == school_id, project_member.c.project_id == owner_id
    )
    return Owner(
        row.id,
        row.title,
        frozenset({row.leader_id}),
        row.state == ProjectState.OPEN,
        row.presenters_need,
        tuple((await connection.scalars(members.order_by(project_member.c.teacher_id))).all()),
    )
