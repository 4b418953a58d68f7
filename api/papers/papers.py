"""Papers: beginning them, their authors, handing them in and withdrawing them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Line, Year
from api.wiring.papers import PapersPort, PaperWorksPort, ReviewDeskPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.papers.deciding import withdraw
from domain.papers.paper import Paper, PaperFilter, PaperState, begin, seen, set_authors, submit

router = room("papers", "/schools/{school}/papers")

SEVERAL = "Repeat for any of several."
YearAsked = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]

Authors = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)]


class NewPaperBody(Body):
    school_year: Year
    """2020 for 2020学年."""

    title: Line
    author_ids: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()
    """Teachers, in order, oneself among them; left out: oneself alone."""


class PaperAuthorsPatch(Body):
    author_ids: Authors
    """In order, in place of those there were."""


@router.get(
    "",
    operation_id="papers_list_papers",
    summary="Look through the papers",
    dependencies=reads(Action.PAPER_READ),
)
async def list_papers(
    papers: PapersPort,
    window: Windowed,
    state: Annotated[tuple[PaperState, ...], Query(description=SEVERAL)] = (),
    school_year: Annotated[tuple[YearAsked, ...], Query(description=SEVERAL)] = (),
    author_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    subject_group_id: Annotated[
        tuple[UUID, ...], Query(description="Of the first author. Repeat for any of several.")
    ] = (),
) -> Page[Paper]:
    """The latest begun first: one's own; the office and the principal see all."""
    return await papers.page(PaperFilter(state, school_year, author_id, subject_group_id), window)


@router.post(
    "",
    operation_id="papers_create_paper",
    summary="Begin a paper",
    status_code=201,
    dependencies=writes(Action.PAPER_WRITE),
)
async def create_paper(
    body: NewPaperBody, papers: PapersPort, works: PaperWorksPort, caller: Asker, now: Now, reply: Replies
) -> Paper:
    """A draft. A first author has one paper a school year that is not withdrawn."""
    given = body.model_dump()
    if not body.author_ids and caller.teacher_id is not None:
        given["author_ids"] = (caller.teacher_id,)
    return reply.created(await begin(papers, works, **given, caller=caller, now=now))


@router.get(
    "/{paper_id}",
    operation_id="papers_get_paper",
    summary="Look at a paper",
    dependencies=reads(Action.PAPER_READ),
)
async def get_paper(paper_id: UUID, papers: PapersPort, reply: Replies) -> Paper:
    """Its authors, its state, how far its review has come; its text is in its versions."""
    return reply.tagged(await seen(papers, paper_id))


@router.patch(
    "/{paper_id}",
    operation_id="papers_update_paper",
    summary="Change a paper's authors",
    dependencies=writes(Action.PAPER_WRITE),
)
async def update_paper(
    paper_id: UUID,
    body: PaperAuthorsPatch,
    papers: PapersPort,
    works: PaperWorksPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> Paper:
    """By the first author or the office, while it is drafted or returned: nobody reviews it then."""
    changed = await set_authors(papers, works, paper_id, body.author_ids, expected=expected, caller=caller)
    return reply.tagged(changed)


@router.post(
    "/{paper_id}/submit",
    operation_id="papers_submit_paper",
    summary="Hand a paper in",
    dependencies=writes(Action.PAPER_WRITE),
)
async def submit_paper(
    paper_id: UUID, papers: PapersPort, caller: Asker, expected: Expected, now: Now, reply: Replies
) -> Paper:
    """Its latest version; first, or again after it was returned."""
    return reply.tagged(await submit(papers, paper_id, expected=expected, caller=caller, now=now))


@router.post(
    "/{paper_id}/withdraw",
    operation_id="papers_withdraw_paper",
    summary="Withdraw a paper",
    dependencies=writes(Action.PAPER_WRITE),
)
async def withdraw_paper(
    paper_id: UUID, desk: ReviewDeskPort, caller: Asker, expected: Expected, now: Now, reply: Replies
) -> Paper:
    """By the first author or the office, until it is accepted. Who has still to review it need not."""
    return reply.tagged(await withdraw(desk, paper_id, expected=expected, caller=caller, now=now))
