"""What becomes of a paper handed in 论文评定: the office accepts it or returns it, its authors withdraw it.

And what its authors learn of the reviews 评审意见: what 评审一, 评审二 … said, once the office has decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.anonymity import Mask
from domain.errors import Conflict, Forbidden
from domain.identity.access import Caller
from domain.lifecycle import advance
from domain.messages import Event, Messages, Notice
from domain.papers.paper import LIFECYCLE, Paper, PaperState, held, leads
from domain.papers.reviews import AspectRemark, PaperVerdict, ReviewDesk, arranging

NUMERALS = "一二三四五六七八九"


class TooFewReviews(Conflict):
    """Facts: `done`, `needed`."""

    code = "too_few_reviews"


@dataclass(frozen=True, slots=True)
class PaperDecision:
    """What the office decided on a version."""

    id: UUID
    version_number: int
    verdict: PaperVerdict
    remark: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PaperOpinion:
    """A review, as the authors read it."""

    version_number: int
    reviewer: str
    """评审一, 评审二, …: the same person may be another number another time."""

    aspects: tuple[AspectRemark, ...]
    verdict: PaperVerdict
    remark: str | None


@dataclass(frozen=True, slots=True)
class SignedOpinion:
    """A review handed in, with what is struck out of it before its authors read it."""

    version_number: int
    aspects: tuple[AspectRemark, ...]
    verdict: PaperVerdict
    remark: str | None
    mask: Mask


class PaperDecisions(Protocol):
    async def of_paper(self, paper_id: UUID) -> Sequence[PaperDecision]:
        """The latest first."""
        ...

    async def add(
        self, paper: Paper, verdict: PaperVerdict, remark: str | None, *, account_id: UUID, at: datetime
    ) -> UUID: ...

    async def opinions(self, paper_id: UUID) -> Sequence[SignedOpinion]:
        """Of the versions decided on, the reviews handed in: the latest version first, by their numbers."""
        ...

    async def reviewers_mask(self, paper_id: UUID) -> Mask:
        """The names of everybody ever asked to review the paper."""
        ...


async def accept(
    desk: ReviewDesk,
    decisions: PaperDecisions,
    paper_id: UUID,
    remark: str | None,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> Paper:
    """The duty is met; every author is told.

    Raises NotFound, Stale, OwnPaper, InvalidState, TooFewReviews.
    """
    paper = await held(desk.papers, paper_id, expected)
    arranging(paper, caller)
    state = advance(LIFECYCLE, paper.state, "accept")
    needed, done = desk.policy.least_reviews.value, paper.reviews_done or 0
    if done < needed:
        raise TooFewReviews(done=done, needed=needed)
    return await _decided(desk, decisions, paper, state, PaperVerdict.ACCEPTED, remark, caller, now)


async def give_back(
    desk: ReviewDesk,
    decisions: PaperDecisions,
    paper_id: UUID,
    remark: str,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> Paper:
    """To be worked over; every author is told why. Raises NotFound, Stale, OwnPaper, InvalidState."""
    paper = await held(desk.papers, paper_id, expected)
    arranging(paper, caller)
    state = advance(LIFECYCLE, paper.state, "return")
    return await _decided(desk, decisions, paper, state, PaperVerdict.RETURNED, remark, caller, now)


async def withdraw(
    desk: ReviewDesk, paper_id: UUID, *, expected: int, caller: Caller, now: datetime
) -> Paper:
    """By the first author or the office. Raises NotFound, Stale, Forbidden, InvalidState."""
    paper = await held(desk.papers, paper_id, expected)
    if not leads(caller, paper.author_ids):
        raise Forbidden()
    state = advance(LIFECYCLE, paper.state, "withdraw")
    await desk.reviews.remove_waiting(paper_id, at=now)
    return await desk.papers.change(paper_id, {"state": state, "decided_at": now})


async def _decided(
    desk: ReviewDesk,
    decisions: PaperDecisions,
    paper: Paper,
    state: PaperState,
    verdict: PaperVerdict,
    remark: str | None,
    caller: Caller,
    now: datetime,
) -> Paper:
    if remark is not None:
        remark = (await decisions.reviewers_mask(paper.id)).of(remark)
    decision_id = await decisions.add(paper, verdict, remark, account_id=caller.account_id, at=now)
    await desk.reviews.remove_waiting(paper.id, at=now)
    changed = await desk.papers.change(paper.id, {"state": state, "decided_at": now, "remark": remark})
    await _tell(desk.messages, changed, verdict, decision_id, remark, now)
    return changed


async def _tell(
    messages: Messages,
    paper: Paper,
    verdict: PaperVerdict,
    decision_id: UUID,
    remark: str | None,
    now: datetime,
) -> None:
    """About the decision, so that each is told."""
    event = Event.PAPER_ACCEPTED if verdict is PaperVerdict.ACCEPTED else Event.PAPER_RETURNED
    facts = {"title": paper.title} | ({} if remark is None else {"reason": remark})
    told = [
        Notice(event, decision_id, author_id, facts, f"papers/{paper.id}") for author_id in paper.author_ids
    ]
    await messages.tell_all(told, at=now)


def opinions(signed: Sequence[SignedOpinion]) -> list[PaperOpinion]:
    """Numbered anew for each version, without names, also where a reviewer wrote their own."""
    told: list[PaperOpinion] = []
    for one in signed:
        number = sum(1 for other in told if other.version_number == one.version_number)
        aspects = tuple(
            AspectRemark(said.aspect, one.mask.of(said.remark), said.mark) for said in one.aspects
        )
        remark = None if one.remark is None else one.mask.of(one.remark)
        told.append(PaperOpinion(one.version_number, f"评审{NUMERALS[number]}", aspects, one.verdict, remark))
    return told
