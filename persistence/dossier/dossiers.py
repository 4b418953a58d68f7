"""Files and appraisals of the teachers a caller may see, put together from every room's adapter."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier.appraisal import AppraisalGround, Asked, span_asked
from domain.dossier.dossier import DossierTeacher
from domain.dossier.entries import DossierEntry, DossierSource, EntryFilter, gathered
from domain.dossier.policy import APPRAISAL_POLICY
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus
from persistence.dossier.rules import appraisal_rules
from persistence.paging import digest, page, paged, read_cursor
from persistence.people.calendar import school_year_spans
from persistence.people.tables import grade_group, subject_group, teacher
from persistence.platform.tables import school
from persistence.rows import view
from persistence.training.visibility import visible_teachers

WHO = teacher.c


class SqlDossiers:
    def __init__(self, connection: AsyncConnection, caller: Caller, sources: Sequence[DossierSource]) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id
        self._sources = sources

    async def teacher(self, teacher_id: UUID) -> DossierTeacher | None:
        found = await self._connection.execute(self._visible().where(WHO.id == teacher_id))
        row = found.one_or_none()
        return None if row is None else _teacher(row)

    async def entries(self, teacher_id: UUID, filters: EntryFilter) -> list[DossierEntry]:
        return await gathered(self._sources, [teacher_id], filters)

    async def page(self, teacher_id: UUID, filters: EntryFilter, window: Window) -> Page[DossierEntry]:
        """Behind the cursor's day nothing is read."""
        mark = digest("dossier", teacher_id, filters)
        behind = None
        if window.cursor is not None:
            day, key = read_cursor(window.cursor, mark, [date, str])
            behind = (day, key)
            filters = replace(filters, last=min(filters.last, day))
        found = await gathered(self._sources, [teacher_id], filters)
        rows = [one for one in found if behind is None or (one.day, one.key) < behind]
        return paged(
            rows[: window.limit + 1],
            window,
            view=lambda one: one,
            mark=lambda: mark,
            keys=lambda one: [one.day, one.key],
        )

    async def school_name(self) -> str:
        name = await self._connection.scalar(select(school.c.name).where(school.c.id == self._school_id))
        return str(name)

    def _visible(self) -> Select[Any]:
        return _teachers(self._school_id).where(visible_teachers(self._caller, WHO.id))


class SqlAppraisals:
    def __init__(self, connection: AsyncConnection, caller: Caller, sources: Sequence[DossierSource]) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id
        self._sources = sources

    async def ground(self, asked: Asked) -> AppraisalGround:
        spans = await school_year_spans(self._connection, self._school_id)
        first_day, _ = span_asked(spans, asked.school_year, 1)
        rules = await appraisal_rules(self._connection, self._school_id).every()
        policy = APPRAISAL_POLICY.in_force(rules, first_day)
        first, last = span_asked(spans, asked.school_year, policy.years(asked.purpose))
        return AppraisalGround(policy, first, last)

    async def teachers(self, window: Window, asked: Asked, ground: AppraisalGround) -> Page[DossierTeacher]:
        statement = _teachers(self._school_id).where(
            visible_teachers(self._caller, WHO.id),
            or_(WHO.hired_on.is_(None), WHO.hired_on <= ground.last),
            or_(WHO.left_on.is_(None), WHO.left_on >= ground.first),
        )
        by = [WHO.name_pinyin, WHO.id]
        return await page(self._connection, statement, window, by=by, filters=asked, view=_teacher)

    async def entries(
        self, teacher_ids: Sequence[UUID], filters: EntryFilter
    ) -> Mapping[UUID, Sequence[DossierEntry]]:
        of_teacher: dict[UUID, list[DossierEntry]] = defaultdict(list)
        for one in await gathered(self._sources, teacher_ids, filters):
            of_teacher[one.teacher_id].append(one)
        return of_teacher


def _teachers(school_id: UUID) -> Select[Any]:
    """With the names of their groups and of those they lead."""
    led, headed = subject_group.alias("led"), grade_group.alias("headed")
    subject = and_(subject_group.c.school_id == school_id, subject_group.c.id == WHO.subject_group_id)
    grade = and_(grade_group.c.school_id == school_id, grade_group.c.id == WHO.grade_group_id)
    leads = select(func.array_agg(led.c.name)).where(led.c.school_id == school_id, led.c.leader_id == WHO.id)
    heads = select(func.array_agg(headed.c.name)).where(
        headed.c.school_id == school_id, headed.c.head_id == WHO.id
    )
    return (
        select(
            teacher,
            subject_group.c.name.label("subject_group"),
            grade_group.c.name.label("grade_group"),
            leads.scalar_subquery().label("led_groups"),
            heads.scalar_subquery().label("headed_groups"),
        )
        .select_from(teacher.outerjoin(subject_group, subject).outerjoin(grade_group, grade))
        .where(WHO.school_id == school_id)
    )


def _teacher(row: Row[Any]) -> DossierTeacher:
    groups = sorted(row.led_groups or ()) + sorted(row.headed_groups or ())
    return view(DossierTeacher, row._mapping, status=TeacherStatus(row.status), leads=tuple(groups))
