"""What deciding on one teacher's place in a session goes by: one round trip in the hour when all choose.

The two locks come first, in a statement of their own; the rest is looked up on a snapshot taken after them.
One that locks and looks up would see what stood before it waited, and the last seat would go twice.
"""

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, and_, cast, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import SchoolYearSpan
from domain.people.teacher import TeacherStatus
from domain.training.applying import HELD
from domain.training.catalogue import CourseKind
from domain.training.enrolling import Asked
from domain.training.enrolment import LIVE, SEATED, EnrolmentState
from domain.training.places import Clash, Colleague, Offer
from persistence.people.tables import school_year, teacher
from persistence.statements import InTurn, parameter
from persistence.timetable.followers import on_school_day
from persistence.training.clashes import may_overlap, overlaps
from persistence.training.places import SEATS, TERMS, seats_of, terms_of
from persistence.training.tables import course, enrolment, selection_round, training_session

_SCHOOL, _SESSION, _TEACHER = (parameter(name, Uuid) for name in ("school", "session", "teacher"))
_ITS = and_(training_session.c.school_id == _SCHOOL, training_session.c.id == _SESSION)


def _locked() -> Select[Any]:
    """Both in one row; PostgreSQL locks them in the order they are named in."""
    return (
        select(*SEATS, teacher.c.name.label("teacher_name"), teacher.c.status)
        .join_from(
            training_session,
            teacher,
            and_(teacher.c.school_id == training_session.c.school_id, teacher.c.id == _TEACHER),
        )
        .where(_ITS)
        .with_for_update(key_share=True, of=[training_session, teacher])
    )


def _known(clashing: frozenset[EnrolmentState]) -> Select[Any]:
    session, its = training_session.c, course.c
    holds_place = exists().where(
        enrolment.c.school_id == _SCHOOL,
        enrolment.c.session_id == _SESSION,
        enrolment.c.teacher_id == _TEACHER,
        enrolment.c.state.in_(sorted(LIVE)),
    )
    years = school_year.c
    spans = func.json_agg(
        aggregate_order_by(
            func.json_build_array(years.start_year, years.starts_on, years.ends_on), years.start_year
        )
    )
    return (
        select(
            its.title,
            its.credits,
            its.archived,
            cast(select(spans).where(years.school_id == _SCHOOL).scalar_subquery(), Text).label("spans"),
            holds_place.label("holds_place"),
            and_(its.kind != CourseKind.ONLINE, on_school_day(_SCHOOL, _SESSION)).label("may_be_missed"),
            may_overlap(_SCHOOL, _SESSION, _TEACHER, sorted(clashing)).label("may_clash"),
            *TERMS,
        )
        .select_from(training_session)
        .join(course, and_(its.school_id == session.school_id, its.id == session.course_id))
        .outerjoin(
            selection_round,
            and_(selection_round.c.school_id == session.school_id, selection_round.c.id == session.round_id),
        )
        .where(_ITS)
    )


_ASKED = {clashing: InTurn(_locked(), _known(clashing)) for clashing in (SEATED, HELD)}


# The same text says the same years, whichever school they are of.
@lru_cache(maxsize=1000)
def _spans(text: str | None) -> Sequence[SchoolYearSpan]:
    return [
        SchoolYearSpan(start_year, date.fromisoformat(starts_on), date.fromisoformat(ends_on))
        for start_year, starts_on, ends_on in json.loads(text or "[]")
    ]


async def asked(
    connection: AsyncConnection,
    school_id: UUID,
    session_id: UUID,
    teacher_id: UUID,
    clashing: frozenset[EnrolmentState],
) -> Asked | None:
    locked, known = await _ASKED[clashing].rows(
        connection, school=school_id, session=session_id, teacher=teacher_id
    )
    if not locked:
        return None
    ((*session, name, status),) = locked
    ((title, credits, archived, spans, holds_place, may_be_missed, may_clash, *terms),) = known
    return Asked(
        seats_of(session, None if terms[0] is None else terms_of(terms)),
        Colleague(name, TeacherStatus(status)),
        Offer(title, credits, archived),
        _spans(spans),
        holds_place,
        await _clash(connection, school_id, session_id, teacher_id, clashing) if may_clash else None,
        may_be_missed,
    )


async def _clash(
    connection: AsyncConnection,
    school_id: UUID,
    session_id: UUID,
    teacher_id: UUID,
    clashing: frozenset[EnrolmentState],
) -> Clash | None:
    found = await connection.execute(overlaps(school_id, [session_id], [teacher_id], clashing))
    row = found.one_or_none()
    return None if row is None else Clash(row.title, row.code, row.starts_at)
