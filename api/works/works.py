"""Works of research: the list of all of them, and those entered here."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Line, omitted
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.works import WorksPort
from domain.identity.actions import Action
from domain.paging import Page
from domain.people.changes import read
from domain.works.work import NewWork, WorkKind
from domain.works.works import Work, WorkChange, WorkFilter, enter, revise

router = room("works", "/schools/{school}/works")

SEVERAL = "Repeat for any of several."
AuthorIds = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)]


class WorkBody(Body):
    kind: WorkKind
    """A case, a lesson, courseware, a course or another; topics and papers have rooms of their own."""

    title: Line
    author_ids: AuthorIds
    """In order: the first is the first author, or leads. A teacher is among them."""


class WorkPatch(Body):
    title: Line = omitted()
    author_ids: AuthorIds = omitted()
    """In place of those there were."""


@router.get(
    "",
    operation_id="works_list_works",
    summary="Look through the works",
    dependencies=reads(Action.WORK_READ),
)
async def list_works(
    works: WorksPort,
    window: Windowed,
    kind: Annotated[tuple[WorkKind, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description="By one of these authors.")] = (),
    q: Annotated[str | None, Query(max_length=60, description="A part of the title.")] = None,
) -> Page[Work]:
    """Of every kind, the latest entered first: all of them for the office, a teacher's own for them."""
    return await works.page(WorkFilter(kind, teacher_id, q), window)


@router.post(
    "",
    operation_id="works_create_work",
    summary="Enter a work",
    status_code=201,
    dependencies=writes(Action.WORK_WRITE),
)
async def create_work(body: WorkBody, works: WorksPort, caller: Asker, now: Now, reply: Replies) -> Work:
    """By one of its authors, or the office for anybody. At several levels it stays one work."""
    return reply.created(await enter(works, NewWork(**body.model_dump()), caller=caller, now=now))


@router.get(
    "/{work_id}",
    operation_id="works_get_work",
    summary="Look at a work",
    dependencies=reads(Action.WORK_READ),
)
async def get_work(work_id: UUID, works: WorksPort, reply: Replies) -> Work:
    """Its authors in order, and how many awards of it are confirmed."""
    return reply.tagged(await read(works, work_id))


@router.patch(
    "/{work_id}",
    operation_id="works_update_work",
    summary="Change a work's title or authors",
    dependencies=writes(Action.WORK_WRITE),
)
async def update_work(
    work_id: UUID, body: WorkPatch, works: WorksPort, caller: Asker, expected: Expected, reply: Replies
) -> Work:
    """Once an award of it is confirmed, by the office alone."""
    change = WorkChange(**body.model_dump(exclude_unset=True))
    return reply.tagged(await revise(works, work_id, change, expected=expected, caller=caller))
