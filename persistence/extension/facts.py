"""All that is on record of courses in their terms: planned, taught, handed in."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.extension.course import ExtensionKind
from domain.extension.gaps import ExtensionRunState, RunFacts, planned_sessions
from domain.extension.materials import ExtensionMaterialKind
from domain.people.calendar import day_of
from domain.timetable.lessons import TeachingDay
from persistence.extension.people import GRADES, TEACHERS, ids_of, names_of, slots_of
from persistence.extension.sessions import is_latest
from persistence.extension.tables import (
    extension_course,
    extension_material,
    extension_run,
    extension_session,
)
from persistence.people.tables import term
from persistence.timetable.held import teaching_days
from persistence.timetable.tables import room

_COURSE, _RUN, _MATERIAL, _SESSION = (
    extension_course.c,
    extension_run.c,
    extension_material.c,
    extension_session.c,
)


async def run_facts(
    connection: AsyncConnection, school_id: UUID, *conditions: ColumnElement[bool]
) -> list[RunFacts]:
    """Of the runs the conditions (on runs, their courses and terms) choose, by title."""
    chosen = (await connection.execute(_runs(school_id).where(*conditions))).all()
    if not chosen:
        return []
    ids = [one.id for one in chosen]
    taught, plans = await _taught(connection, school_id, ids), await _plans(connection, school_id, ids)
    first, last = min(one.first_day for one in chosen), max(one.ends_on for one in chosen)
    days = await teaching_days(connection, school_id, first, last)
    return [_facts(one, days, taught[one.id], plans[one.id]) for one in chosen]


async def _taught(
    connection: AsyncConnection, school_id: UUID, run_ids: Collection[UUID]
) -> dict[UUID, dict[int, date]]:
    found: dict[UUID, dict[int, date]] = defaultdict(dict)
    held = select(_SESSION.run_id, _SESSION.session_no, _SESSION.day).where(
        _SESSION.school_id == school_id, _SESSION.run_id.in_(run_ids), is_latest(), ~_SESSION.struck
    )
    for run_id, session_no, day in await connection.execute(held):
        found[run_id][session_no] = day
    return found


async def _plans(
    connection: AsyncConnection, school_id: UUID, run_ids: Collection[UUID]
) -> dict[UUID, set[int]]:
    found: dict[UUID, set[int]] = defaultdict(set)
    handed_in = (
        select(_MATERIAL.run_id, _MATERIAL.session_no)
        .where(
            _MATERIAL.school_id == school_id,
            _MATERIAL.run_id.in_(run_ids),
            _MATERIAL.kind == ExtensionMaterialKind.LESSON_PLAN,
        )
        .distinct()
    )
    for run_id, session_no in await connection.execute(handed_in):
        found[run_id].add(session_no)
    return found


def _runs(school_id: UUID) -> Select[Any]:
    textbook = exists().where(
        _MATERIAL.school_id == _COURSE.school_id,
        _MATERIAL.course_id == _COURSE.id,
        _MATERIAL.kind == ExtensionMaterialKind.TEXTBOOK,
    )
    return (
        select(
            *(_RUN[name] for name in ("id", "course_id", "first_day", "slots", "sessions_planned")),
            *(_RUN[name] for name in ("students", "state", "closed_at")),
            _COURSE.title,
            _COURSE.kind,
            term.c.ends_on,
            room.c.name.label("room"),
            textbook.label("textbook"),
            TEACHERS.c.listed.label("its_teachers"),
            GRADES.c.listed.label("its_grades"),
        )
        .select_from(extension_run)
        .join(extension_course, and_(_COURSE.school_id == _RUN.school_id, _COURSE.id == _RUN.course_id))
        .join(term, and_(term.c.school_id == _RUN.school_id, term.c.id == _RUN.term_id))
        .outerjoin(room, and_(room.c.school_id == _RUN.school_id, room.c.id == _RUN.room_id))
        .join(TEACHERS, true())
        .join(GRADES, true())
        .where(_RUN.school_id == school_id)
        .order_by(_COURSE.title, _RUN.id)
    )


def _facts(row: Row[Any], days: Sequence[TeachingDay], taught: dict[int, date], plans: set[int]) -> RunFacts:
    own = [one for one in days if row.first_day <= one.day <= row.ends_on]
    return RunFacts(
        row.id,
        row.course_id,
        row.title,
        ExtensionKind(row.kind),
        ExtensionRunState(row.state),
        ids_of(row.its_teachers),
        names_of(row.its_teachers),
        names_of(row.its_grades),
        row.room,
        row.students,
        row.ends_on,
        None if row.closed_at is None else day_of(row.closed_at),
        row.textbook,
        planned_sessions(own, slots_of(row.slots), row.sessions_planned),
        taught,
        frozenset(plans),
    )
