"""What the assessment of groups has to say of those who lead them: members do not read results."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import and_, select

from domain.dossier.entries import DossierEntry, DossierKind, entry
from domain.people.calendar import day_of
from persistence.assessment.tables import assessment, assessment_result
from persistence.dossier.reading import Reading, joined, on_days
from persistence.people.tables import subject_group

RESULT, OF, GROUP = assessment_result.c, assessment.c, subject_group.c


@dataclass(frozen=True, slots=True)
class AssessmentDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset({DossierKind.GROUP_RESULT})
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        """The latest edition of each."""
        latest = and_(joined(RESULT, OF, "assessment_id"), RESULT.edition_no == OF.edition_no)
        found = await self.reading.rows(
            select(
                RESULT.id,
                RESULT.group_name,
                RESULT.rank,
                RESULT.total,
                RESULT.band,
                RESULT.published_at,
                OF.title,
                GROUP.leader_id,
            )
            .select_from(
                assessment_result.join(assessment, latest).join(
                    subject_group, joined(RESULT, GROUP, "group_id")
                )
            )
            .where(
                RESULT.school_id == self.reading.school_id,
                GROUP.leader_id.in_(teacher_ids),
                on_days(RESULT.published_at, first, last),
            )
        )
        return [
            entry(
                DossierKind.GROUP_RESULT,
                row.id,
                row.leader_id,
                day_of(row.published_at),
                row.title,
                f"assessment-results/{row.id}",
                group=row.group_name,
                rank=row.rank,
                total=row.total,
                band=row.band,
            )
            for row in found
        ]
