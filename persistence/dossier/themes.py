"""What theme research has to say of teachers: the homework they handed in, as it was handed in last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, select

from domain.dossier.entries import DossierEntry, DossierKind, entry
from domain.people.calendar import day_of
from domain.themes.materials import ThemeMaterialKind
from persistence.dossier.reading import Reading, joined, on_days
from persistence.themes.tables import group_theme, theme, theme_material

GIVEN, PART, THEME = theme_material.c, group_theme.c, theme.c


@dataclass(frozen=True, slots=True)
class ThemeDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset({DossierKind.THEME_MATERIAL})
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        versions = func.max(GIVEN.number).over(partition_by=(GIVEN.group_theme_id, GIVEN.about))
        given = (
            select(
                GIVEN.id,
                GIVEN.teacher_id,
                GIVEN.number,
                versions.label("versions"),
                GIVEN.submitted_at,
                PART.question,
                THEME.title,
            )
            .select_from(
                theme_material.join(group_theme, joined(GIVEN, PART, "group_theme_id")).join(
                    theme, joined(PART, THEME, "theme_id")
                )
            )
            .where(
                GIVEN.school_id == self.reading.school_id,
                GIVEN.kind == ThemeMaterialKind.HOMEWORK,
                GIVEN.teacher_id.in_(teacher_ids),
            )
            .subquery("given")
        )
        found = await self.reading.rows(
            select(given).where(
                given.c.number == given.c.versions, on_days(given.c.submitted_at, first, last)
            )
        )
        return [
            entry(
                DossierKind.THEME_MATERIAL,
                row.id,
                row.teacher_id,
                day_of(row.submitted_at),
                row.title,
                f"theme-materials/{row.id}",
                question=row.question,
                versions=row.versions,
            )
            for row in found
        ]
