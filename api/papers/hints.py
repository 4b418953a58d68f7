"""What of a paper stands in earlier ones: with its source for overseers, without for its authors."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.papers import PaperHintsPort, PapersPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.papers.paper import seen
from domain.papers.resemblance import PaperHint, PaperHintFilter, PaperHintState, dismiss
from domain.papers.tasks import PaperResemblance

router = room("papers", "/schools/{school}/paper-hints")
paper_router = room("papers", "/schools/{school}/papers/{paper_id}/resemblances")

SEVERAL = "Repeat for any of several."


class DismissPaperHintBody(Body):
    reason: Paragraph
    """What one found, looking into it. It stays with the hint."""


@router.get(
    "",
    operation_id="papers_list_hints",
    summary="Look through the hints",
    dependencies=reads(Action.PAPER_OVERSEE),
)
async def list_paper_hints(
    hints: PaperHintsPort,
    window: Windowed,
    paper_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[PaperHintState, ...], Query(description=SEVERAL)] = (),
) -> Page[PaperHint]:
    """The latest found first, each with its passages and where they stand; never of one's own papers."""
    return await hints.page(PaperHintFilter(paper_id, state), window)


@router.get(
    "/{hint_id}",
    operation_id="papers_get_hint",
    summary="Look at a hint",
    dependencies=reads(Action.PAPER_OVERSEE),
)
async def get_paper_hint(hint_id: UUID, hints: PaperHintsPort, reply: Replies) -> PaperHint:
    """The passages two papers share."""
    found = await hints.get(hint_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{hint_id}/dismiss",
    operation_id="papers_dismiss_hint",
    summary="Dismiss a hint",
    dependencies=writes(Action.PAPER_MANAGE),
)
async def dismiss_paper_hint(
    hint_id: UUID,
    body: DismissPaperHintBody,
    hints: PaperHintsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> PaperHint:
    """For a reason: quoted properly, one's own earlier words, …"""
    done = await dismiss(hints, hint_id, expected=expected, reason=body.reason, caller=caller, now=now)
    return reply.tagged(done)


@paper_router.get(
    "",
    operation_id="papers_list_resemblances",
    summary="See which passages of a paper stand in earlier ones",
    dependencies=reads(Action.PAPER_READ),
)
async def list_resemblances(
    paper_id: UUID, papers: PapersPort, hints: PaperHintsPort
) -> Page[PaperResemblance]:
    """Of its latest version, the longest first, all on one page; not whose paper they stand in."""
    await seen(papers, paper_id)
    return Page(list(await hints.of_latest(paper_id)), None, False)
