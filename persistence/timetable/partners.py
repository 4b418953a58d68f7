"""Who teaches a class 搭班教师, whichever of timetable and assignments says so."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Subquery, and_, func, select, union_all

from persistence.people.tables import teaching_assignment, term
from persistence.timetable.tables import lesson_class, lesson_teacher, timetable


def teaching(school_id: UUID, class_ids: Collection[UUID], day: date) -> Subquery:
    """(class, teacher, periods a week), by the timetable in force on a day and by the term's assignments: a
    school may have entered either first."""
    begun, part, its = timetable.c, lesson_class.c, teaching_assignment.c
    in_force = (
        select(begun.id)
        .where(begun.school_id == school_id, begun.effective_from <= day)
        .order_by(begun.effective_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    held = (
        select(part.class_id, lesson_teacher.c.teacher_id, func.count().label("weekly_periods"))
        .join(
            lesson_teacher,
            and_(
                lesson_teacher.c.school_id == part.school_id,
                lesson_teacher.c.lesson_id == part.lesson_id,
            ),
        )
        .where(part.school_id == school_id, part.class_id.in_(class_ids), part.timetable_id == in_force)
        .group_by(part.class_id, lesson_teacher.c.teacher_id)
    )
    assigned = (
        select(its.class_id, its.teacher_id, func.sum(its.weekly_periods).label("weekly_periods"))
        .join(term, and_(term.c.school_id == its.school_id, term.c.id == its.term_id))
        .where(
            its.school_id == school_id,
            its.class_id.in_(class_ids),
            term.c.starts_on <= day,
            day <= term.c.ends_on,
        )
        .group_by(its.class_id, its.teacher_id)
    )
    return union_all(held, assigned).subquery("teaching")
