"""An entry for a contest 参评作品: a work of an author's, what is sent of it, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.contests.contest import ContestState
from domain.errors import NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions
from domain.messages import Event, Notice
from domain.paging import Page, Window
from domain.works.award import Prize
from domain.works.work import WorkKind, WorkLevel


class EntryState(StrEnum):
    ENTERED = "entered"
    WITHDRAWN = "withdrawn"
    SENT = "sent"
    """Among those the school sends."""

    NOT_SENT = "not_sent"
    """Behind the last place of the quota."""

    AWARDED = "awarded"
    UNPLACED = "unplaced"
    """Sent, and won nothing."""


LIFECYCLE: Lifecycle[EntryState] = {
    EntryState.ENTERED: {
        "update": EntryState.ENTERED,
        "withdraw": EntryState.WITHDRAWN,
        "send": EntryState.SENT,
        "hold_back": EntryState.NOT_SENT,
    },
    EntryState.SENT: {
        "withdraw": EntryState.WITHDRAWN,
        "send": EntryState.SENT,
        "award": EntryState.AWARDED,
        "pass_over": EntryState.UNPLACED,
    },
    EntryState.NOT_SENT: {
        "withdraw": EntryState.WITHDRAWN,
        "send": EntryState.SENT,
        "hold_back": EntryState.NOT_SENT,
    },
    EntryState.AWARDED: {"award": EntryState.AWARDED, "pass_over": EntryState.UNPLACED},
    EntryState.UNPLACED: {"award": EntryState.AWARDED, "pass_over": EntryState.UNPLACED},
}
"""`send` and `hold_back` are the ranking's; `award` and `pass_over` a result's, or its correction's."""

BY_AUTHORS = (ContestState.OPEN, ContestState.CLOSED)
"""While the contest stands so, authors may take their entries back; the office until they are submitted."""

RECORDED = (ContestState.SUBMITTED, ContestState.RESULTS_IN)


@dataclass(frozen=True, slots=True)
class EntryAuthor:
    """An author of an entered work."""

    teacher_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ContestEntry:
    """A work entered for a contest."""

    id: UUID
    contest_id: UUID
    work_id: UUID
    kind: WorkKind
    title: str
    """As it was entered; the work may be called otherwise later."""

    author_id: UUID
    """The first author, whose entry it is."""

    authors: list[EntryAuthor]
    """In order."""

    category: str | None
    characters: int
    """Of the text or the file, blanks not counted."""

    text: str | None
    file_id: UUID | None
    """A Word document, or else there is the text."""

    state: EntryState
    alias: str | None
    """The number judges know it by; for the office and the principal, from the day entries closed."""

    rank: int | None
    """In the school's own ranking, where there were more entries than places."""

    score: Decimal | None
    """The mean it was ranked by."""

    prize: Prize | None
    awarded_on: date | None
    award_id: UUID | None
    entered_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewEntry:
    contest_id: UUID
    work_id: UUID
    category: str | None = None
    text: str | None = None
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EnterableWork:
    """A work, as far as entering it is concerned."""

    id: UUID
    kind: WorkKind
    title: str
    author_ids: tuple[UUID, ...]
    """In order."""

    accepted: bool
    """False: a paper the school has not accepted yet."""

    awarded_at: frozenset[WorkLevel]
    """Levels of its confirmed awards."""


class Enterable(Protocol):
    async def find(self, work_id: UUID) -> EnterableWork | None: ...


@dataclass(frozen=True, slots=True)
class EntryFilter:
    contest_id: tuple[UUID, ...] = ()
    state: tuple[EntryState, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    """Among the authors."""

    school_year: tuple[int, ...] = ()
    """Of the contest."""


class Entries(Protocol):
    """`page`, `get` and `hold` give what the caller may see: all, or the works they are an author of."""

    async def page(self, filters: EntryFilter, window: Window) -> Page[ContestEntry]:
        """The latest first."""
        ...

    async def get(self, entry_id: UUID) -> ContestEntry | None: ...

    async def hold(self, entry_id: UUID) -> ContestEntry | None:
        """Locked, and then read."""
        ...

    async def any(self, entry_id: UUID) -> ContestEntry | None:
        """One that stands, whoever asks."""
        ...

    async def standing(self, contest_id: UUID) -> Sequence[ContestEntry]:
        """Everybody's that was not withdrawn, whoever asks, by their numbers and as they were entered."""
        ...

    async def count_of(self, contest_id: UUID, author_id: UUID) -> int:
        """How many of one first author stand."""
        ...

    async def add(self, new: NewEntry, work: EnterableWork, *, characters: int, at: datetime) -> ContestEntry:
        """Raises WorkAlreadyEntered."""
        ...

    async def change(self, entry_id: UUID, changes: Mapping[str, Any]) -> ContestEntry: ...

    async def change_all(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Each with its `id` and the same columns; one statement."""
        ...


def entry_actions(
    state: EntryState, contest: ContestState, caller: Caller, *, author_id: UUID
) -> tuple[str, ...]:
    """What this caller may do to an entry they see."""
    office = caller.may(Action.CONTEST_WRITE)
    enters = office or (caller.may(Action.CONTEST_ENTER) and caller.teacher_id == author_id)
    steps = actions(LIFECYCLE, state)
    may = {
        "update": enters and contest is ContestState.OPEN and "update" in steps,
        "withdraw": "withdraw" in steps
        and ((enters and contest in BY_AUTHORS) or (office and contest is ContestState.RANKED)),
        "record": office and contest in RECORDED and "award" in steps,
    }
    return tuple(action for action, allowed in may.items() if allowed)


def told_authors(event: Event, entry: ContestEntry, facts: Mapping[str, str]) -> list[Notice]:
    link = f"contest-entries/{entry.id}"
    return [Notice(event, entry.id, author.teacher_id, facts, link) for author in entry.authors]


async def seen_entry(entries: Entries, entry_id: UUID) -> ContestEntry:
    """Raises NotFound."""
    found = await entries.get(entry_id)
    if found is None:
        raise NotFound()
    return found
