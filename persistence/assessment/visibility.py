"""Whose rows of an assessment a caller sees: all, as a judge, or as a group's leader."""

from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, true

from domain.assessment.assessment import AssessmentState, sees_all
from domain.identity.access import Caller
from persistence.assessment.tables import assessment, assessment_group, assessment_judge
from persistence.people.tables import subject_group

judge = assessment_judge.alias("judging").c
member = assessment_group.alias("assessed").c
group = subject_group.alias("led").c
"""Under names of their own: what they are asked beside may join the same tables."""


def judged_by(caller: Caller, assessment_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The caller is one of its judges, and not released."""
    if caller.teacher_id is None:
        return false()
    return exists().where(
        judge.school_id == caller.school_id,
        judge.assessment_id == assessment_id,
        judge.teacher_id == caller.teacher_id,
        judge.released_at.is_(None),
    )


def led_by(caller: Caller, group_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The caller leads this group."""
    if caller.teacher_id is None:
        return false()
    return exists().where(
        group.school_id == caller.school_id,
        group.id == group_id,
        group.leader_id == caller.teacher_id,
    )


def leads_one_of(caller: Caller, assessment_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(
        member.school_id == caller.school_id,
        member.assessment_id == assessment_id,
        led_by(caller, member.group_id),
    )


def visible_assessments(caller: Caller) -> ColumnElement[bool]:
    if sees_all(caller):
        return true()
    table = assessment.c
    concerned = or_(judged_by(caller, table.id), leads_one_of(caller, table.id))
    return concerned & (table.state != AssessmentState.DRAFT)


def own_groups(caller: Caller, group_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """All groups' rows, or those of the groups the caller leads."""
    return true() if sees_all(caller) else led_by(caller, group_id)
