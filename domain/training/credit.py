"""The credit ledger 学分台账: awards, and the append-only entries behind them.

An award is what one training, or one adjustment, is worth to one teacher. Every step of its life writes
entries; nothing is taken back but by a counter-entry, so a teacher's sums are always those of the entries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle
from domain.paging import Page, Window, WrittenPage
from domain.training.catalogue import CourseKind
from domain.words import Word


class AwardState(StrEnum):
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    VOID = "void"


class Account(Word):
    """Which of a teacher's two sums an entry moves."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"


class EntryKind(Word):
    AWARD = "award"
    RELEASE = "release"
    CONFIRM = "confirm"
    COUNTER = "counter"
    ADJUSTMENT = "adjustment"


class ExemptionKind(StrEnum):
    EXEMPT = "exempt"
    LONG_LEAVE = "long_leave"


class ReasonCode(Word):
    """What a figure follows from."""

    COURSE_CREDITS = "course_credits"
    ABSENCE_DEDUCTION = "absence_deduction"
    ABSENCE_VOID_SHARE = "absence_void_share"
    COURSE_ALREADY_COUNTED = "course_already_counted"
    CYCLE = "cycle"
    ADJUSTMENT = "adjustment"
    YEARLY_TARGET = "yearly_target"
    YEARLY_FLOOR = "yearly_floor"
    YEARLY_CAP = "yearly_cap"
    PRO_RATA = "pro_rata"
    EXEMPT = "exempt"
    LONG_LEAVE = "long_leave"
    NEW_IN_YEAR = "new_in_year"
    LEFT_IN_YEAR = "left_in_year"
    CYCLE_TARGET = "cycle_target"
    CYCLE_LONG_COURSES = "cycle_long_courses"
    SCHOOL_BASED_SHARE = "school_based_share"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure is what it is."""

    code: ReasonCode
    rule_id: UUID | None
    """The row of the policy it follows from; null where none does, or the shipped default stands."""

    value: str
    """The figure behind it: the rule's own, the days counted, or the id of what came first."""


AWARD_LIFECYCLE: Lifecycle[AwardState] = {
    AwardState.PROVISIONAL: {"confirm": AwardState.CONFIRMED, "void": AwardState.VOID},
    AwardState.CONFIRMED: {"void": AwardState.VOID},
}


def award_actions(state: AwardState, caller: Caller) -> tuple[str, ...]:
    """What this caller may do to an award itself; it is confirmed through its enrolment."""
    may = caller.may(Action.CREDIT_WRITE) and "void" in AWARD_LIFECYCLE.get(state, {})
    return ("void",) if may else ()


@dataclass(frozen=True, slots=True)
class CreditAward:
    """What one training, or one adjustment, is worth to one teacher."""

    id: UUID
    teacher_id: UUID
    course_id: UUID | None
    """null for an adjustment."""

    enrolment_id: UUID | None
    title: str
    category: CourseKind
    school_year: int
    cycle_year: int
    """The first school year of the cycle."""

    hours: Decimal
    credits: Decimal
    state: AwardState
    earned_at: datetime
    """When the training ended; decides the school year by the school's own clock."""

    reasons: list[Reason]
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwardFilter:
    teacher_id: tuple[UUID, ...] = ()
    school_year: int | None = None
    state: tuple[AwardState, ...] = ()


class Awards(Protocol):
    """The awards a caller may see."""

    async def page(self, filters: AwardFilter, window: Window) -> Page[CreditAward]: ...

    async def get(self, award_id: UUID) -> CreditAward | None: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A line about to be written."""

    award_id: UUID
    teacher_id: UUID
    school_year: int
    category: CourseKind
    title: str
    account: Account
    kind: EntryKind
    credits: Decimal
    hours: Decimal
    reason: str | None
    earned_at: datetime


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A line of a teacher's ledger."""

    id: UUID
    award_id: UUID
    school_year: int
    category: CourseKind
    title: str
    account: Account
    kind: EntryKind
    credits: Decimal
    """Signed: what the line adds to its account."""

    hours: Decimal
    reason: str | None
    earned_at: datetime
    entered_at: datetime


class Ledger(Protocol):
    async def page(self, teacher_id: UUID, window: Window) -> WrittenPage | None:
        """Of `LedgerEntry`, the latest first; None when there is no such teacher for this caller to see."""
        ...


def awarding(award: CreditAward) -> list[Entry]:
    return [_entry(award, Account.PROVISIONAL, EntryKind.AWARD, +1)]


def confirming(award: CreditAward) -> list[Entry]:
    """From provisional to confirmed: released there, confirmed here."""
    return [
        _entry(award, Account.PROVISIONAL, EntryKind.RELEASE, -1),
        _entry(award, Account.CONFIRMED, EntryKind.CONFIRM, +1),
    ]


def adjusting(award: CreditAward, reason: str) -> list[Entry]:
    return [_entry(award, Account.CONFIRMED, EntryKind.ADJUSTMENT, +1, reason)]


def countering(award: CreditAward, reason: str) -> list[Entry]:
    """Takes back what the award, in the state it is in, has put into an account."""
    if award.state is AwardState.VOID:
        return []
    return [_entry(award, Account(award.state.value), EntryKind.COUNTER, -1, reason)]


def _entry(
    award: CreditAward, account: Account, kind: EntryKind, sign: int, reason: str | None = None
) -> Entry:
    return Entry(
        award_id=award.id,
        teacher_id=award.teacher_id,
        school_year=award.school_year,
        category=award.category,
        title=award.title,
        account=account,
        kind=kind,
        credits=sign * award.credits,
        hours=sign * award.hours,
        reason=reason,
        earned_at=award.earned_at,
    )


Moves = Mapping[tuple[UUID, int], Mapping[str, Decimal | int]]
"""By how much each sum of a teacher's year moves."""


def moves_of(entries: Iterable[Entry]) -> dict[tuple[UUID, int], dict[str, Decimal | int]]:
    """What the entries do to the sums of `credit_standing`.

    A 90-hour course counts when it is confirmed and earned something; an adjustment has no hours and is none.
    """
    moves: dict[tuple[UUID, int], dict[str, Decimal | int]] = defaultdict(lambda: defaultdict(int))
    for entry in entries:
        sums = moves[entry.teacher_id, entry.school_year]
        sums[entry.account.value] += entry.credits
        if entry.category is CourseKind.SCHOOL_BASED:
            sums[f"school_based_{entry.account.value}"] += entry.credits
        if entry.category is CourseKind.LONG_90 and entry.account is Account.CONFIRMED and entry.credits:
            sums["long_courses"] += (entry.hours > 0) - (entry.hours < 0)
    return moves


@dataclass(frozen=True, slots=True)
class StandingDifference:
    """A kept sum that was not the sum of its entries."""

    teacher_id: UUID
    school_year: int
    sum: str
    """Which of the sums, by its name."""

    was: Decimal
    should_be: Decimal
