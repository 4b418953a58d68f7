"""What research has to say of teachers: topics approved and concluded, and awards of their works."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from domain.dossier.entries import DossierEntry, DossierKind, entry
from domain.topics.lifecycle import TopicState
from domain.works.award import WorkAwardState
from persistence.dossier.reading import Reading, joined
from persistence.topics.tables import topic
from persistence.works.tables import award, work, work_author

WORK, AUTHOR, TOPIC, AWARD = work.c, work_author.c, topic.c, award.c


@dataclass(frozen=True, slots=True)
class TopicDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset({DossierKind.TOPIC, DossierKind.TOPIC_CONCLUDED})
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        """Of the members there are now."""
        found = await self.reading.rows(
            select(
                AUTHOR.teacher_id,
                AUTHOR.position,
                TOPIC.id,
                TOPIC.level,
                TOPIC.number,
                TOPIC.state,
                TOPIC.approved_on,
                TOPIC.ended_on,
                WORK.title,
            )
            .select_from(
                work_author.join(work, joined(AUTHOR, WORK, "work_id")).join(
                    topic, joined(TOPIC, WORK, "work_id")
                )
            )
            .where(
                AUTHOR.school_id == self.reading.school_id,
                AUTHOR.teacher_id.in_(teacher_ids),
                TOPIC.approved_on.is_not(None),
            )
        )
        days = [(row, DossierKind.TOPIC, row.approved_on) for row in found]
        days += [
            (row, DossierKind.TOPIC_CONCLUDED, row.ended_on)
            for row in found
            if row.state == TopicState.CONCLUDED
        ]
        return [
            entry(
                kind,
                row.id,
                row.teacher_id,
                day,
                row.title,
                f"topics/{row.id}",
                level=row.level,
                number=row.number,
                position=row.position,
            )
            for row, kind, day in days
            if first <= day <= last
        ]


@dataclass(frozen=True, slots=True)
class AwardDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset({DossierKind.AWARD})
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        """Those confirmed, to each author of the work."""
        found = await self.reading.rows(
            select(
                AUTHOR.teacher_id,
                AUTHOR.position,
                AWARD.id,
                AWARD.work_id,
                AWARD.level,
                AWARD.prize,
                AWARD.issuer,
                AWARD.awarded_on,
                WORK.kind,
                WORK.title,
            )
            .select_from(
                work_author.join(work, joined(AUTHOR, WORK, "work_id")).join(
                    award, joined(AWARD, WORK, "work_id")
                )
            )
            .where(
                AUTHOR.school_id == self.reading.school_id,
                AUTHOR.teacher_id.in_(teacher_ids),
                AWARD.state == WorkAwardState.CONFIRMED,
                AWARD.awarded_on.between(first, last),
            )
        )
        return [
            entry(
                DossierKind.AWARD,
                row.id,
                row.teacher_id,
                row.awarded_on,
                row.title,
                f"awards/{row.id}",
                work=row.work_id,
                work_kind=row.kind,
                level=row.level,
                prize=row.prize,
                issuer=row.issuer,
                position=row.position,
            )
            for row in found
        ]
