"""Versions of a paper: writing, reading, fetching the file beside the text."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Line, Paragraph, safe
from api.wiring.papers import ComparingPort, PapersPort, PaperVersionsPort, WritingDeskPort
from api.wiring.platform import FileLinksPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.files import FileLink
from domain.identity.actions import Action
from domain.paging import Page
from domain.papers.paper import seen
from domain.papers.resemblance import compare
from domain.papers.versions import (
    LONGEST,
    NewVersion,
    PaperVersion,
    PaperVersionLine,
    file_of,
    read,
    write,
)

paper_router = room("papers", "/schools/{school}/papers/{paper_id}/versions")
router = room("papers", "/schools/{school}/paper-versions")

PaperText = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST, strip_whitespace=True), AfterValidator(safe)
]
Sources = Annotated[
    str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True), AfterValidator(safe)
]
Keyword = Annotated[
    str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True), AfterValidator(safe)
]


class PaperVersionBody(Body):
    title: Line
    text: PaperText | None = None
    """Left out: as the DOCX says."""

    abstract: Paragraph | None = None
    keywords: Annotated[tuple[Keyword, ...], Field(max_length=12)] = ()
    sources: Sources | None = None
    """参考文献, one a line."""

    file_id: UUID | None = None
    """An uploaded DOCX or PDF of one's own, kept beside the text. Reviewers get a copy of a DOCX without
    names; of a PDF nothing, so it needs the text beside it."""


@paper_router.post(
    "",
    operation_id="papers_create_version",
    summary="Write a version of a paper",
    status_code=201,
    dependencies=writes(Action.PAPER_WRITE),
)
async def create_version(
    paper_id: UUID,
    body: PaperVersionBody,
    desk: WritingDeskPort,
    comparing: ComparingPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> PaperVersion:
    """While it is drafted or returned; each is kept as it is. It is compared with the school's earlier
    papers: what stands there too becomes a hint, and refuses nothing."""
    made, written = await write(desk, paper_id, NewVersion(**body.model_dump()), caller=caller, now=now)
    await compare(comparing.corpus, paper_id, made.id, written.compared, comparing.policy, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/paper-versions")


@paper_router.get(
    "",
    operation_id="papers_list_versions",
    summary="List the versions of a paper",
    dependencies=reads(Action.PAPER_READ),
)
async def list_versions(
    paper_id: UUID, papers: PapersPort, versions: PaperVersionsPort, window: Windowed
) -> Page[PaperVersionLine]:
    """The latest first, without their texts."""
    await seen(papers, paper_id)
    return await versions.page(paper_id, window)


@router.get(
    "/{version_id}",
    operation_id="papers_get_version",
    summary="Read a version of a paper",
    dependencies=reads(Action.PAPER_READ),
)
async def get_version(version_id: UUID, versions: PaperVersionsPort, reply: Replies) -> PaperVersion:
    """As it was written."""
    return reply.tagged(await read(versions, version_id))


@router.get(
    "/{version_id}/link",
    operation_id="papers_get_version_link",
    summary="Fetch the file of a version",
    dependencies=reads(Action.PAPER_READ),
)
async def get_version_link(
    version_id: UUID, versions: PaperVersionsPort, links: FileLinksPort, now: Now
) -> FileLink:
    """A link to the file as it came, names and all: for the authors and those who oversee papers."""
    return await links.to(file_of(await read(versions, version_id)), now=now)
