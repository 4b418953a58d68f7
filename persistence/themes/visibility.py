"""Whose theme research a caller sees: their own group's, that of groups they lead, or the whole school's."""

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true

from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.themes.theme import ThemeState
from persistence.people.tables import subject_group, teacher
from persistence.themes.tables import theme


def visible_groups(caller: Caller, subject_group_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """A condition on a column of subject groups."""
    if sees_all(caller):
        return true()
    if caller.teacher_id is None:
        return false()
    own = select(teacher.c.subject_group_id).where(
        teacher.c.school_id == caller.school_id,
        teacher.c.id == caller.teacher_id,
        teacher.c.subject_group_id.is_not(None),
    )
    return or_(subject_group_id.in_(own), led_groups(caller, subject_group_id))


def led_groups(caller: Caller, subject_group_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Those whose leader sees what is not every member's to see; whoever reads the whole school does too."""
    if sees_all(caller):
        return true()
    if caller.teacher_id is None or not caller.may(Action.THEME_GROUP_WRITE):
        return false()
    led = select(subject_group.c.id).where(
        subject_group.c.school_id == caller.school_id, subject_group.c.leader_id == caller.teacher_id
    )
    return subject_group_id.in_(led)


def visible_themes(caller: Caller) -> ColumnElement[bool]:
    """Drafts are for those who plan."""
    if sees_all(caller) or caller.may(Action.THEME_GROUP_WRITE):
        return true()
    return theme.c.state != ThemeState.DRAFT


def sees_all(caller: Caller) -> bool:
    return (reach(Action.THEME_READ, caller.roles, caller.scopes) or Scope.OWN) >= Scope.SCHOOL
