"""What papers have to say of teachers: those that were accepted, and nothing of who reviewed them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from domain.dossier.entries import DossierEntry, DossierKind, entry
from domain.papers.paper import PaperState
from domain.people.calendar import day_of
from persistence.dossier.reading import Reading, joined, on_days
from persistence.papers.tables import paper
from persistence.works.tables import work, work_author

PAPER, WORK, AUTHOR = paper.c, work.c, work_author.c


@dataclass(frozen=True, slots=True)
class PaperDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset({DossierKind.PAPER})
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        """On the day of the decision, to each author."""
        found = await self.reading.rows(
            select(
                AUTHOR.teacher_id,
                AUTHOR.position,
                PAPER.id,
                PAPER.school_year,
                PAPER.decided_at,
                WORK.title,
            )
            .select_from(
                work_author.join(work, joined(AUTHOR, WORK, "work_id")).join(
                    paper, joined(PAPER, WORK, "work_id")
                )
            )
            .where(
                AUTHOR.school_id == self.reading.school_id,
                AUTHOR.teacher_id.in_(teacher_ids),
                PAPER.state == PaperState.ACCEPTED,
                on_days(PAPER.decided_at, first, last),
            )
        )
        return [
            entry(
                DossierKind.PAPER,
                row.id,
                row.teacher_id,
                day_of(row.decided_at),
                row.title,
                f"papers/{row.id}",
                school_year=row.school_year,
                position=row.position,
            )
            for row in found
        ]
