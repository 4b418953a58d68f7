"""Who has a place elsewhere at the time of a session."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from domain.training.catalogue import CourseKind
from domain.training.enrolment import SEATED, EnrolmentState
from persistence.training.tables import course, enrolment, session_block, training_session


def overlaps(
    school_id: UUID,
    session_ids: Iterable[UUID],
    teacher_ids: Iterable[UUID],
    states: Iterable[EnrolmentState] = SEATED,
) -> Select[Any]:
    """One row a session and teacher: the first block elsewhere that overlaps one of the session's."""
    ours, theirs = session_block.alias("ours"), session_block.alias("theirs")
    here, there = training_session.alias("here"), training_session.alias("there")
    offered, taken = course.alias("offered"), course.alias("taken")
    return (
        select(ours.c.session_id, enrolment.c.teacher_id, taken.c.title, there.c.code, theirs.c.starts_at)
        .ext(distinct_on(ours.c.session_id, enrolment.c.teacher_id))
        .select_from(enrolment)
        .join(there, (there.c.school_id == school_id) & (there.c.id == enrolment.c.session_id))
        .join(taken, (taken.c.school_id == school_id) & (taken.c.id == there.c.course_id))
        .join(theirs, (theirs.c.school_id == school_id) & (theirs.c.session_id == there.c.id))
        .join(
            ours,
            (ours.c.school_id == school_id)
            & ours.c.session_id.in_(session_ids)
            & (ours.c.starts_at < theirs.c.ends_at)
            & (theirs.c.starts_at < ours.c.ends_at),
        )
        .join(here, (here.c.school_id == school_id) & (here.c.id == ours.c.session_id))
        .join(offered, (offered.c.school_id == school_id) & (offered.c.id == here.c.course_id))
        .where(
            enrolment.c.school_id == school_id,
            enrolment.c.teacher_id.in_(teacher_ids),
            enrolment.c.state.in_(states),
            enrolment.c.session_id != ours.c.session_id,
            taken.c.kind != CourseKind.ONLINE,
            offered.c.kind != CourseKind.ONLINE,
        )
        .order_by(ours.c.session_id, enrolment.c.teacher_id, theirs.c.starts_at, theirs.c.id)
    )
