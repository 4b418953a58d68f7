"""Themes, and who is told when one begins."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus
from domain.themes.theme import (
    GroupMembers,
    NewTheme,
    TermDays,
    Theme,
    ThemeFilter,
    ThemeState,
    ThemeTitleTaken,
    theme_actions,
)
from persistence import rows
from persistence.paging import page
from persistence.people.tables import teacher, term
from persistence.refusals import refusing
from persistence.themes.tables import group_theme, theme
from persistence.themes.visibility import visible_themes

_TABLE = theme.c


class SqlThemes:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: ThemeFilter, window: Window) -> Page[Theme]:
        statement = self._visible()
        if filters.state:
            statement = statement.where(_TABLE.state.in_(filters.state))
        if filters.term_id:
            statement = statement.where(_TABLE.term_id.in_(filters.term_id))
        if filters.due_from is not None:
            statement = statement.where(_TABLE.due_on >= filters.due_from)
        if filters.due_to is not None:
            statement = statement.where(_TABLE.due_on < filters.due_to)
        by = [_TABLE.due_on, _TABLE.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, theme_id: UUID) -> Theme | None:
        return await self._one(self._visible().where(_TABLE.id == theme_id))

    async def for_update(self, theme_id: UUID) -> Theme | None:
        return await self._one(self._visible().where(_TABLE.id == theme_id).with_for_update(of=theme))

    async def for_share(self, theme_id: UUID) -> Theme | None:
        one = self._visible().where(_TABLE.id == theme_id)
        return await self._one(one.with_for_update(of=theme, read=True))

    async def term(self, term_id: UUID) -> TermDays | None:
        row = await rows.fetch(self._connection, term, self._school_id, term_id)
        return None if row is None else TermDays(row["starts_on"], row["ends_on"])

    async def add(self, new: NewTheme) -> Theme:
        with refusing(uq_theme_title=ThemeTitleTaken(title=new.title)):
            made = await rows.add(
                self._connection, theme, self._school_id, asdict(new) | {"state": ThemeState.DRAFT}
            )
        return await self._again(made["id"])

    async def change(self, theme_id: UUID, changes: Mapping[str, Any]) -> Theme:
        with refusing(uq_theme_title=ThemeTitleTaken(title=changes.get("title"))):
            await rows.change(self._connection, theme, self._school_id, theme_id, changes)
        return await self._again(theme_id)

    async def members(self, theme_id: UUID) -> Sequence[GroupMembers]:
        part = group_theme.c
        found = await self._connection.execute(
            select(part.id, part.question, func.array_agg(teacher.c.id).label("members"))
            .select_from(group_theme)
            .outerjoin(teacher, at_work_in(part.school_id, part.subject_group_id))
            .where(part.school_id == self._school_id, part.theme_id == theme_id)
            .group_by(part.school_id, part.id, part.question)
            .order_by(part.id)
        )
        return [
            GroupMembers(row.id, row.question, tuple(one for one in row.members if one is not None))
            for row in found
        ]

    async def _again(self, theme_id: UUID) -> Theme:
        found = await self.get(theme_id)
        assert found is not None
        return found

    async def _one(self, statement: Select[Any]) -> Theme | None:
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else self._view(row)

    def _visible(self) -> Select[Any]:
        return _WITH_GROUPS.where(_TABLE.school_id == self._school_id, visible_themes(self._caller))

    def _view(self, row: Row[Any]) -> Theme:
        state = ThemeState(row.state)
        return rows.view(Theme, row._mapping, state=state, allowed_actions=theme_actions(state, self._caller))


def at_work_in(school_id: Any, subject_group_id: Any) -> Any:
    """A condition on teachers: at work, in this subject group."""
    return (
        (teacher.c.school_id == school_id)
        & (teacher.c.subject_group_id == subject_group_id)
        & (teacher.c.status == TeacherStatus.ACTIVE)
    )


_WITH_GROUPS = select(
    theme,
    select(func.count())
    .select_from(group_theme)
    .where(group_theme.c.school_id == _TABLE.school_id, group_theme.c.theme_id == _TABLE.id)
    .correlate(theme)
    .scalar_subquery()
    .label("groups"),
)
