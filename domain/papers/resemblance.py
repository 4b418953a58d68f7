"""What of a paper stands in the school's earlier ones 论文查重: a hint to a person, never a verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.copying import Likeness, Passage, likeness
from domain.errors import NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.paging import Page, Window
from domain.papers.policy import PaperPolicy
from domain.papers.tasks import PaperResemblance

SHOWN = 20
"""So many passages of a paper are shown, the longest first."""


class PaperHintState(StrEnum):
    OPEN = "open"
    DISMISSED = "dismissed"


LIFECYCLE: Lifecycle[PaperHintState] = {PaperHintState.OPEN: {"dismiss": PaperHintState.DISMISSED}}


@dataclass(frozen=True, slots=True)
class EarlierPaper:
    """A version of another paper that has fingerprints in common."""

    version_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class PaperFinding:
    source_id: UUID
    """The earlier version."""

    like: Likeness


@dataclass(frozen=True, slots=True)
class PaperHint:
    """A version of a paper, parts of which stand in an earlier one."""

    id: UUID
    paper_id: UUID
    version_id: UUID
    title: str
    source_paper_id: UUID
    source_version_id: UUID
    source_title: str
    source_school_year: int
    same_author: bool
    """Somebody wrote both: one's own words used again."""

    share: float
    """Of the later paper: 0 … 1."""

    longest: int
    """Characters of the longest passage, blanks and punctuation not counted."""

    passages: tuple[Passage, ...]
    """The longest first."""

    state: PaperHintState
    found_at: datetime
    dismissed_because: str | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperHintFilter:
    paper_id: tuple[UUID, ...] = ()
    state: tuple[PaperHintState, ...] = ()


class PaperCorpus(Protocol):
    """Every paper of the school, whoever asks."""

    async def earlier(self, paper_id: UUID, text: str) -> Sequence[EarlierPaper]:
        """The versions of other papers most like the text by their fingerprints, one of each paper."""
        ...

    async def keep(
        self, paper_id: UUID, version_id: UUID, found: Sequence[PaperFinding], *, at: datetime
    ) -> None: ...


class PaperHints(Protocol):
    """The hints of papers other than the caller's own, for those who oversee papers."""

    async def page(self, filters: PaperHintFilter, window: Window) -> Page[PaperHint]:
        """The latest found first."""
        ...

    async def get(self, hint_id: UUID) -> PaperHint | None: ...

    async def for_update(self, hint_id: UUID) -> PaperHint | None: ...

    async def dismissed(
        self, hint_id: UUID, *, because: str, account_id: UUID, at: datetime
    ) -> PaperHint: ...

    async def of_latest(self, paper_id: UUID) -> Sequence[PaperResemblance]:
        """Of the paper's latest version, open or not: for its authors, who see no source."""
        ...


async def compare(
    corpus: PaperCorpus, paper_id: UUID, version_id: UUID, text: str, policy: PaperPolicy, *, now: datetime
) -> None:
    """Once, when a version is written: what is earlier than it does not change."""
    earlier = await corpus.earlier(paper_id, text)
    await corpus.keep(paper_id, version_id, list(found_in(text, earlier, policy)), at=now)


def found_in(text: str, earlier: Iterable[EarlierPaper], policy: PaperPolicy) -> Iterable[PaperFinding]:
    for one in earlier:
        like = likeness(text, one.text)
        if _too_like(like, policy):
            longest_first = sorted(like.passages, key=lambda found: -len(found.text))
            yield PaperFinding(
                one.version_id, Likeness(like.share, like.longest, tuple(longest_first[:SHOWN]))
            )


def _too_like(like: Likeness, policy: PaperPolicy) -> bool:
    share, passage = policy.copied_share.value, policy.copied_passage.value
    much = share is not None and like.longest > 0 and like.share >= share
    return much or (passage is not None and like.longest >= passage)


def resemblances(share: float, passages: Iterable[Passage]) -> list[PaperResemblance]:
    """Passages without where they come from."""
    return [PaperResemblance(one.text, len(one.text), share) for one in passages]


def paper_hint_actions(state: PaperHintState, caller: Caller) -> tuple[str, ...]:
    return actions(LIFECYCLE, state) if caller.may(Action.PAPER_MANAGE) else ()


async def dismiss(
    hints: PaperHints, hint_id: UUID, *, expected: int, reason: str, caller: Caller, now: datetime
) -> PaperHint:
    """Somebody looked at it. Raises NotFound, Stale, InvalidState."""
    hint = await hints.for_update(hint_id)
    if hint is None:
        raise NotFound()
    match(hint.version, expected)
    advance(LIFECYCLE, hint.state, "dismiss")
    return await hints.dismissed(hint_id, because=reason, account_id=caller.account_id, at=now)
