"""A school-based training project 校本研修项目: a term's, with its leader, month and members (MISSION §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, advance, match
from domain.paging import Page, Window


class ProjectKind(StrEnum):
    LESSON_STUDY = "lesson_study"
    """课例研讨: lessons shown and discussed."""

    EXAM_ANALYSIS = "exam_analysis"
    """试卷分析课."""

    SEMINAR = "seminar"
    """专题研讨: a topic, plans and cases discussed."""

    OTHER = "other"


class ProjectState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


LIFECYCLE: Lifecycle[ProjectState] = {
    ProjectState.OPEN: {
        "update": ProjectState.OPEN,
        "close": ProjectState.CLOSED,
        "cancel": ProjectState.CANCELLED,
    },
    ProjectState.CLOSED: {"reopen": ProjectState.OPEN},
    ProjectState.CANCELLED: {},
}


class ProjectOver(Conflict):
    """The project is closed or cancelled, and what belongs to it is left alone; facts: `title`."""

    code = "project_over"


@dataclass(frozen=True, slots=True)
class NewProject:
    term_id: UUID
    title: str
    kind: ProjectKind
    month: int
    leader_id: UUID
    presenters_need: str | None
    hours: Decimal
    credits: Decimal
    homework_required: bool
    member_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """One 校本研修项目."""

    id: UUID
    term_id: UUID
    title: str
    kind: ProjectKind
    month: int
    """Of the calendar, 1 to 12."""

    leader_id: UUID
    """项目负责人: sets its activities up and brings its six materials together."""

    presenters_need: str | None
    """The kind of qualification presenters must hold on the day, of whatever level; null: none."""

    hours: Decimal
    """Granted to whoever passes."""

    credits: Decimal
    homework_required: bool
    state: ProjectState
    members: int
    created_at: datetime
    closed_at: datetime | None
    closing_no: int
    """How often it was closed."""

    course_id: UUID | None
    """The course its credits are entered under; null until it was closed once."""

    archive_file_id: UUID | None
    """The archive of its last closing; null while it is being made, or when the project is open."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    term_id: UUID | None = None
    states: tuple[ProjectState, ...] = ()
    leader_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A teacher who takes part."""

    id: UUID
    """The teacher's."""

    name: str


class Projects(Protocol):
    async def page(self, filters: ProjectFilter, window: Window) -> Page[Project]: ...

    async def get(self, project_id: UUID) -> Project | None: ...

    async def for_update(self, project_id: UUID) -> Project | None: ...

    async def for_share(self, project_id: UUID) -> Project | None:
        """As it stands until the transaction ends: closing waits for who was first."""
        ...

    async def add(self, new: NewProject, *, at: datetime) -> Project:
        """With its six materials, none of them handed in. Raises UnknownReference."""
        ...

    async def change(
        self, project_id: UUID, changes: Mapping[str, Any], member_ids: Sequence[UUID] | None = None
    ) -> Project:
        """Raises UnknownReference."""
        ...

    async def members(self, project: Project, window: Window) -> Page[Member]: ...

    async def is_member(self, project_id: UUID, teacher_id: UUID) -> bool: ...


async def revise_project(
    projects: Projects,
    project_id: UUID,
    changes: Mapping[str, Any],
    *,
    member_ids: Sequence[UUID] | None,
    expected: int,
) -> Project:
    """Raises NotFound, Stale, InvalidState, UnknownReference."""
    project = await locked(projects, project_id, expected)
    advance(LIFECYCLE, project.state, "update")
    return await projects.change(project_id, changes, member_ids)


async def cancel_project(projects: Projects, project_id: UUID, *, expected: int) -> Project:
    """It earns nothing. Raises NotFound, Stale, InvalidState."""
    project = await locked(projects, project_id, expected)
    return await projects.change(project_id, {"state": advance(LIFECYCLE, project.state, "cancel")})


async def locked(projects: Projects, project_id: UUID, expected: int) -> Project:
    project = await projects.for_update(project_id)
    if project is None:
        raise NotFound()
    match(project.version, expected)
    return project


async def open_project(projects: Projects, project_id: UUID) -> Project:
    """For whoever works in it. Raises NotFound, ProjectOver."""
    project = await projects.for_share(project_id)
    if project is None:
        raise NotFound()
    if project.state is not ProjectState.OPEN:
        raise ProjectOver(title=project.title)
    return project


def leads(caller: Caller, leader_id: UUID) -> bool:
    return caller.may(Action.PROJECT_WRITE) or caller.teacher_id == leader_id


def leading_only(caller: Caller, project: Project) -> None:
    if not leads(caller, project.leader_id):
        raise Forbidden()


def sees(caller: Caller, leader_id: UUID, teacher_id: UUID) -> bool:
    """One's own; of projects one leads everybody's; who sees accounts, the office and the principal, all."""
    return caller.may(Action.ACCOUNT_READ) or (
        caller.teacher_id is not None and caller.teacher_id in (leader_id, teacher_id)
    )
