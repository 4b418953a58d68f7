"""What the themes room has to say of a week, and to one teacher: its activities are told with all others."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.themes.theme import ThemeState
from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.people.tables import teacher
from persistence.themes.tables import group_theme, theme


class ThemeWeek:
    """On which day the nine ones of a theme are due."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        return await self._due(first, last)

    async def entries_of(self, teacher_id: UUID, first: date, last: date) -> Sequence[WeekEntry]:
        """Of themes one's own group takes part in."""
        part = group_theme.c
        own = (
            exists()
            .where(part.school_id == theme.c.school_id, part.theme_id == theme.c.id)
            .where(
                teacher.c.school_id == part.school_id,
                teacher.c.subject_group_id == part.subject_group_id,
                teacher.c.id == teacher_id,
            )
        )
        return await self._due(first, last, own)

    async def _due(self, first: date, last: date, *conditions: ColumnElement[bool]) -> list[WeekEntry]:
        found = await self._connection.execute(
            select(theme.c.id, theme.c.title, theme.c.due_on).where(
                theme.c.school_id == self._school_id,
                theme.c.state != ThemeState.DRAFT,
                theme.c.due_on.between(first, last),
                *conditions,
            )
        )
        return [
            WeekEntry(f"theme-{row.id}", WeekEntryKind.THEME_DUE, row.due_on, title=row.title)
            for row in found
        ]
