"""What the training room has to say of teachers: trainings, credits and the years they make, duties."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, select

from domain.dossier.entries import DossierEntry, DossierKind, entry
from domain.people.calendar import day_of
from domain.training.credit import AwardState
from domain.training.cycle import YearSums
from domain.training.duty import DutyState
from domain.training.enrolment import EnrolmentState
from domain.training.standing import judge
from persistence.dossier.reading import Reading, joined, on_days
from persistence.people.tables import teacher
from persistence.projects.tables import project
from persistence.training.grounds import MEMBER, ground_of, member_of, sums_of
from persistence.training.tables import course, credit_award, duty, enrolment, product, training_session

PLACE, SESSION, COURSE, AWARD, DUTY, PRODUCT = (
    enrolment.c,
    training_session.c,
    course.c,
    credit_award.c,
    duty.c,
    product.c,
)
THERE = (EnrolmentState.PLACED, EnrolmentState.PASSED, EnrolmentState.FAILED)
ASKED_NO_MORE = (DutyState.WAIVED, DutyState.VOID)


@dataclass(frozen=True, slots=True)
class TrainingDossier:
    kinds: ClassVar[frozenset[DossierKind]] = frozenset(
        {DossierKind.TRAINING, DossierKind.CREDITS, DossierKind.DUTY, DossierKind.PRODUCT}
    )
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        return [
            *await self._places(teacher_ids, first, last),
            *await self._awards(teacher_ids, first, last),
            *await self._duties(teacher_ids, first, last),
            *await self._products(teacher_ids, first, last),
        ]

    async def _places(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        """On the training's last day. What stands behind a project is told by its own room."""
        behind = select(project.c.id).where(
            project.c.school_id == SESSION.school_id, project.c.session_id == SESSION.id
        )
        found = await self.reading.rows(
            select(
                PLACE.id,
                PLACE.teacher_id,
                PLACE.state,
                SESSION.code,
                SESSION.ends_at,
                COURSE.title,
                COURSE.kind,
            )
            .select_from(
                enrolment.join(training_session, joined(PLACE, SESSION, "session_id")).join(
                    course, joined(SESSION, COURSE, "course_id")
                )
            )
            .where(
                PLACE.school_id == self.reading.school_id,
                PLACE.teacher_id.in_(teacher_ids),
                PLACE.state.in_(THERE),
                on_days(SESSION.ends_at, first, last),
                ~behind.exists(),
            )
        )
        return [
            entry(
                DossierKind.TRAINING,
                row.id,
                row.teacher_id,
                day_of(row.ends_at),
                row.title,
                f"enrolments/{row.id}",
                category=row.kind,
                session=row.code,
                state=row.state,
            )
            for row in found
        ]

    async def _awards(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        found = await self.reading.rows(
            select(credit_award).where(
                AWARD.school_id == self.reading.school_id,
                AWARD.teacher_id.in_(teacher_ids),
                AWARD.state != AwardState.VOID,
                on_days(AWARD.earned_at, first, last),
            )
        )
        return [
            entry(
                DossierKind.CREDITS,
                row.id,
                row.teacher_id,
                day_of(row.earned_at),
                row.title,
                f"credit-awards/{row.id}",
                category=row.category,
                school_year=row.school_year,
                credits=row.credits,
                hours=row.hours,
                state=row.state,
            )
            for row in found
        ]

    async def _duties(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        """On the day it was settled, or is due."""
        settled = func.coalesce(
            func.date(func.timezone("Asia/Shanghai", DUTY.settled_at)), DUTY.due_on, type_=DUTY.due_on.type
        ).label("day")
        found = await self.reading.rows(
            select(DUTY.id, DUTY.teacher_id, DUTY.kind, DUTY.state, DUTY.due_on, settled, COURSE.title)
            .select_from(
                duty.join(enrolment, joined(DUTY, PLACE, "enrolment_id"))
                .join(training_session, joined(PLACE, SESSION, "session_id"))
                .join(course, joined(SESSION, COURSE, "course_id"))
            )
            .where(
                DUTY.school_id == self.reading.school_id,
                DUTY.teacher_id.in_(teacher_ids),
                DUTY.state.not_in(ASKED_NO_MORE),
                settled.between(first, last),
            )
        )
        return [
            entry(
                DossierKind.DUTY,
                row.id,
                row.teacher_id,
                row.day,
                row.title,
                f"duties/{row.id}",
                duty=row.kind,
                state=row.state,
                due_on=row.due_on,
            )
            for row in found
        ]

    async def _products(self, teacher_ids: Collection[UUID], first: date, last: date) -> list[DossierEntry]:
        found = await self.reading.rows(
            select(PRODUCT.id, PRODUCT.teacher_id, PRODUCT.title, PRODUCT.published_at).where(
                PRODUCT.school_id == self.reading.school_id,
                PRODUCT.teacher_id.in_(teacher_ids),
                PRODUCT.withdrawn_at.is_(None),
                on_days(PRODUCT.published_at, first, last),
            )
        )
        return [
            entry(
                DossierKind.PRODUCT,
                row.id,
                row.teacher_id,
                day_of(row.published_at),
                row.title,
                f"products/{row.id}",
            )
            for row in found
        ]


@dataclass(frozen=True, slots=True)
class CreditYears:
    """How each school year's credits stand: on its last day, or today for the one there is."""

    kinds: ClassVar[frozenset[DossierKind]] = frozenset({DossierKind.CREDIT_YEAR})
    reading: Reading

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        school_id, today = self.reading.school_id, day_of(self.reading.now)
        ground = await ground_of(self.reading.connection, school_id, teacher_ids)
        sums = await sums_of(self.reading.connection, school_id, teacher_ids)
        found = await self.reading.rows(
            select(*MEMBER).where(teacher.c.school_id == school_id, teacher.c.id.in_(teacher_ids))
        )
        members = [member_of(row) for row in found]
        told = []
        for span in ground.years:
            day = min(span.ends_on, today)
            if span.starts_on > today or not first <= day <= last:
                continue
            yardstick = ground.yardstick(span.start_year, today)
            for one in members:
                if (one.hired_on or span.ends_on) > span.ends_on or (one.left_on or day) < span.starts_on:
                    continue
                of_year = sums.get(one.teacher_id, {}).get(span.start_year, YearSums())
                away = ground.away.get(one.teacher_id, ())
                standing = judge(
                    yardstick, one, away, of_year.confirmed, of_year.provisional, of_year.planned
                )
                told.append(
                    entry(
                        DossierKind.CREDIT_YEAR,
                        span.start_year,
                        one.teacher_id,
                        day,
                        "",
                        f"credit-standings?school_year={span.start_year}&teacher_id={one.teacher_id}",
                        school_year=span.start_year,
                        counted=standing.counted,
                        target=standing.target,
                        state=standing.state,
                    )
                )
        return told
