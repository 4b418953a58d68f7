"""What cover is planned on, as it stands: lessons held, absences, staff; as many statements for a week of one
absence as for six weeks of forty."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import ZONE, day_of
from domain.people.teacher import TeacherStatus
from domain.timetable.absence import AbsenceState, Route
from domain.timetable.changes import Ground
from domain.timetable.cover_facts import Colleague
from domain.timetable.cover_ground import Absent, CoverGround, busy, missed_lessons
from domain.timetable.cover_policy import cover_terms
from domain.timetable.covering import CoverEntryKind
from domain.timetable.effective import Cause, effective
from domain.timetable.lessons import LessonKind, Period, Version, overlapping, version_on
from domain.timetable.policy import in_force
from persistence.people.tables import qualification, school_class, teacher, teaching_assignment, term
from persistence.timetable.absence_tables import absence, absence_block, cover_entry
from persistence.timetable.held import ground_between, periods_of, week_of, within
from persistence.timetable.rules import timetable_rules
from persistence.timetable.tables import timetable


async def cover_ground(connection: AsyncConnection, school_id: UUID, first: date, last: date) -> CoverGround:
    """The weeks of these days; `missed` only of the days themselves."""
    return await _Reading(connection, school_id, first, last).ground()


class _Reading:
    def __init__(self, connection: AsyncConnection, school_id: UUID, first: date, last: date) -> None:
        self._connection, self._school_id = connection, school_id
        self._first, self._last = first, last
        self._since, self._until = week_of(first)[0], week_of(last)[1]

    async def _rows(self, statement: Select[Any]) -> Sequence[Any]:
        found: Sequence[Any] = (await self._connection.execute(statement)).all()
        return found

    async def ground(self) -> CoverGround:
        changed = await ground_between(self._connection, self._school_id, self._since, self._until)
        held = within(effective(changed.plan, changed.changes), self._since, self._until)
        versions, periods = await versions_with_periods(self._connection, self._school_id, self._until)
        absences = await standing_absences(
            self._connection, self._school_id, self._since, self._until, versions, periods
        )
        away = frozenset((one.teacher_id, *at) for one in absences for at in one.periods)
        teaching, duty = busy(held, away)
        staff = await self._rows(
            select(teacher.c.id, teacher.c.name, teacher.c.status, teacher.c.subject_group_id).where(
                teacher.c.school_id == self._school_id
            )
        )
        classes = await self._rows(
            select(school_class.c.id, school_class.c.grade_group_id).where(
                school_class.c.school_id == self._school_id
            )
        )
        grade_of = {row.id: row.grade_group_id for row in classes}
        rules = await timetable_rules(self._connection, self._school_id).every()
        return CoverGround(
            missed=missed_lessons(within(held, self._first, self._last), absences),
            colleagues=await self._colleagues(staff, changed, grade_of),
            names={row.id: row.name for row in staff},
            grade_of=grade_of,
            teaching=teaching,
            duty=duty,
            away=away,
            covers=Counter(
                (one.to_teacher_id, one.slot.day)
                for one in changed.changes
                if one.cause is Cause.COVER
                and one.to_teacher_id is not None
                and self._since <= one.slot.day <= self._until
            ),
            terms=cover_terms(in_force(rules, self._first), periods.values()),
        )

    async def _colleagues(
        self, staff: Iterable[Any], changed: Ground, grade_of: Mapping[UUID, UUID]
    ) -> dict[UUID, Colleague]:
        taught = await self._taught(changed)
        classes: dict[UUID, set[UUID]] = defaultdict(set)
        subjects: dict[UUID, set[str]] = defaultdict(set)
        for teacher_id, class_id, subject in taught:
            classes[teacher_id].add(class_id)
            subjects[teacher_id].add(subject)
        qualifications, sums = await self._qualifications(), await self._sums()
        return {
            row.id: Colleague(
                teacher_id=row.id,
                name=row.name,
                subjects=frozenset(subjects[row.id]),
                class_ids=frozenset(classes[row.id]),
                grade_ids=frozenset(grade_of[one] for one in classes[row.id]),
                subject_group_id=row.subject_group_id,
                qualifications=frozenset(qualifications[row.id]),
                given=sums[row.id, CoverEntryKind.GIVEN],
                taken=sums[row.id, CoverEntryKind.TAKEN],
            )
            for row in staff
            if row.status == TeacherStatus.ACTIVE
        }

    async def _taught(self, changed: Ground) -> set[tuple[UUID, UUID, str]]:
        """(teacher, class, subject) by the timetable, and by the term's teaching assignments."""
        given = teaching_assignment.c
        assigned = await self._rows(
            select(given.teacher_id, given.class_id, given.subject)
            .join(term, (term.c.school_id == self._school_id) & (term.c.id == given.term_id))
            .where(
                given.school_id == self._school_id,
                term.c.starts_on <= self._last,
                term.c.ends_on >= self._first,
            )
        )
        planned = {
            (teacher_id, part.class_id, lesson.subject)
            for lesson in changed.plan
            if lesson.kind is LessonKind.TEACHING
            for teacher_id in lesson.teacher_ids
            for part in lesson.classes
        }
        return planned | {(row.teacher_id, row.class_id, row.subject) for row in assigned}

    async def _qualifications(self) -> dict[UUID, set[str]]:
        """Those good on the last day still."""
        held, found = qualification.c, defaultdict(set)
        for row in await self._rows(
            select(held.teacher_id, held.kind).where(
                held.school_id == self._school_id,
                or_(held.expires_on.is_(None), held.expires_on >= self._last),
            )
        ):
            found[row.teacher_id].add(row.kind)
        return found

    async def _sums(self) -> Counter[tuple[UUID, str]]:
        """Lessons by teacher and kind in the term of the first day; whole ones, as the ledger has them."""
        line = cover_entry.c
        rows = await self._rows(
            select(line.teacher_id, line.kind, func.sum(line.lessons).label("lessons"))
            .join(term, (term.c.school_id == self._school_id) & (term.c.id == line.term_id))
            .where(
                line.school_id == self._school_id,
                term.c.starts_on <= self._first,
                term.c.ends_on >= self._first,
            )
            .group_by(line.teacher_id, line.kind)
        )
        return Counter({(row.teacher_id, row.kind): int(Decimal(row.lessons)) for row in rows})


async def versions_with_periods(
    connection: AsyncConnection, school_id: UUID, last: date
) -> tuple[list[Version], dict[UUID, list[Period]]]:
    """The versions begun until then, without their lessons, and the periods of each."""
    begun = timetable.c
    rows = await connection.execute(
        select(begun.id, begun.effective_from).where(
            begun.school_id == school_id, begun.effective_from <= last
        )
    )
    versions = [Version(row.id, row.effective_from, ()) for row in rows]
    return versions, await periods_of(connection, school_id, [one.timetable_id for one in versions])


async def standing_absences(
    connection: AsyncConnection,
    school_id: UUID,
    first: date,
    last: date,
    versions: Sequence[Version],
    periods: Mapping[UUID, Sequence[Period]],
    *only: ColumnElement[bool],
) -> list[Absent]:
    """Those that touch these days, each with the periods it touches."""
    start = datetime.combine(first, datetime.min.time(), ZONE)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), ZONE)
    block = absence_block.c
    rows = await connection.execute(
        select(absence.c.id, absence.c.teacher_id, absence.c.route, block.starts_at, block.ends_at)
        .join(absence_block, (block.school_id == school_id) & (block.absence_id == absence.c.id))
        .where(
            absence.c.school_id == school_id,
            absence.c.state == AbsenceState.STANDING,
            block.starts_at < end,
            block.ends_at > start,
            *only,
        )
        .order_by(absence.c.id, block.starts_at)
    )
    found: dict[UUID, Any] = {}
    touched: dict[UUID, set[tuple[date, int]]] = defaultdict(set)
    for row in rows:
        found[row.id] = row
        touched[row.id] |= touched_periods(row.starts_at, row.ends_at, first, last, versions, periods)
    return [
        Absent(row.id, row.teacher_id, Route(row.route), frozenset(touched[row.id])) for row in found.values()
    ]


def touched_periods(
    starts_at: datetime,
    ends_at: datetime,
    first: date,
    last: date,
    versions: Sequence[Version],
    periods: Mapping[UUID, Sequence[Period]],
) -> set[tuple[date, int]]:
    """(day, period) that a block touches, of these days."""
    day, touched = max(first, day_of(starts_at)), set()
    while day <= min(last, day_of(ends_at)):
        version = version_on(versions, day)
        if version is not None:
            there = periods[version.timetable_id]
            touched |= {(day, one) for one in overlapping(there, day, starts_at, ends_at)}
        day += timedelta(days=1)
    return touched
