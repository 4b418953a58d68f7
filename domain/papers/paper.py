"""A teacher's paper of a school year 教师论文: written, reviewed, returned or accepted (MISSION §7).

Blind 双盲: who reviews a paper is kept from its authors, and who wrote it from its reviewers. So an author
who also holds the office is, as to that paper, an author and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.paging import Page, Window
from domain.works.work import NewWork, WorkBook, WorkKind


class PaperState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    """Handed in; nobody reviews it yet."""

    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    """To be worked over and handed in again."""

    ACCEPTED = "accepted"
    """The duty of the school year is met."""

    WITHDRAWN = "withdrawn"
    """By its authors; another may be begun."""


LIFECYCLE: Lifecycle[PaperState] = {
    PaperState.DRAFT: {
        "update": PaperState.DRAFT,
        "write": PaperState.DRAFT,
        "submit": PaperState.SUBMITTED,
        "withdraw": PaperState.WITHDRAWN,
    },
    PaperState.SUBMITTED: {
        "assign": PaperState.UNDER_REVIEW,
        "accept": PaperState.ACCEPTED,
        "return": PaperState.RETURNED,
        "withdraw": PaperState.WITHDRAWN,
    },
    PaperState.UNDER_REVIEW: {
        "assign": PaperState.UNDER_REVIEW,
        "accept": PaperState.ACCEPTED,
        "return": PaperState.RETURNED,
        "withdraw": PaperState.WITHDRAWN,
    },
    PaperState.RETURNED: {
        "update": PaperState.RETURNED,
        "write": PaperState.RETURNED,
        "submit": PaperState.SUBMITTED,
        "withdraw": PaperState.WITHDRAWN,
    },
    PaperState.ACCEPTED: {"return": PaperState.RETURNED},
}
"""`update` is of the authors: while anybody reviews, they stay who they are."""

OF_THE_OFFICE = ("assign", "accept", "return")
OF_THE_FIRST = ("update", "withdraw")
"""The first author's, or the office's for somebody else's paper."""


class PaperOfYear(Conflict):
    """The first author has a paper of that school year; facts: `school_year`."""

    code = "paper_of_year"


class PaperUnwritten(Conflict):
    """There is no version to hand in; facts: `title`."""

    code = "paper_unwritten"


class PaperWithoutAuthor(RuleViolation):
    """Who is no teacher says whose paper it is."""

    code = "paper_without_author"


class OwnPaper(Forbidden):
    """An author of it does not arrange its review, whatever their role."""

    code = "own_paper"


@dataclass(frozen=True, slots=True)
class PaperAuthor:
    teacher_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as its authors and those who oversee papers see it; its text is in its versions."""

    id: UUID
    work_id: UUID
    """The work it is, by which awards are told."""

    school_year: int
    """2020 for 2020学年: the year whose duty it meets."""

    title: str
    """Of the latest version."""

    authors: tuple[PaperAuthor, ...]
    """In order."""

    state: PaperState
    versions: int
    """How many have been written; the latest has this number."""

    submitted_number: int | None
    """Of the version handed in last."""

    alias_no: int | None
    """编号: what reviewers know it by. null to its authors, and until it is first handed in."""

    reviews: int | None
    """How many are asked to review the version handed in, or have; null to its authors."""

    reviews_done: int | None
    remark: str | None
    """What the office said when it last decided."""

    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()

    @property
    def author_ids(self) -> tuple[UUID, ...]:
        return tuple(one.teacher_id for one in self.authors)


@dataclass(frozen=True, slots=True)
class PaperFilter:
    state: tuple[PaperState, ...] = ()
    school_year: tuple[int, ...] = ()
    author_id: tuple[UUID, ...] = ()
    subject_group_id: tuple[UUID, ...] = ()
    """Of the first author."""


class Papers(Protocol):
    """The papers a caller may see: their own, or for those who oversee papers all."""

    async def page(self, filters: PaperFilter, window: Window) -> Page[Paper]:
        """The latest begun first."""
        ...

    async def get(self, paper_id: UUID) -> Paper | None: ...

    async def for_update(self, paper_id: UUID) -> Paper | None: ...

    async def all_for_update(self, paper_ids: Sequence[UUID]) -> dict[UUID, Paper]:
        """Those there are, locked in the order of their ids."""
        ...

    async def add(self, work_id: UUID, school_year: int, lead_id: UUID, *, at: datetime) -> Paper:
        """Raises PaperOfYear."""
        ...

    async def change(self, paper_id: UUID, changes: Mapping[str, Any]) -> Paper:
        """Raises PaperOfYear."""
        ...

    async def change_all(self, changes: Mapping[UUID, Mapping[str, Any]]) -> None:
        """As `change`, the same columns of each, in one statement."""
        ...

    async def free_alias(self, school_year: int) -> int:
        """A number no other paper of the year has, drawn so that it tells nothing of when it was handed in.

        The year is locked until the transaction ends.
        """
        ...


def is_author(caller: Caller, author_ids: Sequence[UUID]) -> bool:
    return caller.teacher_id is not None and caller.teacher_id in author_ids


def arranges(caller: Caller, author_ids: Sequence[UUID]) -> bool:
    """Whether the caller arranges this paper's review and decides on it."""
    return caller.may(Action.PAPER_MANAGE) and not is_author(caller, author_ids)


def sees_reviewers(caller: Caller, author_ids: Sequence[UUID]) -> bool:
    """Whether the caller may know who reviews this paper."""
    return caller.may(Action.PAPER_OVERSEE) and not is_author(caller, author_ids)


def leads(caller: Caller, author_ids: Sequence[UUID]) -> bool:
    """Whether the caller says who the authors are: the first of them, or the office."""
    return caller.may(Action.PAPER_WRITE) and (
        caller.teacher_id == author_ids[0] or caller.may(Action.PAPER_MANAGE)
    )


def paper_actions(state: PaperState, author_ids: Sequence[UUID], caller: Caller) -> tuple[str, ...]:
    """What this caller may do to it now."""

    def may(action: str) -> bool:
        if action in OF_THE_OFFICE:
            return arranges(caller, author_ids)
        if action in OF_THE_FIRST:
            return leads(caller, author_ids)
        return caller.may(Action.PAPER_WRITE) and (
            is_author(caller, author_ids) or caller.may(Action.PAPER_MANAGE)
        )

    return tuple(action for action in actions(LIFECYCLE, state) if may(action))


async def begin(
    papers: Papers,
    works: WorkBook,
    *,
    school_year: int,
    title: str,
    author_ids: tuple[UUID, ...],
    caller: Caller,
    now: datetime,
) -> Paper:
    """A draft, of which one is oneself an author unless the office begins it for somebody.

    Raises PaperWithoutAuthor, Forbidden, PaperOfYear, AuthorTwice, AuthorUnknown.
    """
    if not author_ids:
        raise PaperWithoutAuthor()
    if not is_author(caller, author_ids) and not caller.may(Action.PAPER_MANAGE):
        raise Forbidden()
    work_id = await works.enter(NewWork(WorkKind.PAPER, title, author_ids), at=now)
    return await papers.add(work_id, school_year, author_ids[0], at=now)


async def set_authors(
    papers: Papers,
    works: WorkBook,
    paper_id: UUID,
    author_ids: tuple[UUID, ...],
    *,
    expected: int,
    caller: Caller,
) -> Paper:
    """In place of those there were: while it is drafted or returned, so that nobody reviews it meanwhile.

    Raises NotFound, Stale, InvalidState, Forbidden, PaperOfYear, AuthorTwice, AuthorUnknown.
    """
    paper = await held(papers, paper_id, expected)
    if not leads(caller, paper.author_ids):
        raise Forbidden()
    advance(LIFECYCLE, paper.state, "update")
    if not is_author(caller, author_ids) and not caller.may(Action.PAPER_MANAGE):
        raise Forbidden()
    await works.set_authors(paper.work_id, author_ids)
    return await papers.change(paper_id, {"lead_id": author_ids[0]})


async def submit(papers: Papers, paper_id: UUID, *, expected: int, caller: Caller, now: datetime) -> Paper:
    """Hands its latest version in. Raises NotFound, Stale, Forbidden, InvalidState, PaperUnwritten."""
    paper = await held(papers, paper_id, expected)
    may_write(paper, caller)
    state = advance(LIFECYCLE, paper.state, "submit")
    if paper.versions == 0:
        raise PaperUnwritten(title=paper.title)
    changes = {"state": state, "submitted_number": paper.versions, "submitted_at": now}
    if paper.submitted_number is None:
        changes["alias_no"] = await papers.free_alias(paper.school_year)
    return await papers.change(paper_id, changes)


def may_write(paper: Paper, caller: Caller) -> None:
    if not is_author(caller, paper.author_ids) and not caller.may(Action.PAPER_MANAGE):
        raise Forbidden()


async def held(papers: Papers, paper_id: UUID, expected: int) -> Paper:
    """Raises NotFound, Stale."""
    paper = await papers.for_update(paper_id)
    if paper is None:
        raise NotFound()
    match(paper.version, expected)
    return paper


async def seen(papers: Papers, paper_id: UUID) -> Paper:
    """Raises NotFound."""
    paper = await papers.get(paper_id)
    if paper is None:
        raise NotFound()
    return paper
