"""What projects have to say of teachers: parts played, homework, results."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import and_, func, select

from domain.dossier.entries import DossierEntry, DossierKind, entry
from domain.people.calendar import day_of
from domain.projects.project import ProjectState
from domain.training.enrolment import EnrolmentState
from persistence.dossier.reading import Reading, joined, on_days
from persistence.projects.tables import (
    homework,
    homework_version,
    project,
    project_evaluation,
    project_outcome,
)

PROJECT, OUTCOME, WORK, VERSION, SAID = (
    project.c,
    project_outcome.c,
    homework.c,
    homework_version.c,
    project_evaluation.c,
)


@dataclass(frozen=True, slots=True)
class ProjectDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset(
        {DossierKind.PROJECT, DossierKind.PROJECT_LED, DossierKind.HOMEWORK, DossierKind.EVALUATION}
    )
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        return [
            *await self._outcomes(teacher_ids, first, last),
            *await self._led(teacher_ids, first, last),
            *await self._homework(teacher_ids, first, last),
            *await self._evaluations(teacher_ids, first, last),
        ]

    async def _outcomes(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        """Of the closing that stands."""
        standing = and_(joined(OUTCOME, PROJECT, "project_id"), OUTCOME.closing_no == PROJECT.closing_no)
        found = await self.reading.rows(
            select(project_outcome, PROJECT.title, PROJECT.kind, PROJECT.hours, PROJECT.closed_at)
            .select_from(project_outcome.join(project, standing))
            .where(
                OUTCOME.school_id == self.reading.school_id,
                OUTCOME.teacher_id.in_(teacher_ids),
                PROJECT.state == ProjectState.CLOSED,
                on_days(PROJECT.closed_at, first, last),
            )
        )
        return [
            entry(
                DossierKind.PROJECT,
                row.project_id,
                row.teacher_id,
                day_of(row.closed_at),
                row.title,
                f"projects/{row.project_id}",
                project_kind=row.kind,
                state=EnrolmentState.PASSED if row.granted else EnrolmentState.FAILED,
                hours=row.hours,
                process=row.process,
                effect=row.effect,
                total=row.total,
            )
            for row in found
        ]

    async def _led(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        found = await self.reading.rows(
            select(PROJECT.id, PROJECT.leader_id, PROJECT.title, PROJECT.kind, PROJECT.closed_at).where(
                PROJECT.school_id == self.reading.school_id,
                PROJECT.leader_id.in_(teacher_ids),
                PROJECT.state == ProjectState.CLOSED,
                on_days(PROJECT.closed_at, first, last),
            )
        )
        return [
            entry(
                DossierKind.PROJECT_LED,
                row.id,
                row.leader_id,
                day_of(row.closed_at),
                row.title,
                f"projects/{row.id}",
                project_kind=row.kind,
            )
            for row in found
        ]

    async def _homework(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        """On the day it was last handed in."""
        handed_in = (
            select(VERSION.homework_id, func.max(VERSION.at).label("at"))
            .where(VERSION.school_id == self.reading.school_id)
            .group_by(VERSION.homework_id)
            .subquery("handed_in")
        )
        found = await self.reading.rows(
            select(WORK.id, WORK.teacher_id, WORK.state, WORK.mark, PROJECT.title, handed_in.c.at)
            .select_from(
                homework.join(project, joined(WORK, PROJECT, "project_id")).join(
                    handed_in, handed_in.c.homework_id == WORK.id
                )
            )
            .where(
                WORK.school_id == self.reading.school_id,
                WORK.teacher_id.in_(teacher_ids),
                on_days(handed_in.c.at, first, last),
            )
        )
        return [
            entry(
                DossierKind.HOMEWORK,
                row.id,
                row.teacher_id,
                day_of(row.at),
                row.title,
                f"homeworks/{row.id}",
                state=row.state,
                mark=row.mark,
            )
            for row in found
        ]

    async def _evaluations(
        self, teacher_ids: Collection[UUID], first: date, last: date
    ) -> list[DossierEntry]:
        found = await self.reading.rows(
            select(SAID.id, SAID.project_id, SAID.teacher_id, SAID.at, PROJECT.title)
            .select_from(project_evaluation.join(project, joined(SAID, PROJECT, "project_id")))
            .where(
                SAID.school_id == self.reading.school_id,
                SAID.teacher_id.in_(teacher_ids),
                on_days(SAID.at, first, last),
            )
        )
        return [
            entry(
                DossierKind.EVALUATION,
                row.id,
                row.teacher_id,
                day_of(row.at),
                row.title,
                f"projects/{row.project_id}/evaluations/{row.id}",
            )
            for row in found
        ]
