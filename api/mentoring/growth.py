"""Titles teachers were given, and the growth record they are part of."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.mentoring import GrowthShelfPort, TitlesPort
from api.wiring.platform import FilesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.mentoring.growth import GrowthRecord, growth_record
from domain.mentoring.titles import GrowthTitle, TitleFilter, give_title, void_title
from domain.mentoring.words import GrowthTitleKind
from domain.paging import Page
from domain.works.work import WorkLevel

router = room("mentoring", "/schools/{school}/growth-titles")
record_router = room("mentoring", "/schools/{school}/growth-records")

SEVERAL = "Repeat for any of several."


class GrowthTitleBody(Body):
    teacher_id: UUID
    kind: GrowthTitleKind
    level: WorkLevel
    issuer: Line
    awarded_on: Day
    certificate_id: UUID | None = None


class TitleVoidBody(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="mentoring_list_growth_titles",
    summary="Look through the titles teachers were given",
    dependencies=reads(Action.MENTORING_READ),
)
async def list_growth_titles(
    titles: TitlesPort,
    window: Windowed,
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[GrowthTitleKind, ...], Query(description=SEVERAL)] = (),
    level: Annotated[tuple[WorkLevel, ...], Query(description=SEVERAL)] = (),
    voided: Annotated[bool | None, Query(description="Only those voided, or only those that stand.")] = None,
) -> Page[GrowthTitle]:
    """教坛新秀, 骨干教师, 学科带头人, 名师; the latest first."""
    return await titles.page(TitleFilter(teacher_id, kind, level, voided), window)


@router.post(
    "",
    operation_id="mentoring_create_growth_title",
    summary="Enter a title a teacher was given",
    status_code=201,
    dependencies=writes(Action.MENTORING_WRITE),
)
async def create_growth_title(
    body: GrowthTitleBody, titles: TitlesPort, files: FilesPort, caller: Asker, now: Now, reply: Replies
) -> GrowthTitle:
    """One of each kind and level stands."""
    return reply.created(await give_title(titles, files, body.model_dump(), caller=caller, now=now))


@router.get(
    "/{title_id}",
    operation_id="mentoring_get_growth_title",
    summary="Look at a title a teacher was given",
    dependencies=reads(Action.MENTORING_READ),
)
async def get_growth_title(title_id: UUID, titles: TitlesPort, reply: Replies) -> GrowthTitle:
    """By whom, and when."""
    found = await titles.get(title_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{title_id}/void",
    operation_id="mentoring_void_growth_title",
    summary="Void a title entered in error",
    dependencies=writes(Action.MENTORING_WRITE),
)
async def void_growth_title(
    title_id: UUID, body: TitleVoidBody, titles: TitlesPort, expected: Expected, reply: Replies
) -> GrowthTitle:
    """It stays in the list, with the reason, and leaves the growth record's timeline."""
    return reply.tagged(await void_title(titles, title_id, body.reason, expected=expected))


@record_router.get(
    "/{teacher_id}",
    operation_id="mentoring_get_growth_record",
    summary="Read a teacher's growth record",
    dependencies=reads(Action.MENTORING_READ),
)
async def get_growth_record(teacher_id: UUID, shelf: GrowthShelfPort) -> GrowthRecord:
    """Pairs, log by field, report lessons, competitions, evaluations and titles, with a timeline of all."""
    return await growth_record(shelf, teacher_id)
