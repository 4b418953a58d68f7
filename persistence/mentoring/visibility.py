"""Whose pairs and whose growth a caller sees: their own, those of groups they lead, or the whole school's."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.mentoring.words import OPEN
from persistence.mentoring.tables import mentor_pair
from persistence.people.tables import subject_group, teacher

_PAIR = mentor_pair.c
_OWN = mentor_pair.alias("own_pair")


def sees_all(caller: Caller) -> bool:
    return _reach(caller) >= Scope.SCHOOL


def visible_pairs(caller: Caller) -> ColumnElement[bool]:
    """A condition on `mentor_pair`: the two of it, and who leads the apprentice's subject group."""
    if sees_all(caller):
        return true()
    if caller.teacher_id is None:
        return false()
    me = caller.teacher_id
    return or_(_PAIR.mentor_id == me, _PAIR.apprentice_id == me, _led(caller, _PAIR.apprentice_id))


def visible_people(caller: Caller, teacher_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """A condition on a column of teachers: oneself, one's apprentices now, those of groups one leads."""
    if sees_all(caller):
        return true()
    if caller.teacher_id is None:
        return false()
    apprentices = select(_OWN.c.apprentice_id).where(
        _OWN.c.school_id == caller.school_id,
        _OWN.c.mentor_id == caller.teacher_id,
        _OWN.c.state.in_(OPEN),
    )
    return or_(teacher_id == caller.teacher_id, teacher_id.in_(apprentices), _led(caller, teacher_id))


def _led(caller: Caller, teacher_id: ColumnElement[Any]) -> ColumnElement[bool]:
    if _reach(caller) < Scope.GROUP:
        return false()
    member = teacher.alias("led_member")
    led = (
        select(member.c.id)
        .join(
            subject_group,
            and_(
                subject_group.c.school_id == member.c.school_id,
                subject_group.c.id == member.c.subject_group_id,
            ),
        )
        .where(member.c.school_id == caller.school_id, subject_group.c.leader_id == caller.teacher_id)
    )
    return teacher_id.in_(led)


def _reach(caller: Caller) -> Scope:
    return reach(Action.MENTORING_READ, caller.roles, caller.scopes) or Scope.OWN
