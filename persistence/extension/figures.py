"""A term's extension courses counted, and held against the timetable."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Uuid

from domain.extension.course import ExtensionKind, ExtensionState
from domain.extension.figures import OfTerm
from domain.extension.gaps import RunFacts
from domain.extension.share import ClassOfGrade, Held
from domain.people.calendar import ZONE
from domain.timetable.cover_policy import TermSpan
from domain.timetable.lessons import Lesson, version_on
from persistence.extension.facts import run_facts
from persistence.extension.people import slots_of
from persistence.extension.tables import extension_course, extension_grade, extension_run
from persistence.people.tables import grade_group, school_class
from persistence.timetable.held import lessons_of, versions_known
from persistence.timetable.terms import term_span

_COURSE, _RUN, _GRADE = extension_course.c, extension_run.c, extension_grade.c


class SqlExtensionFigures:
    def __init__(self, connection: AsyncConnection, school_id: UUID, today: date) -> None:
        self._connection, self._school_id, self._today = connection, school_id, today

    async def term(self, term_id: UUID | None) -> TermSpan | None:
        return await term_span(self._connection, self._school_id, term_id, self._today)

    async def courses(self, term: TermSpan) -> Sequence[OfTerm]:
        since = datetime.combine(term.starts_on, time(), tzinfo=ZONE)
        until = datetime.combine(term.ends_on + timedelta(days=1), time(), tzinfo=ZONE)
        applied = and_(_COURSE.applied_at >= since, _COURSE.applied_at < until)
        found = await self._connection.execute(
            select(
                _COURSE.kind,
                func.coalesce(_RUN.state, _COURSE.state).label("state"),
                func.coalesce(applied, False).label("applied"),
            )
            .select_from(extension_course)
            .outerjoin(
                extension_run,
                and_(
                    _RUN.school_id == _COURSE.school_id,
                    _RUN.course_id == _COURSE.id,
                    _RUN.term_id == term.id,
                ),
            )
            .where(_COURSE.school_id == self._school_id, or_(_RUN.id.is_not(None), applied))
        )
        return [OfTerm(ExtensionKind(row.kind), ExtensionState(row.state), row.applied) for row in found]

    async def runs(self, term_id: UUID) -> Sequence[RunFacts]:
        return await run_facts(self._connection, self._school_id, _RUN.term_id == term_id)

    async def classes(self) -> Sequence[ClassOfGrade]:
        found = await self._connection.execute(
            select(school_class.c.id, school_class.c.name, grade_group.c.id, grade_group.c.name)
            .select_from(school_class)
            .join(
                grade_group,
                and_(
                    grade_group.c.school_id == school_class.c.school_id,
                    grade_group.c.id == school_class.c.grade_group_id,
                ),
            )
            .where(school_class.c.school_id == self._school_id)
            .order_by(grade_group.c.code, school_class.c.code)
        )
        return [ClassOfGrade(*row) for row in found]

    async def lessons_on(self, day: date) -> Sequence[Lesson]:
        version = version_on(await versions_known(self._connection, self._school_id, day), day)
        if version is None:
            return []
        found = await lessons_of(self._connection, self._school_id, [version.timetable_id])
        return found[version.timetable_id]

    async def held(self, term_id: UUID) -> Sequence[Held]:
        """Those that run in the term, or ran."""
        grades = (
            select(func.array_agg(_GRADE.grade_group_id, type_=ARRAY(Uuid)))
            .where(_GRADE.school_id == _RUN.school_id, _GRADE.course_id == _RUN.course_id)
            .scalar_subquery()
        )
        found = await self._connection.execute(
            select(_RUN.slots, grades.label("grades")).where(
                _RUN.school_id == self._school_id, _RUN.term_id == term_id
            )
        )
        return [Held(frozenset(row.grades or ()), frozenset(slots_of(row.slots))) for row in found]
