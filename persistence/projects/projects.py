"""Projects and their members."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import actions
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.projects.materials import MaterialKind, MaterialState
from domain.projects.project import (
    LIFECYCLE,
    Member,
    NewProject,
    Project,
    ProjectFilter,
    ProjectKind,
    ProjectState,
)
from persistence import rows
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.projects.tables import project, project_material, project_member
from persistence.refusals import refusing

_PROJECT, _MEMBER = project.c, project_member.c
_SHOWN = (
    "id",
    "term_id",
    "title",
    "month",
    "leader_id",
    "presenters_need",
    "hours",
    "credits",
    "homework_required",
    "created_at",
    "closed_at",
    "closing_no",
    "course_id",
    "archive_file_id",
    "version",
)


class SqlProjects:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: ProjectFilter, window: Window) -> Page[Project]:
        statement = self._own()
        if filters.term_id is not None:
            statement = statement.where(_PROJECT.term_id == filters.term_id)
        if filters.states:
            statement = statement.where(_PROJECT.state.in_(filters.states))
        if filters.leader_id is not None:
            statement = statement.where(_PROJECT.leader_id == filters.leader_id)
        by = [_PROJECT.created_at, _PROJECT.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=self._view)

    async def get(self, project_id: UUID) -> Project | None:
        row = (await self._connection.execute(self._own().where(_PROJECT.id == project_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, project_id: UUID) -> Project | None:
        await rows.fetch(self._connection, project, self._school_id, project_id, lock=True)
        return await self.get(project_id)

    async def for_share(self, project_id: UUID) -> Project | None:
        own = select(_PROJECT.id).where(_PROJECT.school_id == self._school_id, _PROJECT.id == project_id)
        await self._connection.execute(own.with_for_update(read=True))
        return await self.get(project_id)

    async def add(self, new: NewProject, *, at: datetime) -> Project:
        values = asdict(new)
        members = values.pop("member_ids")
        project_id = new_id()
        values |= {"state": ProjectState.OPEN, "created_at": at}
        with self._referring():
            await write(
                self._connection, insert(project).values(school_id=self._school_id, id=project_id, **values)
            )
        slots = [
            {"id": new_id(), "project_id": project_id, "kind": kind, "state": MaterialState.MISSING}
            for kind in MaterialKind
        ]
        await rows.add_all(self._connection, project_material, self._school_id, slots)
        await self._join(project_id, members)
        return await self._again(project_id)

    async def change(
        self, project_id: UUID, changes: Mapping[str, Any], member_ids: Sequence[UUID] | None = None
    ) -> Project:
        with self._referring():
            await rows.change(self._connection, project, self._school_id, project_id, changes)
        if member_ids is not None:
            own = (_MEMBER.school_id == self._school_id, _MEMBER.project_id == project_id)
            await self._connection.execute(delete(project_member).where(*own))
            await self._join(project_id, member_ids)
        return await self._again(project_id)

    async def members(self, project: Project, window: Window) -> Page[Member]:
        statement = (
            select(teacher.c.id, teacher.c.name, teacher.c.name_pinyin)
            .join(
                project_member,
                and_(_MEMBER.school_id == teacher.c.school_id, _MEMBER.teacher_id == teacher.c.id),
            )
            .where(teacher.c.school_id == self._school_id, _MEMBER.project_id == project.id)
        )
        by = [teacher.c.name_pinyin, teacher.c.id]
        return await page(
            self._connection, statement, window, by=by, filters=project.id,
            view=lambda row: Member(row.id, row.name),
        )  # fmt: skip

    async def is_member(self, project_id: UUID, teacher_id: UUID) -> bool:
        own = select(_MEMBER.id).where(
            _MEMBER.school_id == self._school_id,
            _MEMBER.project_id == project_id,
            _MEMBER.teacher_id == teacher_id,
        )
        return (await self._connection.scalar(own)) is not None

    def _referring(self) -> Any:
        return refusing(
            fk_project_term_id=UnknownReference(field="term_id"),
            fk_project_leader_id=UnknownReference(field="leader_id"),
        )

    async def _join(self, project_id: UUID, members: Sequence[UUID]) -> None:
        new = [
            {"id": new_id(), "project_id": project_id, "teacher_id": one} for one in dict.fromkeys(members)
        ]
        with refusing(fk_project_member_teacher_id=UnknownReference(field="member_ids")):
            await rows.add_all(self._connection, project_member, self._school_id, new)

    async def _again(self, project_id: UUID) -> Project:
        found = await self.get(project_id)
        assert found is not None
        return found

    def _own(self) -> Select[Any]:
        members = (
            select(func.count())
            .select_from(project_member)
            .where(_MEMBER.school_id == self._school_id, _MEMBER.project_id == _PROJECT.id)
            .correlate(project)
            .scalar_subquery()
        )
        chosen = (*(_PROJECT[name] for name in _SHOWN), _PROJECT.kind, _PROJECT.state)
        return select(*chosen, members.label("members")).where(_PROJECT.school_id == self._school_id)

    def _view(self, row: Row[Any]) -> Project:
        state = ProjectState(row.state)
        return Project(
            **{name: getattr(row, name) for name in _SHOWN},
            kind=ProjectKind(row.kind),
            state=state,
            members=row.members,
            allowed_actions=actions(LIFECYCLE, state) if self._caller.may(Action.PROJECT_WRITE) else (),
        )
