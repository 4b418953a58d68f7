"""What mentoring has to say of teachers: pairs on either side, titles of growth, competitions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, or_, select

from domain.dossier.entries import DossierEntry, DossierKind, entry
from domain.mentoring.words import CompetitionState, PairState
from persistence.dossier.reading import Reading, joined
from persistence.mentoring.tables import competition_entry, growth_title, mentor_pair
from persistence.people.tables import teacher

PAIR, TITLE, ENTERED = mentor_pair.c, growth_title.c, competition_entry.c
BEGUN = (PairState.RUNNING, PairState.ENDED, PairState.DISSOLVED)


@dataclass(frozen=True, slots=True)
class MentoringDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset(
        {
            DossierKind.MENTOR,
            DossierKind.APPRENTICE,
            DossierKind.GROWTH_TITLE,
            DossierKind.COMPETITION,
        }
    )
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        return [
            *await self._pairs(teacher_ids, first, last),
            *await self._titles(teacher_ids, first, last),
            *await self._competitions(teacher_ids, first, last),
        ]

    async def _pairs(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        """Pairs that have begun, on their first day, to each of the two."""
        mentor, apprentice = teacher.alias("mentor").c, teacher.alias("apprentice").c
        found = await self.reading.rows(
            select(
                PAIR.id,
                PAIR.mentor_id,
                PAIR.apprentice_id,
                PAIR.field,
                PAIR.state,
                PAIR.from_day,
                PAIR.until_day,
                func.coalesce(mentor.name, PAIR.outside_name).label("mentor"),
                apprentice.name.label("apprentice"),
            )
            .select_from(
                mentor_pair.outerjoin(mentor.id.table, joined(PAIR, mentor, "mentor_id")).join(
                    apprentice.id.table, joined(PAIR, apprentice, "apprentice_id")
                )
            )
            .where(
                PAIR.school_id == self.reading.school_id,
                or_(PAIR.mentor_id.in_(teacher_ids), PAIR.apprentice_id.in_(teacher_ids)),
                PAIR.state.in_(BEGUN),
                PAIR.from_day.between(first, last),
            )
        )
        asked = set(teacher_ids)
        return [
            entry(
                kind,
                row.id,
                teacher_id,
                row.from_day,
                "",
                f"mentor-pairs/{row.id}",
                partner=partner,
                field=row.field,
                state=row.state,
                until_day=row.until_day,
            )
            for row in found
            for kind, teacher_id, partner in (
                (DossierKind.MENTOR, row.mentor_id, row.apprentice),
                (DossierKind.APPRENTICE, row.apprentice_id, row.mentor),
            )
            if teacher_id in asked
        ]

    async def _titles(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        found = await self.reading.rows(
            select(growth_title).where(
                TITLE.school_id == self.reading.school_id,
                TITLE.teacher_id.in_(teacher_ids),
                TITLE.voided_because.is_(None),
                TITLE.awarded_on.between(first, last),
            )
        )
        return [
            entry(
                DossierKind.GROWTH_TITLE,
                row.id,
                row.teacher_id,
                row.awarded_on,
                "",
                f"growth-titles/{row.id}",
                growth_title=row.kind,
                level=row.level,
                issuer=row.issuer,
            )
            for row in found
        ]

    async def _competitions(
        self, teacher_ids: Collection[UUID], first: date, last: date
    ) -> list[DossierEntry]:
        found = await self.reading.rows(
            select(competition_entry).where(
                ENTERED.school_id == self.reading.school_id,
                ENTERED.teacher_id.in_(teacher_ids),
                ENTERED.state == CompetitionState.CONFIRMED,
                ENTERED.held_on.between(first, last),
            )
        )
        return [
            entry(
                DossierKind.COMPETITION,
                row.id,
                row.teacher_id,
                row.held_on,
                row.title,
                f"competition-entries/{row.id}",
                level=row.level,
                prize=row.prize,
                issuer=row.organizer,
            )
            for row in found
        ]
