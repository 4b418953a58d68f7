"""A batch of bonuses 奖金批次: gathered, checked, approved and paid, by three people; then it never changes.

What a batch pays is an edition: its lines, counted and summed when they are written and never touched again.
Gathering anew writes another edition. A correction is a batch of its own (`correcting.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.bonus.reckoning import (
    LineKind,
    NewLine,
    PassedOver,
    Reckoning,
    Settled,
    Share,
    WorkFacts,
)
from domain.errors import Conflict, Forbidden, NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.paging import Page, Window
from domain.works.award import Prize
from domain.works.work import WorkKind, WorkLevel


class BatchKind(StrEnum):
    AWARD = "award"
    ADJUSTMENT = "adjustment"
    """Counter-entries to a paid batch."""


class BatchState(StrEnum):
    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"
    PAID = "paid"
    """For good: what was wrong is put right by an adjustment."""

    CANCELLED = "cancelled"


LIFECYCLE: Lifecycle[BatchState] = {
    BatchState.DRAFT: {
        "update": BatchState.DRAFT,
        "check": BatchState.CHECKED,
        "cancel": BatchState.CANCELLED,
    },
    BatchState.CHECKED: {"approve": BatchState.APPROVED, "reject": BatchState.DRAFT},
    BatchState.APPROVED: {"pay": BatchState.PAID, "reject": BatchState.DRAFT},
    BatchState.PAID: {"correct": BatchState.PAID},
}

_NEEDS: Mapping[str, Action] = {
    "update": Action.BONUS_WRITE,
    "cancel": Action.BONUS_WRITE,
    "correct": Action.BONUS_WRITE,
    "check": Action.BONUS_CHECK,
    "approve": Action.BONUS_APPROVE,
    "pay": Action.BONUS_PAY,
    "reject": Action.BONUS_OVERSEE,
}


class SamePerson(Forbidden):
    """Who drafted a batch does not check it, and who drafted or checked it does not approve it."""

    code = "same_person"


class NothingDue(Conflict):
    """No award of these days is to be paid that is not in another batch."""

    code = "nothing_due"


class BatchOutdated(Conflict):
    """What it was made from changed since: an award voided, authors, a table, a payment."""

    code = "batch_outdated"


@dataclass(frozen=True, slots=True)
class BatchStep:
    """Who did what to a batch, and when."""

    action: str
    account_id: UUID
    name: str
    at: datetime
    edition_no: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class BonusBatch:
    """Bonuses that are checked, approved and paid together."""

    id: UUID
    kind: BatchKind
    title: str
    school_year: int
    """The one its sums count in; an adjustment's is that of the batch it corrects."""

    from_day: date
    until_day: date
    """It gathers the awards given from the one day to the other, both included."""

    corrects_id: UUID | None
    """The paid batch an adjustment is to."""

    reason: str | None
    """Of an adjustment."""

    state: BatchState
    edition_id: UUID
    edition_no: int
    """How often its lines were made."""

    line_count: int
    total_fen: int
    passed_over: list[PassedOver]
    """Awards of its days that it pays nothing for, and why."""

    proposed_by: UUID
    """The account that made its lines."""

    checked_by: UUID | None
    approved_by: UUID | None
    paid_by: UUID | None
    paid_at: datetime | None
    steps: list[BatchStep]
    """The earliest first."""

    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BonusLine:
    """What a batch pays one teacher for one award."""

    id: UUID
    batch_id: UUID
    batch_title: str
    batch_state: BatchState
    school_year: int
    number: int
    kind: LineKind
    award_id: UUID
    level: WorkLevel
    prize: Prize
    issuer: str
    awarded_on: date
    work_id: UUID
    work_kind: WorkKind
    work_title: str
    teacher_id: UUID
    teacher_name: str
    amount_fen: int
    """Less than zero where a correction takes back."""

    table_id: UUID | None
    """The table it is paid by; null for a correction, and for the shipped table."""

    share: Share | None
    """null for a correction, which has its reason."""

    reason: str | None
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchFilter:
    school_year: int | None = None
    state: tuple[BatchState, ...] = ()
    kind: tuple[BatchKind, ...] = ()
    corrects_id: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class LineFilter:
    batch_id: tuple[UUID, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    work_id: tuple[UUID, ...] = ()
    award_id: tuple[UUID, ...] = ()
    batch_state: tuple[BatchState, ...] = ()
    school_year: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What an edition says."""

    lines: tuple[NewLine, ...]
    passed_over: tuple[PassedOver, ...] = ()
    settled: tuple[Settled, ...] = ()

    @classmethod
    def of(cls, reckoning: Reckoning) -> "Content":
        """Raises NothingDue."""
        if not reckoning.lines:
            raise NothingDue()
        return cls(reckoning.lines, reckoning.passed_over, reckoning.settled)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a batch's correctness hangs on, as it is now."""

    works: Sequence[WorkFacts]
    """Of the awards it settles, those still confirmed."""

    paid: Mapping[tuple[UUID, UUID], int]
    """What is paid so far, by work and teacher, for the works of its lines."""

    highest: Mapping[UUID, int]
    """By work the most that a settled and still confirmed award of it pays."""


class Batches(Protocol):
    """All batches of the school. Whoever changes one holds the school's bonuses first."""

    async def hold(self) -> None:
        """One change of the school's bonuses at a time, until the transaction ends."""
        ...

    async def page(self, filters: BatchFilter, window: Window) -> Page[BonusBatch]:
        """The latest first."""
        ...

    async def get(self, batch_id: UUID) -> BonusBatch | None: ...

    async def lines(self, batch: BonusBatch) -> Sequence[NewLine]:
        """Of its edition, in order."""
        ...

    async def add(self, values: Mapping[str, Any], content: Content, *, at: datetime) -> BonusBatch: ...

    async def rewrite(
        self, batch: BonusBatch, values: Mapping[str, Any], content: Content, *, at: datetime
    ) -> BonusBatch:
        """Another edition; what the batch settled before is free again."""
        ...

    async def step(
        self, batch: BonusBatch, action: str, values: Mapping[str, Any], *, at: datetime, reason: str | None
    ) -> BonusBatch:
        """Paid, what it settles is settled for good; cancelled, it is free again."""
        ...


class BonusFacts(Protocol):
    async def gathered(self, from_day: date, until_day: date, *, but: UUID | None) -> Sequence[WorkFacts]:
        """Works with confirmed awards of these days that no other batch than `but` settles."""
        ...

    async def standing(self, batch_id: UUID, work_ids: Sequence[UUID]) -> Standing:
        """Keeps the batch's awards as they are until the transaction ends."""
        ...


class BonusLines(Protocol):
    """All, or the caller's own of what is approved or paid."""

    async def page(self, filters: LineFilter, window: Window) -> Page[BonusLine]:
        """The latest first."""
        ...


async def held(batches: Batches, batch_id: UUID, action: str, *, expected: int) -> BonusBatch:
    """The batch, with the school's bonuses held. Raises NotFound, Stale, InvalidState."""
    await batches.hold()
    found = await batches.get(batch_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    advance(LIFECYCLE, found.state, action)
    return found


def apart(batch: BonusBatch, action: str, account_id: UUID) -> bool:
    """Whether this person may take the step as far as who took the earlier ones goes."""
    earlier = {
        "check": (batch.proposed_by,),
        "approve": (batch.proposed_by, batch.checked_by),
    }
    return account_id not in earlier.get(action, ())


def allowed_actions(batch: BonusBatch, caller: Caller) -> tuple[str, ...]:
    return tuple(
        one
        for one in actions(LIFECYCLE, batch.state)
        if caller.may(_NEEDS[one])
        and apart(batch, one, caller.account_id)
        and (one != "correct" or batch.kind is BatchKind.AWARD)
    )
