"""What the timetable has to say of teachers: lessons covered, given and taken, and absences."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, select

from domain.dossier.entries import DossierEntry, DossierKind, entry
from domain.people.calendar import day_of
from domain.timetable.absence import AbsenceState
from domain.timetable.covering import CoverEntryKind
from persistence.dossier.reading import Reading, joined, on_days
from persistence.people.tables import school_year, term
from persistence.timetable.absence_tables import absence, cover_entry

LINE, TERM, YEAR, AWAY = cover_entry.c, term.c, school_year.c, absence.c
KINDS = {CoverEntryKind.GIVEN: DossierKind.COVER_GIVEN, CoverEntryKind.TAKEN: DossierKind.COVER_TAKEN}


@dataclass(frozen=True, slots=True)
class TimetableDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset(
        {DossierKind.COVER_GIVEN, DossierKind.COVER_TAKEN, DossierKind.ABSENCE}
    )
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        return [
            *await self._cover(teacher_ids, first, last),
            *await self._absences(teacher_ids, first, last),
        ]

    async def _cover(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        """A term's lines together, on the day of the last of them: the link's items sum up to `lessons`."""
        day = func.max(LINE.day).label("day")
        found = await self.reading.rows(
            select(
                LINE.teacher_id,
                LINE.term_id,
                LINE.kind,
                TERM.number,
                YEAR.start_year,
                day,
                func.sum(LINE.lessons).label("lessons"),
            )
            .select_from(
                cover_entry.join(term, joined(LINE, TERM, "term_id")).join(
                    school_year, joined(TERM, YEAR, "school_year_id")
                )
            )
            .where(LINE.school_id == self.reading.school_id, LINE.teacher_id.in_(teacher_ids))
            .group_by(LINE.teacher_id, LINE.term_id, LINE.kind, TERM.number, YEAR.start_year)
            .having(day.between(first, last))
        )
        return [
            entry(
                KINDS[CoverEntryKind(row.kind)],
                row.term_id,
                row.teacher_id,
                row.day,
                "",
                f"cover-entries?teacher_id={row.teacher_id}&term_id={row.term_id}&kind={row.kind}",
                school_year=row.start_year,
                term=row.number,
                lessons=row.lessons,
            )
            for row in found
        ]

    async def _absences(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        found = await self.reading.rows(
            select(AWAY.id, AWAY.teacher_id, AWAY.kind, AWAY.reason, AWAY.starts_at, AWAY.school_days).where(
                AWAY.school_id == self.reading.school_id,
                AWAY.teacher_id.in_(teacher_ids),
                AWAY.state == AbsenceState.STANDING,
                on_days(AWAY.starts_at, first, last),
            )
        )
        return [
            entry(
                DossierKind.ABSENCE,
                row.id,
                row.teacher_id,
                day_of(row.starts_at),
                row.reason or "",
                f"absences/{row.id}",
                absence=row.kind,
                school_days=row.school_days,
            )
            for row in found
        ]
