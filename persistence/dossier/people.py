"""What the people room has to say of teachers: coming and going, qualifications, appointments, lessons."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, select

from domain.dossier.entries import DossierEntry, DossierKind, entry
from persistence.dossier.reading import Reading, joined
from persistence.people.tables import (
    homeroom_assignment,
    qualification,
    school_class,
    school_year,
    teacher,
    teaching_assignment,
    term,
)

WHO, PROOF, HOME, LESSONS, TERM, YEAR, CLASS = (
    teacher.c,
    qualification.c,
    homeroom_assignment.c,
    teaching_assignment.c,
    term.c,
    school_year.c,
    school_class.c,
)


@dataclass(frozen=True, slots=True)
class PeopleDossier:
    """A qualification without a day of issue stands in no timeline."""

    kinds: ClassVar[frozenset[DossierKind]] = frozenset(
        {
            DossierKind.HIRED,
            DossierKind.LEFT,
            DossierKind.QUALIFICATION,
            DossierKind.HOMEROOM,
            DossierKind.TEACHING,
        }
    )
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        return [
            *await self._coming_and_going(teacher_ids, first, last),
            *await self._qualifications(teacher_ids, first, last),
            *await self._homerooms(teacher_ids, first, last),
            *await self._lessons(teacher_ids, first, last),
        ]

    async def _coming_and_going(
        self, teacher_ids: Collection[UUID], first: date, last: date
    ) -> list[DossierEntry]:
        found = await self.reading.rows(
            select(WHO.id, WHO.hired_on, WHO.left_on).where(
                WHO.school_id == self.reading.school_id, WHO.id.in_(teacher_ids)
            )
        )
        return [
            entry(kind, row.id, row.id, day, "", f"teachers/{row.id}")
            for row in found
            for kind, day in ((DossierKind.HIRED, row.hired_on), (DossierKind.LEFT, row.left_on))
            if day is not None and first <= day <= last
        ]

    async def _qualifications(
        self, teacher_ids: Collection[UUID], first: date, last: date
    ) -> list[DossierEntry]:
        found = await self.reading.rows(
            select(qualification).where(
                PROOF.school_id == self.reading.school_id,
                PROOF.teacher_id.in_(teacher_ids),
                PROOF.issued_on.between(first, last),
            )
        )
        return [
            entry(
                DossierKind.QUALIFICATION,
                row.id,
                row.teacher_id,
                row.issued_on,
                row.kind,
                f"qualifications/{row.id}",
                level=row.level,
                number=row.number,
                expires_on=row.expires_on,
            )
            for row in found
        ]

    async def _homerooms(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        found = await self.reading.rows(
            select(HOME.id, HOME.teacher_id, HOME.from_day, HOME.until_day, CLASS.name)
            .select_from(homeroom_assignment.join(school_class, joined(HOME, CLASS, "class_id")))
            .where(
                HOME.school_id == self.reading.school_id,
                HOME.teacher_id.in_(teacher_ids),
                HOME.from_day.between(first, last),
            )
        )
        return [
            entry(
                DossierKind.HOMEROOM,
                row.id,
                row.teacher_id,
                row.from_day,
                row.name,
                f"homeroom-assignments/{row.id}",
                until_day=row.until_day,
            )
            for row in found
        ]

    async def _lessons(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        """One entry a term, on its first day."""
        subjects = func.array_agg(LESSONS.subject.distinct()).label("subjects")
        found = await self.reading.rows(
            select(
                LESSONS.teacher_id,
                LESSONS.term_id,
                TERM.starts_on,
                TERM.number,
                YEAR.start_year,
                subjects,
                func.count(LESSONS.class_id.distinct()).label("classes"),
                func.sum(LESSONS.weekly_periods).label("periods"),
            )
            .select_from(
                teaching_assignment.join(term, joined(LESSONS, TERM, "term_id")).join(
                    school_year, joined(TERM, YEAR, "school_year_id")
                )
            )
            .where(
                LESSONS.school_id == self.reading.school_id,
                LESSONS.teacher_id.in_(teacher_ids),
                TERM.starts_on.between(first, last),
            )
            .group_by(LESSONS.teacher_id, LESSONS.term_id, TERM.starts_on, TERM.number, YEAR.start_year)
        )
        return [
            entry(
                DossierKind.TEACHING,
                row.term_id,
                row.teacher_id,
                row.starts_on,
                "、".join(row.subjects),
                f"teaching-assignments?teacher_id={row.teacher_id}&term_id={row.term_id}",
                school_year=row.start_year,
                term=row.number,
                classes=row.classes,
                periods=row.periods,
            )
            for row in found
        ]
