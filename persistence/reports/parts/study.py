"""What the projects' room has to say of a term: two statements."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import ActivityState, OwnerKind
from domain.activities.attendance import CAME
from domain.projects.materials import MaterialState
from domain.projects.project import ProjectState
from domain.reports.parts.study import RAN, ProjectLine, StudyFacts, study_part
from domain.reports.summary import SummaryPart, SummarySlot, SummaryTerm
from persistence.activities.tables import activity, activity_person, attendance
from persistence.people.tables import teacher
from persistence.projects.tables import project, project_material, project_member

_PROJECT, _ACTIVITY, _PERSON, _ROW = project.c, activity.c, activity_person.c, attendance.c


class StudySummary:
    slot = SummarySlot.STUDY

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]:
        held = select(func.count()).where(
            _ACTIVITY.school_id == self._school_id,
            _ACTIVITY.owner_kind == OwnerKind.PROJECT,
            _ACTIVITY.state == ActivityState.PLANNED,
            _ACTIVITY.starts_at >= term.begins,
            _ACTIVITY.starts_at < term.over,
        )
        activities = await self._connection.scalar(held) or 0
        projects = await self._connection.execute(self._projects(term))
        lines = [
            ProjectLine(
                row.title,
                row.month,
                row.leader,
                ProjectState(row.state),
                row.members,
                row.activities,
                row.expected,
                row.attended,
                row.accepted,
            )
            for row in projects
        ]
        return [study_part(term, StudyFacts(lines, activities))]

    def _projects(self, term: SummaryTerm) -> Select[Any]:
        its_leader = and_(teacher.c.school_id == _PROJECT.school_id, teacher.c.id == _PROJECT.leader_id)
        member, material = project_member.c, project_material.c
        members = select(func.count()).where(
            member.school_id == _PROJECT.school_id, member.project_id == _PROJECT.id
        )
        accepted = select(func.count()).where(
            material.school_id == _PROJECT.school_id,
            material.project_id == _PROJECT.id,
            material.state == MaterialState.ACCEPTED,
        )
        came = self._came(term)
        return (
            select(
                _PROJECT.title,
                _PROJECT.month,
                teacher.c.name.label("leader"),
                _PROJECT.state,
                members.correlate(project).scalar_subquery().label("members"),
                accepted.correlate(project).scalar_subquery().label("accepted"),
                came.c.activities,
                came.c.expected,
                came.c.attended,
            )
            .select_from(project)
            .join(teacher, its_leader)
            .join(came, true())
            .where(
                _PROJECT.school_id == self._school_id, _PROJECT.term_id == term.id, _PROJECT.state.in_(RAN)
            )
            .order_by(_PROJECT.created_at, _PROJECT.id)
        )

    def _came(self, term: SummaryTerm) -> Any:
        """Of the project in the row: its activities, and who was expected and came once sign-in was over."""
        over = _ACTIVITY.sign_in_closes_at <= term.now
        expected = and_(_PERSON.school_id == _ACTIVITY.school_id, _PERSON.activity_id == _ACTIVITY.id)
        recorded = and_(
            _ROW.school_id == _PERSON.school_id,
            _ROW.activity_id == _PERSON.activity_id,
            _ROW.teacher_id == _PERSON.teacher_id,
            _ROW.state.in_(CAME),
        )
        return (
            select(
                func.count(func.distinct(_ACTIVITY.id)).label("activities"),
                func.count(_PERSON.id).filter(over).label("expected"),
                func.count(_ROW.id).filter(over).label("attended"),
            )
            .select_from(activity)
            .outerjoin(activity_person, expected)
            .outerjoin(attendance, recorded)
            .where(
                _ACTIVITY.school_id == _PROJECT.school_id,
                _ACTIVITY.owner_kind == OwnerKind.PROJECT,
                _ACTIVITY.owner_id == _PROJECT.id,
                _ACTIVITY.state == ActivityState.PLANNED,
            )
            .correlate(project)
            .lateral("came")
        )
