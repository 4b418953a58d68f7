"""A contest of papers, cases and the like 评比 (MISSION §7), and what may be done to it when.

桐乡市教育学会论文评比 and 嘉兴市三项教学论文评比 are the source's. What a contest asks for is its own data:
kinds of work, categories, lengths, limits. How many works the school may send is told in `quota`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.contests.quota import Quota, QuotaFacts
from domain.errors import Conflict, NotFound, RuleViolation
from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.lifecycle import Lifecycle, actions, match
from domain.paging import Page, Window
from domain.works.work import WorkKind, WorkLevel


class ContestState(StrEnum):
    DRAFT = "draft"
    """Seen by the office and the principal."""

    OPEN = "open"
    CLOSED = "closed"
    """Entries are closed and numbered, the quota is fixed; judges score where there are too many."""

    RANKED = "ranked"
    """It is published which entries are sent."""

    SUBMITTED = "submitted"
    RESULTS_IN = "results_in"
    CANCELLED = "cancelled"


LIFECYCLE: Lifecycle[ContestState] = {
    ContestState.DRAFT: {
        "update": ContestState.DRAFT,
        "open": ContestState.OPEN,
        "cancel": ContestState.CANCELLED,
    },
    ContestState.OPEN: {
        "update": ContestState.OPEN,
        "enter": ContestState.OPEN,
        "close": ContestState.CLOSED,
        "cancel": ContestState.CANCELLED,
    },
    ContestState.CLOSED: {
        "update": ContestState.CLOSED,
        "appoint": ContestState.CLOSED,
        "score": ContestState.CLOSED,
        "rank": ContestState.RANKED,
        "cancel": ContestState.CANCELLED,
    },
    ContestState.RANKED: {
        "rank": ContestState.RANKED,
        "submit": ContestState.SUBMITTED,
        "cancel": ContestState.CANCELLED,
    },
    ContestState.SUBMITTED: {
        "record": ContestState.SUBMITTED,
        "finish": ContestState.RESULTS_IN,
        "cancel": ContestState.CANCELLED,
    },
    ContestState.RESULTS_IN: {"record": ContestState.RESULTS_IN},
}
"""`rank` again after an entry was withdrawn: the next one moves up. `record` enters or corrects results."""

_OF_JUDGES = ("score",)
_OF_AUTHORS = ("enter",)


class AwardedExclusion(StrEnum):
    """Which works may not be entered because they won something already."""

    NONE = "none"
    SAME_OR_HIGHER = "same_or_higher"
    """With a confirmed award at the contest's level or above it."""

    ANY = "any"


class ContestTitleTaken(Conflict):
    """The school year has a contest of this title; facts: `title`."""

    code = "contest_title_taken"


class ContestDatesOutOfOrder(RuleViolation):
    """The school's own deadline is not after the organiser's; facts: `entries`, `submission`."""

    code = "contest_dates_out_of_order"


class ContestLengthsOutOfOrder(RuleViolation):
    """The least length is above the most; facts: `least`, `most`."""

    code = "contest_lengths_out_of_order"


class ContestTermsFixed(Conflict):
    """Entries were accepted by these terms, which change no more; facts: `fields`."""

    code = "contest_terms_fixed"


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest of one school year, and where the school stands with it."""

    id: UUID
    series: str
    """What it is called every year: last year's first prizes are looked for under it."""

    title: str
    organiser: str
    level: WorkLevel
    """Of its awards."""

    school_year: int
    """The year it starts in."""

    kinds: list[WorkKind]
    """Of work that may be entered."""

    categories: list[str]
    """An entry is in one of them; empty: there are none."""

    entries_due_on: date
    """The last day on which authors enter."""

    submission_due_on: date
    """By then the organiser has the works."""

    min_characters: int | None
    max_characters: int | None
    """Characters of an entry, blanks not counted."""

    quota_set: int | None
    """The number of works the organiser allows; null: the school's rule."""

    excludes_awarded: AwardedExclusion
    entries_per_author: int | None
    """Of one first author; null: any number."""

    remark: str | None
    state: ContestState
    entries: int
    """That stand."""

    quota: Quota | None
    """From the day entries closed; before, `contests/{id}/quota` says what it would be."""

    cancelled_because: str | None
    opened_at: datetime | None
    closed_at: datetime | None
    ranked_at: datetime | None
    submitted_at: datetime | None
    finished_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewContest:
    title: str
    organiser: str
    level: WorkLevel
    school_year: int
    kinds: tuple[WorkKind, ...]
    entries_due_on: date
    submission_due_on: date
    categories: tuple[str, ...] = ()
    series: str | None = None
    """None: as the title."""

    min_characters: int | None = None
    max_characters: int | None = None
    quota_set: int | None = None
    excludes_awarded: AwardedExclusion = AwardedExclusion.SAME_OR_HIGHER
    entries_per_author: int | None = 1
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class ContestFilter:
    state: tuple[ContestState, ...] = ()
    school_year: tuple[int, ...] = ()
    level: tuple[WorkLevel, ...] = ()
    series: str | None = None
    due_from: date | None = None
    """Of the last day for entering works; so below, which is the day after."""

    due_to: date | None = None


class Contests(Protocol):
    """The contests a caller may see: drafts are for the office and the principal."""

    async def page(self, filters: ContestFilter, window: Window) -> Page[Contest]:
        """Those whose entries close last come first."""
        ...

    async def get(self, contest_id: UUID) -> Contest | None: ...

    async def hold(self, contest_id: UUID, *, shared: bool = False) -> Contest | None:
        """Locked, and then read; shared: it stays in its state, beside others who hold it so."""
        ...

    async def add(self, new: NewContest) -> Contest:
        """Raises ContestTitleTaken."""
        ...

    async def change(self, contest_id: UUID, changes: Mapping[str, Any]) -> Contest:
        """Raises ContestTitleTaken."""
        ...

    async def quota_facts(self, contest: Contest, on: date) -> QuotaFacts: ...

    async def teachers(self) -> Sequence[UUID]:
        """Everybody at work."""
        ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What is checked of a contest as it is to be."""

    entries_due_on: date
    submission_due_on: date
    min_characters: int | None
    max_characters: int | None

    def check(self) -> None:
        """Raises ContestDatesOutOfOrder, ContestLengthsOutOfOrder."""
        if self.entries_due_on > self.submission_due_on:
            raise ContestDatesOutOfOrder(
                entries=self.entries_due_on.isoformat(), submission=self.submission_due_on.isoformat()
            )
        least, most = self.min_characters, self.max_characters
        if least is not None and most is not None and least > most:
            raise ContestLengthsOutOfOrder(least=least, most=most)


def sees_all(caller: Caller) -> bool:
    """Every entry with its authors: the office, the principal, a script of the office's."""
    return (reach(Action.CONTEST_ENTRY_READ, caller.roles, caller.scopes) or Scope.OWN) >= Scope.SCHOOL


def contest_actions(state: ContestState, caller: Caller, *, judges: bool) -> tuple[str, ...]:
    """What this caller may do: by their role, as an author, as one of its judges."""
    runs, enters = caller.may(Action.CONTEST_WRITE), caller.may(Action.CONTEST_ENTER)
    scores = judges and caller.may(Action.CONTEST_SCORE)
    return tuple(
        step
        for step in actions(LIFECYCLE, state)
        if (enters if step in _OF_AUTHORS else scores if step in _OF_JUDGES else runs)
    )


async def held(
    contests: Contests, contest_id: UUID, *, expected: int | None = None, shared: bool = False
) -> Contest:
    """Locked. Raises NotFound, Stale."""
    contest = await contests.hold(contest_id, shared=shared)
    if contest is None:
        raise NotFound()
    if expected is not None:
        match(contest.version, expected)
    return contest
