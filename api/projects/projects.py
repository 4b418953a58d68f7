"""School-based training projects: set up, changed, called off, closed with their hours granted, reopened."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Credits, Flag, Line, Paragraph, omitted
from api.wiring.platform import OperationsPort
from api.wiring.projects import ClosingDeskPort, ProjectsPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.projects.closing import close, open_again, outcomes_of
from domain.projects.outcome import MemberOutcome
from domain.projects.project import (
    Member,
    NewProject,
    Project,
    ProjectFilter,
    ProjectKind,
    Projects,
    ProjectState,
    cancel_project,
    revise_project,
    sees,
)

router = room("projects", "/schools/{school}/projects")

MOST = 500
People = Annotated[list[UUID], Field(max_length=MOST)]
Month = Annotated[int, Field(strict=True, ge=1, le=12)]


class ProjectBody(Body):
    term_id: UUID
    title: Line
    kind: ProjectKind
    month: Month
    leader_id: UUID
    presenters_need: Line | None = None
    """A kind of qualification, such as 心理健康教育证, that presenters must hold on the day."""

    hours: Credits
    credits: Credits
    homework_required: Flag = True
    member_ids: People


class ProjectPatch(Body):
    title: Line = omitted()
    kind: ProjectKind = omitted()
    month: Month = omitted()
    leader_id: UUID = omitted()
    presenters_need: Line | None = None
    hours: Credits = omitted()
    credits: Credits = omitted()
    homework_required: Flag = omitted()
    member_ids: People = omitted()


class ReopenBody(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="projects_list_projects",
    summary="Look through projects",
    dependencies=reads(Action.PROJECT_READ),
)
async def list_projects(
    projects: ProjectsPort,
    window: Windowed,
    term_id: UUID | None = None,
    state: Annotated[tuple[ProjectState, ...], Query(description="Repeat for any of several.")] = (),
    leader_id: UUID | None = None,
) -> Page[Project]:
    """In the order they were set up."""
    return await projects.page(ProjectFilter(term_id, state, leader_id), window)


@router.post(
    "",
    operation_id="projects_create_project",
    summary="Set up a project",
    status_code=201,
    dependencies=writes(Action.PROJECT_WRITE),
)
async def create_project(body: ProjectBody, projects: ProjectsPort, now: Now, reply: Replies) -> Project:
    """With its members; the slots of its six materials come with it."""
    new = NewProject(**body.model_dump(exclude={"member_ids"}), member_ids=tuple(body.member_ids))
    return reply.created(await projects.add(new, at=now))


@router.get(
    "/{project_id}",
    operation_id="projects_get_project",
    summary="Look at a project",
    dependencies=reads(Action.PROJECT_READ),
)
async def get_project(project_id: UUID, projects: ProjectsPort, reply: Replies) -> Project:
    """One 校本研修项目."""
    return reply.tagged(await _found(projects, project_id))


@router.patch(
    "/{project_id}",
    operation_id="projects_update_project",
    summary="Change a project",
    dependencies=writes(Action.PROJECT_WRITE),
)
async def update_project(
    project_id: UUID, body: ProjectPatch, projects: ProjectsPort, expected: Expected, reply: Replies
) -> Project:
    """While it is open. Members who come later are expected at the activities set up after."""
    changes = body.model_dump(exclude_unset=True)
    members = changes.pop("member_ids", None)
    changed = await revise_project(projects, project_id, changes, member_ids=members, expected=expected)
    return reply.tagged(changed)


@router.get(
    "/{project_id}/members",
    operation_id="projects_list_members",
    summary="List a project's members",
    dependencies=reads(Action.PROJECT_READ),
)
async def list_members(project_id: UUID, projects: ProjectsPort, window: Windowed) -> Page[Member]:
    """By name."""
    return await projects.members(await _found(projects, project_id), window)


@router.get(
    "/{project_id}/outcomes",
    operation_id="projects_list_outcomes",
    summary="See who earns the hours, and the scores",
    dependencies=reads(Action.PROJECT_READ),
)
async def list_outcomes(
    project_id: UUID, projects: ProjectsPort, desk: ClosingDeskPort, caller: Asker, now: Now
) -> Page[MemberOutcome]:
    """As it was closed; while it is open, as closing it now would have it. One's own; of a project one leads
    everybody's."""
    project = await _found(projects, project_id)
    outcomes = await outcomes_of(desk, project, now=now)
    return Page([one for one in outcomes if sees(caller, project.leader_id, one.id)], None, False)


@router.post(
    "/{project_id}/cancel",
    operation_id="projects_cancel_project",
    summary="Call a project off",
    dependencies=writes(Action.PROJECT_WRITE),
)
async def cancel(project_id: UUID, projects: ProjectsPort, expected: Expected, reply: Replies) -> Project:
    """It grants nothing."""
    return reply.tagged(await cancel_project(projects, project_id, expected=expected))


@router.post(
    "/{project_id}/close",
    operation_id="projects_close_project",
    summary="Close a project",
    dependencies=writes(Action.PROJECT_WRITE),
)
async def close_project(
    project_id: UUID,
    desk: ClosingDeskPort,
    operations: OperationsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    request: Request,
) -> Project:
    """Once all six materials are accepted (`materials_missing` names the others), its hours are granted to
    whose attendance and homework pass; the archive is made after, `archive_file_id` has it."""
    closed = await close(desk, project_id, expected=expected, now=now)
    school = request.url.path.partition("/projects/")[0]
    arguments = {
        "project_id": str(project_id),
        "closing_no": closed.closing_no,
        "account_id": str(caller.account_id),
        "files_url": f"{school}/files",
    }
    await operations.start("archive_project", arguments=arguments, account_id=caller.account_id, at=now)
    return reply.tagged(closed)


@router.post(
    "/{project_id}/reopen",
    operation_id="projects_reopen_project",
    summary="Open a project again",
    dependencies=writes(Action.PROJECT_WRITE),
)
async def reopen_project(
    project_id: UUID, body: ReopenBody, desk: ClosingDeskPort, expected: Expected, now: Now, reply: Replies
) -> Project:
    """For a reason; the hours it granted are taken back by counter-entries until it is closed again."""
    opened = await open_again(desk, project_id, reason=body.reason, expected=expected, now=now)
    return reply.tagged(opened)


async def _found(projects: Projects, project_id: UUID) -> Project:
    found = await projects.get(project_id)
    if found is None:
        raise NotFound()
    return found
