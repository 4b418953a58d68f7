"""Deciding on a paper, and what its authors read of it."""

from uuid import UUID

from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.papers import PaperDecisionsPort, PapersPort, ReviewDeskPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.papers.deciding import PaperDecision, PaperOpinion, accept, give_back, opinions
from domain.papers.paper import Paper, seen

router = room("papers", "/schools/{school}/papers/{paper_id}")


class AcceptPaperBody(Body):
    remark: Paragraph | None = None


class ReturnPaperBody(Body):
    remark: Paragraph
    """What is to be worked over; its authors read it, reviewers' names in it struck out."""


@router.post(
    "/accept",
    operation_id="papers_accept_paper",
    summary="Accept a paper",
    dependencies=writes(Action.PAPER_MANAGE),
)
async def accept_paper(
    paper_id: UUID,
    body: AcceptPaperBody,
    desk: ReviewDeskPort,
    decisions: PaperDecisionsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Paper:
    """The duty of the school year is met; its authors are told. The policy says how many reviews it takes."""
    done = await accept(desk, decisions, paper_id, body.remark, expected=expected, caller=caller, now=now)
    return reply.tagged(done)


@router.post(
    "/return",
    operation_id="papers_return_paper",
    summary="Return a paper",
    dependencies=writes(Action.PAPER_MANAGE),
)
async def return_paper(
    paper_id: UUID,
    body: ReturnPaperBody,
    desk: ReviewDeskPort,
    decisions: PaperDecisionsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Paper:
    """To be worked over and handed in again; an accepted one too. Its authors are told why."""
    given = await give_back(desk, decisions, paper_id, body.remark, expected=expected, caller=caller, now=now)
    return reply.tagged(given)


@router.get(
    "/decisions",
    operation_id="papers_list_decisions",
    summary="See what was decided on a paper",
    dependencies=reads(Action.PAPER_READ),
)
async def list_decisions(
    paper_id: UUID, papers: PapersPort, decisions: PaperDecisionsPort
) -> Page[PaperDecision]:
    """The latest first, all on one page."""
    await seen(papers, paper_id)
    return Page(list(await decisions.of_paper(paper_id)), None, False)


@router.get(
    "/opinions",
    operation_id="papers_list_opinions",
    summary="Read what reviewers say of a paper",
    dependencies=reads(Action.PAPER_READ),
)
async def list_opinions(
    paper_id: UUID, papers: PapersPort, decisions: PaperDecisionsPort
) -> Page[PaperOpinion]:
    """Of the versions decided on, the latest first: by 评审一, 评审二, …, all on one page. Nobody learns from
    it who they are."""
    await seen(papers, paper_id)
    return Page(opinions(await decisions.opinions(paper_id)), None, False)
