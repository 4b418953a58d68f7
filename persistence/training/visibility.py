"""Whose training rows a caller sees: their own, their groups', or the whole school's."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from persistence.people.tables import grade_group, subject_group, teacher


def visible_teachers(
    caller: Caller, teacher_id: ColumnElement[Any], *, action: Action | None = None
) -> ColumnElement[bool]:
    """A condition on a column of teacher ids: those whose rows this caller sees.

    It goes by how far the action that let the caller in reaches. A route that changes things reaches less far
    than looking does; it names the reading `action` too, so that a row somebody sees and may not change is
    Forbidden, and one they do not see is NotFound. The wider of the two counts.
    """
    how_far: Scope = caller.reach
    if action is not None:
        how_far = max(how_far, reach(action, caller.roles, caller.scopes) or Scope.OWN)
    if how_far >= Scope.SCHOOL:
        return true()
    if caller.teacher_id is None:
        return false()
    own = teacher_id == caller.teacher_id
    if how_far is Scope.OWN:
        return own
    return or_(own, teacher_id.in_(group_members(caller.school_id, caller.teacher_id)))


def group_members(school_id: UUID, leader_id: UUID) -> Select[tuple[UUID]]:
    """The teachers of the subject groups a teacher leads and of the grade groups they head."""
    led = select(subject_group.c.id).where(
        subject_group.c.school_id == school_id, subject_group.c.leader_id == leader_id
    )
    headed = select(grade_group.c.id).where(
        grade_group.c.school_id == school_id, grade_group.c.head_id == leader_id
    )
    return select(teacher.c.id).where(
        teacher.c.school_id == school_id,
        or_(teacher.c.subject_group_id.in_(led), teacher.c.grade_group_id.in_(headed)),
    )


def members_of(
    school_id: UUID,
    teacher_id: ColumnElement[Any],
    subject_group_ids: Collection[UUID],
    grade_group_ids: Collection[UUID],
) -> list[ColumnElement[bool]]:
    """Conditions on a column of teacher ids: of one of these groups; none where no group is named."""
    return [
        teacher_id.in_(select(teacher.c.id).where(teacher.c.school_id == school_id, column.in_(wanted)))
        for column, wanted in (
            (teacher.c.subject_group_id, subject_group_ids),
            (teacher.c.grade_group_id, grade_group_ids),
        )
        if wanted
    ]
