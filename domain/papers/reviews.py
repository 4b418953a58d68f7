"""Asking teachers to review a paper 指派评审, as those see it who arrange reviews: with names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, DomainError, ItemsRefused, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.messages import Event, Messages, Notice
from domain.paging import Page, Window
from domain.papers.conflicts import ConflictKind, ReviewerPool, check_reviewer, nearness
from domain.papers.paper import LIFECYCLE as PAPER_LIFECYCLE
from domain.papers.paper import OwnPaper, Paper, Papers, arranges, held, is_author
from domain.papers.policy import PaperPolicy
from domain.people.calendar import day_of

MOST = 9
"""Reviewers of one version."""


class ReviewState(StrEnum):
    ASSIGNED = "assigned"
    DONE = "done"
    DECLINED = "declined"
    REMOVED = "removed"
    """By the office, or because the paper was decided on or withdrawn."""


LIFECYCLE: Lifecycle[ReviewState] = {
    ReviewState.ASSIGNED: {
        "submit": ReviewState.DONE,
        "decline": ReviewState.DECLINED,
        "remove": ReviewState.REMOVED,
        "replace": ReviewState.REMOVED,
    }
}
OF_REVIEWERS = ("submit", "decline")


class PaperAspect(StrEnum):
    """The eight in which a paper is guided."""

    TOPIC = "topic"
    """拟题"""

    THESIS = "thesis"
    """主旨"""

    MATERIAL = "material"
    """材料筛选"""

    STRUCTURE = "structure"
    """结构安排"""

    TECHNIQUE = "technique"
    """表现技法"""

    PARAGRAPHS = "paragraphs"
    """论文构段"""

    FORMAT = "format"
    """论文格式"""

    SOURCES = "sources"
    """参考文献"""


class PaperVerdict(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"


class ReviewersFull(Conflict):
    """A version has so many reviewers at most; facts: `most`."""

    code = "reviewers_full"


class ReviewDuePast(RuleViolation):
    """A review is due today or later; facts: `due_on`."""

    code = "review_due_past"


class ReviewTwice(RuleViolation):
    """A reviewer is named twice for one paper."""

    code = "review_twice"


@dataclass(frozen=True, slots=True)
class AspectRemark:
    """What a reviewer says of one aspect."""

    aspect: PaperAspect
    remark: str
    mark: int | None = None
    """1 … 5, 5 the best."""


@dataclass(frozen=True, slots=True)
class PaperReview:
    """A review, as those see it who arrange it."""

    id: UUID
    paper_id: UUID
    alias_no: int
    title: str
    """Of the version that is reviewed."""

    version_id: UUID
    version_number: int
    number: int
    """The authors know the reviewer by it: 评审一 is 1."""

    reviewer_id: UUID
    reviewer_name: str
    state: ReviewState
    due_on: date
    conflicts: tuple[ConflictKind, ...]
    """What has come up since, while it waits to be handed in: the reviewer sees the paper no longer."""

    aspects: tuple[AspectRemark, ...]
    verdict: PaperVerdict | None
    """What the reviewer recommends."""

    remark: str | None
    reason: str | None
    """Why it was declined or removed."""

    assigned_at: datetime
    settled_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    paper_id: tuple[UUID, ...] = ()
    reviewer_id: tuple[UUID, ...] = ()
    state: tuple[ReviewState, ...] = ()
    school_year: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NewReview:
    paper_id: UUID
    reviewer_id: UUID
    due_on: date | None = None
    """None: as many days from today as the policy gives."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review to be kept."""

    paper_id: UUID
    version_number: int
    reviewer_id: UUID
    number: int
    due_on: date


class PaperReviews(Protocol):
    """Reviews of the papers whose reviewers the caller may know."""

    async def page(self, filters: ReviewFilter, window: Window) -> Page[PaperReview]:
        """The latest assigned first."""
        ...

    async def get(self, review_id: UUID) -> PaperReview | None: ...

    async def for_update(self, review_id: UUID) -> PaperReview | None: ...

    async def among(self, review_ids: Sequence[UUID]) -> Sequence[PaperReview]:
        """In the order asked for."""
        ...

    async def numbers(self, paper_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
        """By paper, of the version handed in: the highest number given so far, and how many stand."""
        ...

    async def add(self, new: Sequence[ReviewRow], *, account_id: UUID, at: datetime) -> Sequence[UUID]: ...

    async def settle(self, review_id: UUID, changes: Mapping[str, Any]) -> None: ...

    async def remove_waiting(self, paper_id: UUID, *, at: datetime) -> None:
        """Of a paper, those that wait to be handed in: nobody needs them any more."""
        ...


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """Where reviews are arranged."""

    papers: Papers
    reviews: PaperReviews
    pool: ReviewerPool
    messages: Messages
    policy: PaperPolicy


def review_actions(state: ReviewState, author_ids: Sequence[UUID], caller: Caller) -> tuple[str, ...]:
    if not arranges(caller, author_ids):
        return ()
    return tuple(one for one in actions(LIFECYCLE, state) if one not in OF_REVIEWERS)


async def assign(
    desk: ReviewDesk, new: NewReview, *, expected: int, caller: Caller, now: datetime
) -> PaperReview:
    """The reviewer is told, and nothing of whose paper it is.

    Raises NotFound, Stale, OwnPaper, InvalidState, ReviewerInConflict, ReviewerUnfit, ReviewerAssigned,
    ReviewersFull, ReviewDuePast.
    """
    paper = await held(desk.papers, new.paper_id, expected)
    try:
        [made] = await _assigned(desk, {paper.id: paper}, [new], caller, now)
    except ItemsRefused as refused:
        raise refused.refusals[0][1] from refused
    return made


async def assign_all(
    desk: ReviewDesk, new: Sequence[NewReview], *, caller: Caller, now: datetime
) -> Sequence[PaperReview]:
    """All or none: ItemsRefused names each that is against a rule, by its place."""
    papers = await desk.papers.all_for_update(sorted({one.paper_id for one in new}))
    return await _assigned(desk, papers, new, caller, now)


async def replace(
    desk: ReviewDesk, review_id: UUID, reviewer_id: UUID, *, expected: int, caller: Caller, now: datetime
) -> PaperReview:
    """Somebody in another's place, by the same day; the other's review is removed. Raises as `assign`."""
    review = await _removed(desk, review_id, "replace", None, expected, caller, now)
    paper = await held_again(desk.papers, review.paper_id)
    new = NewReview(paper.id, reviewer_id, max(review.due_on, day_of(now)))
    try:
        [made] = await _assigned(desk, {paper.id: paper}, [new], caller, now)
    except ItemsRefused as refused:
        raise refused.refusals[0][1] from refused
    return made


async def remove(
    desk: ReviewDesk, review_id: UUID, reason: str, *, expected: int, caller: Caller, now: datetime
) -> PaperReview:
    """Raises NotFound, OwnPaper, Stale, InvalidState."""
    await _removed(desk, review_id, "remove", reason, expected, caller, now)
    found = await desk.reviews.get(review_id)
    assert found is not None
    return found


async def _removed(
    desk: ReviewDesk,
    review_id: UUID,
    action: str,
    reason: str | None,
    expected: int,
    caller: Caller,
    now: datetime,
) -> PaperReview:
    seen = await desk.reviews.get(review_id)
    if seen is None:
        raise NotFound()
    arranging(await held_again(desk.papers, seen.paper_id), caller)
    review = await desk.reviews.for_update(review_id)
    assert review is not None
    match(review.version, expected)
    state = advance(LIFECYCLE, review.state, action)
    await desk.reviews.settle(review_id, {"state": state, "reason": reason, "settled_at": now})
    return review


async def _assigned(
    desk: ReviewDesk, papers: Mapping[UUID, Paper], new: Sequence[NewReview], caller: Caller, now: datetime
) -> Sequence[PaperReview]:
    """The papers are locked."""
    today = day_of(now)
    near = nearness(desk.policy, today)
    facts = await desk.pool.facts([(one.paper_id, one.reviewer_id) for one in new], near)
    numbers = await desk.reviews.numbers(list(papers))
    rows: list[ReviewRow] = []
    refusals: list[tuple[str, DomainError]] = []
    for index, one in enumerate(new):
        try:
            paper = papers.get(one.paper_id)
            known = facts.get((one.paper_id, one.reviewer_id))
            if paper is None or known is None:
                raise NotFound()
            arranging(paper, caller)
            advance(PAPER_LIFECYCLE, paper.state, "assign")
            check_reviewer(known, desk.policy, today)
            rows.append(_row(paper, one, rows, numbers, desk.policy, today))
        except DomainError as refusal:
            refusals.append((f"/items/{index}", refusal))
    if refusals:
        raise ItemsRefused(refusals)
    return await _kept(desk, papers, rows, caller, now)


def _row(
    paper: Paper,
    one: NewReview,
    before: Sequence[ReviewRow],
    numbers: Mapping[UUID, tuple[int, int]],
    policy: PaperPolicy,
    today: date,
) -> ReviewRow:
    asked = [row.reviewer_id for row in before if row.paper_id == paper.id]
    if one.reviewer_id in asked:
        raise ReviewTwice()
    highest, standing = numbers.get(paper.id, (0, 0))
    if standing + len(asked) >= MOST:
        raise ReviewersFull(most=MOST)
    due_on = one.due_on or today + timedelta(days=policy.review_days.value)
    if due_on < today:
        raise ReviewDuePast(due_on=due_on.isoformat())
    assert paper.submitted_number is not None
    return ReviewRow(paper.id, paper.submitted_number, one.reviewer_id, highest + len(asked) + 1, due_on)


async def _kept(
    desk: ReviewDesk,
    papers: Mapping[UUID, Paper],
    rows: Sequence[ReviewRow],
    caller: Caller,
    now: datetime,
) -> Sequence[PaperReview]:
    ids = await desk.reviews.add(rows, account_id=caller.account_id, at=now)
    states = {row.paper_id: advance(PAPER_LIFECYCLE, papers[row.paper_id].state, "assign") for row in rows}
    await desk.papers.change_all({paper_id: {"state": state} for paper_id, state in states.items()})
    made = await desk.reviews.among(ids)
    await desk.messages.tell_all([asked(one) for one in made], at=now)
    return made


def asked(review: PaperReview) -> Notice:
    """What a reviewer is told: the paper's number, no title and no name."""
    facts = {"paper_no": str(review.alias_no), "due_on": review.due_on.isoformat()}
    return Notice(
        Event.PAPER_REVIEW_ASSIGNED, review.id, review.reviewer_id, facts, f"review-tasks/{review.id}"
    )


def arranging(paper: Paper, caller: Caller) -> None:
    """Of who holds the office. Raises OwnPaper."""
    if is_author(caller, paper.author_ids):
        raise OwnPaper()


async def held_again(papers: Papers, paper_id: UUID) -> Paper:
    """A paper known to be there, locked."""
    paper = await papers.for_update(paper_id)
    assert paper is not None
    return paper
