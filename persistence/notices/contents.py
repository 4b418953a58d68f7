"""What an edition issued now would say: gathered for many enrolments in as many statements as for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.notices.notice import LessonAffected, NoticeContent
from domain.notices.sheet import Attendee, DutyLine, Moved, ProxyLine, Training
from domain.people.calendar import day_of
from domain.timetable.absence import AbsenceState, Ground, days_between, measure
from domain.timetable.missed import LessonMissed
from domain.training.catalogue import CourseKind
from domain.training.demands import Ended, demanded
from domain.training.sessions import Block
from persistence.people.tables import grade_group, homeroom_assignment, school_class, subject_group, teacher
from persistence.platform.tables import school
from persistence.timetable.absence_ground import absence_ground
from persistence.timetable.absence_tables import absence, homeroom_proxy, swap
from persistence.timetable.followers import absence_blocks
from persistence.timetable.missed_lessons import Away, missed_lessons
from persistence.training.demands import FAR_ENOUGH, school_days
from persistence.training.duty_rules import every_duty_rule
from persistence.training.sessions import blocks_of
from persistence.training.tables import course, enrolment, training_session

NO_DAYS = Decimal("0.0")


@dataclass(frozen=True, slots=True)
class Absent:
    """What the absence for a training comes to."""

    school_days: Decimal = NO_DAYS
    lessons: tuple[LessonAffected, ...] = ()
    proxies: tuple[ProxyLine, ...] = ()


@dataclass(slots=True)
class _Names:
    """What things are called on the paper."""

    teachers: dict[UUID, str] = field(default_factory=dict)
    classes: dict[UUID, str] = field(default_factory=dict)


async def contents(
    connection: AsyncConnection, school_id: UUID, enrolment_ids: Collection[UUID]
) -> dict[UUID, NoticeContent]:
    rows = (await connection.execute(_placed(school_id, enrolment_ids))).all()
    blocks = await blocks_of(connection, school_id, {row.session_id for row in rows})
    absent = await _absent(connection, school_id, enrolment_ids)
    duties = await _duties(connection, school_id, rows)
    named: str = (
        await connection.execute(select(school.c.name).where(school.c.id == school_id))
    ).scalar_one()
    return {
        row.id: NoticeContent(
            school=named,
            attendee=Attendee(row.name, row.employee_no, row.subject_group, row.teacher_title),
            grade_group=row.grade_group,
            training=training_of(
                row, blocks[row.session_id], school_days=absent.get(row.id, Absent()).school_days
            ),
            lessons=absent.get(row.id, Absent()).lessons,
            proxies=absent.get(row.id, Absent()).proxies,
            duties=duties[row.id],
        )
        for row in rows
    }


def training_of(row: Row[Any], blocks: Iterable[Block], *, school_days: Decimal = Decimal(0)) -> Training:
    """From columns of the course and of its session."""
    return Training(
        title=row.title,
        provider=row.provider,
        kind=CourseKind(row.kind),
        place=row.place,
        blocks=tuple(Block(one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)) for one in blocks),
        school_days=school_days,
        hours=row.hours,
        credits=row.credits,
    )


def _placed(school_id: UUID, enrolment_ids: Collection[UUID]) -> Any:
    session = training_session.c
    return (
        select(
            enrolment.c.id,
            enrolment.c.session_id,
            enrolment.c.teacher_id,
            teacher.c.name,
            teacher.c.employee_no,
            teacher.c.title.label("teacher_title"),
            subject_group.c.name.label("subject_group"),
            grade_group.c.name.label("grade_group"),
            session.place,
            session.ends_at,
            *(course.c[name] for name in ("title", "provider", "kind", "hours", "credits")),
        )
        .select_from(enrolment)
        .join(
            teacher,
            and_(teacher.c.school_id == enrolment.c.school_id, teacher.c.id == enrolment.c.teacher_id),
        )
        .join(
            training_session,
            and_(session.school_id == enrolment.c.school_id, session.id == enrolment.c.session_id),
        )
        .join(course, and_(course.c.school_id == session.school_id, course.c.id == session.course_id))
        .outerjoin(
            subject_group,
            and_(
                subject_group.c.school_id == teacher.c.school_id,
                subject_group.c.id == teacher.c.subject_group_id,
            ),
        )
        .outerjoin(
            grade_group,
            and_(
                grade_group.c.school_id == teacher.c.school_id, grade_group.c.id == teacher.c.grade_group_id
            ),
        )
        .where(enrolment.c.school_id == school_id, enrolment.c.id.in_(enrolment_ids))
    )


async def _duties(
    connection: AsyncConnection, school_id: UUID, rows: Sequence[Row[Any]]
) -> dict[UUID, tuple[DutyLine, ...]]:
    """What will be asked for once the training is passed."""
    rules = await every_duty_rule(connection, school_id)
    days = [day_of(row.ends_at) for row in rows]
    table = await school_days(connection, school_id, min(days), max(days) + FAR_ENOUGH)
    return {
        row.id: tuple(
            DutyLine(one.kind, one.due_on)
            for one in demanded(
                Ended(row.id, row.teacher_id, CourseKind(row.kind), day_of(row.ends_at)), rules, table
            )
        )
        for row in rows
    }


async def _absent(
    connection: AsyncConnection, school_id: UUID, enrolment_ids: Collection[UUID]
) -> dict[UUID, Absent]:
    standing = (
        await connection.execute(
            select(absence.c.id, absence.c.enrolment_id, absence.c.teacher_id, absence.c.school_days).where(
                absence.c.school_id == school_id,
                absence.c.enrolment_id.in_(enrolment_ids),
                absence.c.state == AbsenceState.STANDING,
            )
        )
    ).all()
    if not standing:
        return {}
    blocks = await absence_blocks(connection, school_id, [row.id for row in standing])
    away = [Away(row.id, row.teacher_id, blocks[row.id]) for row in standing]
    ground = await absence_ground(
        connection, school_id, *days_between(block for one in away for block in one.blocks)
    )
    missed = await missed_lessons(connection, school_id, away, ground)
    swaps = await _swaps(connection, school_id, [row.id for row in standing])
    proxies = await _proxies(connection, school_id, away, ground)
    named = await _names(connection, school_id, missed, swaps, proxies)
    return {
        row.enrolment_id: Absent(
            row.school_days,
            tuple(_lesson(one, swaps, named, ground) for one in missed[row.id]),
            tuple(_proxy(one, named) for one in proxies[row.id]),
        )
        for row in standing
    }


async def _swaps(
    connection: AsyncConnection, school_id: UUID, absence_ids: Collection[UUID]
) -> dict[UUID, Row[Any]]:
    its = swap.c
    columns = (its.id, its.partner_id, its.partner_day, its.partner_period_no, its.partner_subject)
    chosen: Select[Any] = select(*columns).where(its.school_id == school_id, its.absence_id.in_(absence_ids))
    return {row.id: row for row in await connection.execute(chosen)}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days in a row on which one person, or nobody yet, looks after a class."""

    class_id: UUID
    teacher_id: UUID | None
    first_day: date
    last_day: date


async def _proxies(
    connection: AsyncConnection, school_id: UUID, away: Sequence[Away], ground: Ground
) -> dict[UUID, list[_Stretch]]:
    days = {one.absence_id: [its.day for its in measure(one.blocks, ground).days] for one in away}
    every = [day for some in days.values() for day in some]
    found: dict[UUID, list[_Stretch]] = defaultdict(list)
    if not every:
        return found
    mine, given = homeroom_assignment.c, homeroom_proxy.c
    homerooms = (
        await connection.execute(
            select(mine.teacher_id, mine.class_id, mine.from_day, mine.until_day)
            .where(
                mine.school_id == school_id,
                mine.teacher_id.in_({one.teacher_id for one in away}),
                mine.from_day <= max(every),
                or_(mine.until_day.is_(None), mine.until_day >= min(every)),
            )
            .order_by(mine.class_id)
        )
    ).all()
    rows = await connection.execute(
        select(given.class_id, given.day, given.teacher_id).where(
            given.school_id == school_id, given.absence_id.in_(days)
        )
    )
    proxy = {(row.class_id, row.day): row.teacher_id for row in rows}
    for one in away:
        for held in homerooms:
            if held.teacher_id == one.teacher_id:
                within = [
                    day
                    for day in days[one.absence_id]
                    if held.from_day <= day and (held.until_day is None or day <= held.until_day)
                ]
                for teacher_id, run in groupby(within, key=lambda day: proxy.get((held.class_id, day))):
                    stretch = list(run)
                    found[one.absence_id].append(_Stretch(held.class_id, teacher_id, stretch[0], stretch[-1]))
    return found


async def _names(
    connection: AsyncConnection,
    school_id: UUID,
    missed: Mapping[UUID, Iterable[LessonMissed]],
    swaps: Mapping[UUID, Row[Any]],
    proxies: Mapping[UUID, Iterable[_Stretch]],
) -> _Names:
    lessons = [one for some in missed.values() for one in some]
    stretches = [one for some in proxies.values() for one in some]
    people = {one.to_teacher_id for one in lessons} | {one.teacher_id for one in stretches}
    people |= {row.partner_id for row in swaps.values()}
    taught = {class_id for one in lessons for class_id in one.class_ids} | {one.class_id for one in stretches}
    teachers = await connection.execute(
        select(teacher.c.id, teacher.c.name).where(
            teacher.c.school_id == school_id, teacher.c.id.in_(people - {None})
        )
    )
    classes = await connection.execute(
        select(school_class.c.id, school_class.c.name).where(
            school_class.c.school_id == school_id, school_class.c.id.in_(taught)
        )
    )
    return _Names({row.id: row.name for row in teachers}, {row.id: row.name for row in classes})


def _lesson(
    one: LessonMissed, swaps: Mapping[UUID, Row[Any]], named: _Names, ground: Ground
) -> LessonAffected:
    swapped = swaps.get(one.cause_id) if one.cause_id is not None else None
    whom = swapped.partner_id if swapped is not None else one.to_teacher_id
    return LessonAffected(
        day=one.day,
        period_no=one.period_no,
        period=_period(one.day, one.period_no, ground),
        class_name="、".join(sorted(named.classes[class_id] for class_id in one.class_ids)),
        subject=one.subject,
        arrangement=one.arrangement,
        teacher_name=None if whom is None else named.teachers[whom],
        moved=None
        if swapped is None
        else Moved(
            swapped.partner_day,
            _period(swapped.partner_day, swapped.partner_period_no, ground),
            swapped.partner_subject,
        ),
    )


def _proxy(one: _Stretch, named: _Names) -> ProxyLine:
    whom = None if one.teacher_id is None else named.teachers[one.teacher_id]
    return ProxyLine(named.classes[one.class_id], whom, one.first_day, one.last_day)


def _period(day: date, number: int, ground: Ground) -> str:
    """Its name in the version in force on the day, of those known."""
    begun = [table for table in ground.tables if table.effective_from <= day]
    periods = max(begun, key=lambda table: table.effective_from).periods if begun else ()
    return next((one.name for one in periods if one.period_no == number), f"第{number}节")
