"""Who has a place elsewhere at the time of a session."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.dialects.postgresql import distinct_on

from domain.training.catalogue import CourseKind
from domain.training.enrolment import SEATED, EnrolmentState
from persistence.training.tables import course, enrolment, session_block, training_session

_OURS, _THEIRS = session_block.alias("ours"), session_block.alias("theirs")
_THERE, _TAKEN = training_session.alias("there"), course.alias("taken")
_HERE, _OFFERED = training_session.alias("here"), course.alias("offered")


def overlaps(
    school_id: UUID,
    session_ids: Iterable[UUID],
    teacher_ids: Iterable[UUID],
    states: Iterable[EnrolmentState] = SEATED,
) -> Select[Any]:
    """One row a session and teacher: the first block elsewhere that overlaps one of the session's.

    What is online is nowhere.
    """
    here, offered = _HERE.c, _OFFERED.c
    ours, theirs, there, taken = _OURS.c, _THEIRS.c, _THERE.c, _TAKEN.c
    return (
        select(ours.session_id, enrolment.c.teacher_id, taken.title, there.code, theirs.starts_at)
        .ext(distinct_on(ours.session_id, enrolment.c.teacher_id))
        .select_from(enrolment)
        .join(_THERE, (there.school_id == school_id) & (there.id == enrolment.c.session_id))
        .join(_TAKEN, (taken.school_id == school_id) & (taken.id == there.course_id))
        .join(_THEIRS, (theirs.school_id == school_id) & (theirs.session_id == there.id))
        .join(
            _OURS,
            (ours.school_id == school_id)
            & ours.session_id.in_(session_ids)
            & (ours.starts_at < theirs.ends_at)
            & (theirs.starts_at < ours.ends_at),
        )
        .join(_HERE, (here.school_id == school_id) & (here.id == ours.session_id))
        .join(_OFFERED, (offered.school_id == school_id) & (offered.id == here.course_id))
        .where(
            enrolment.c.school_id == school_id,
            enrolment.c.teacher_id.in_(teacher_ids),
            enrolment.c.state.in_(states),
            enrolment.c.session_id != ours.session_id,
            taken.kind != CourseKind.ONLINE,
            offered.kind != CourseKind.ONLINE,
        )
        .order_by(ours.session_id, enrolment.c.teacher_id, theirs.starts_at, theirs.id)
    )


def may_overlap(school_id: Any, session_id: Any, teacher_id: Any, states: Iterable[EnrolmentState]) -> Any:
    """Whether `overlaps` may find something, for half its cost: what is online counts as well."""
    ours, theirs = _OURS.c, _THEIRS.c
    return exists().where(
        enrolment.c.school_id == school_id,
        enrolment.c.teacher_id == teacher_id,
        enrolment.c.state.in_(states),
        enrolment.c.session_id != session_id,
        theirs.school_id == school_id,
        theirs.session_id == enrolment.c.session_id,
        ours.school_id == school_id,
        ours.session_id == session_id,
        ours.starts_at < theirs.ends_at,
        theirs.starts_at < ours.ends_at,
    )
