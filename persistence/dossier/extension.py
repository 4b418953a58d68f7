"""What extension courses have to say of teachers: each term they taught one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from domain.dossier.entries import DossierEntry, DossierKind, entry
from persistence.dossier.reading import Reading, joined
from persistence.extension.tables import extension_course, extension_run, extension_teacher
from persistence.people.tables import school_year, term

COURSE, RUN, WHO, TERM, YEAR = (
    extension_course.c,
    extension_run.c,
    extension_teacher.c,
    term.c,
    school_year.c,
)


@dataclass(frozen=True, slots=True)
class ExtensionDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset({DossierKind.EXTENSION_COURSE})
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        """On the run's first day, running or closed."""
        found = await self.reading.rows(
            select(
                WHO.teacher_id,
                RUN.id,
                RUN.first_day,
                RUN.students,
                COURSE.title,
                COURSE.kind,
                TERM.number,
                YEAR.start_year,
            )
            .select_from(
                extension_teacher.join(extension_course, joined(WHO, COURSE, "course_id"))
                .join(extension_run, joined(RUN, COURSE, "course_id"))
                .join(term, joined(RUN, TERM, "term_id"))
                .join(school_year, joined(TERM, YEAR, "school_year_id"))
            )
            .where(
                WHO.school_id == self.reading.school_id,
                WHO.teacher_id.in_(teacher_ids),
                RUN.first_day.between(first, last),
            )
        )
        return [
            entry(
                DossierKind.EXTENSION_COURSE,
                row.id,
                row.teacher_id,
                row.first_day,
                row.title,
                f"extension-runs/{row.id}",
                course_kind=row.kind,
                school_year=row.start_year,
                term=row.number,
                students=row.students,
            )
            for row in found
        ]
