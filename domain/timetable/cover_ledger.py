"""The ledger of cover 代课统计: lessons given and taken, with their pay. Lines are added, never changed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound, RuleViolation
from domain.paging import Page, Window
from domain.timetable.cover_policy import Pay
from domain.timetable.covering import CoverEntryKind
from domain.timetable.lessons import LessonKind


class EntryElsewhere(RuleViolation):
    """The line a correction is of belongs to another teacher, term or kind."""

    code = "entry_elsewhere"


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A line to be written."""

    term_id: UUID
    teacher_id: UUID
    kind: CoverEntryKind
    cover_id: UUID | None
    corrects_id: UUID | None
    day: date
    subject: str
    lesson_kind: LessonKind
    lessons: Decimal
    amount_fen: int
    points: Decimal
    rule_id: UUID | None
    note: str | None = None
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CoverEntry:
    """A line of the ledger."""

    id: UUID
    term_id: UUID
    teacher_id: UUID
    name: str
    kind: CoverEntryKind
    cover_id: UUID | None
    """null: entered by hand."""

    corrects_id: UUID | None
    """The line this one takes back, or corrects."""

    day: date
    subject: str
    lesson_kind: LessonKind
    lessons: Decimal
    """1 for a lesson, -1 where it is taken back."""

    amount_fen: int
    points: Decimal
    rule_id: UUID | None
    """The row of the policy the pay comes from."""

    note: str | None
    entered_at: datetime
    version: int = 1
    """Always 1: a line is corrected by another, never changed."""

    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverStanding:
    """A teacher's sums of one term."""

    teacher_id: UUID
    employee_no: str
    name: str
    given: Decimal
    """Lessons given for others."""

    taken: Decimal
    """Lessons others gave for this teacher."""

    amount_fen: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class EntryFilter:
    term_id: tuple[UUID, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    kind: tuple[CoverEntryKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A line somebody enters by hand."""

    term_id: UUID
    teacher_id: UUID
    kind: CoverEntryKind
    day: date
    subject: str
    lesson_kind: LessonKind
    lessons: Decimal
    amount_fen: int
    points: Decimal
    note: str
    corrects_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PayrollTerm:
    """One term's ledger, whole: for the workbook payroll gets."""

    title: str
    standings: list[CoverStanding]
    entries: list[CoverEntry]


class CoverLedger(Protocol):
    async def page(self, filters: EntryFilter, window: Window) -> Page[CoverEntry]:
        """The latest first."""
        ...

    async def get(self, entry_id: UUID) -> CoverEntry | None: ...

    async def standings(self, term_id: UUID | None, window: Window) -> Page[CoverStanding]:
        """In the order of names; of the present term when none is named."""
        ...

    async def payroll(self, term_id: UUID | None) -> PayrollTerm | None:
        """Of the present term when none is named; one without a line where there is no term yet."""
        ...

    async def enter(self, entries: list[NewEntry], *, at: datetime) -> list[UUID]:
        """Raises NotFound."""
        ...


def entries_of(
    cover_id: UUID,
    *,
    term_id: UUID,
    given_by: UUID,
    taken_by: UUID,
    day: date,
    subject: str,
    kind: LessonKind,
    pay: Pay,
) -> list[NewEntry]:
    """One line for who gives the lesson, with its pay, and one for who is away."""
    given = NewEntry(
        term_id=term_id,
        teacher_id=given_by,
        kind=CoverEntryKind.GIVEN,
        cover_id=cover_id,
        corrects_id=None,
        day=day,
        subject=subject,
        lesson_kind=kind,
        lessons=Decimal(1),
        amount_fen=pay.amount_fen,
        points=pay.points,
        rule_id=pay.rule_id,
    )
    taken = replace(
        given,
        teacher_id=taken_by,
        kind=CoverEntryKind.TAKEN,
        amount_fen=0,
        points=Decimal(0),
        rule_id=None,
    )
    return [given, taken]


def counters(entries: Iterable[CoverEntry], note: str, account_id: UUID | None) -> list[NewEntry]:
    """The lines that take these back, each in the term it stands in."""
    return [
        NewEntry(
            term_id=one.term_id,
            teacher_id=one.teacher_id,
            kind=one.kind,
            cover_id=one.cover_id,
            corrects_id=one.id,
            day=one.day,
            subject=one.subject,
            lesson_kind=one.lesson_kind,
            lessons=-one.lessons,
            amount_fen=-one.amount_fen,
            points=-one.points,
            rule_id=one.rule_id,
            note=note,
            account_id=account_id,
        )
        for one in entries
    ]


async def adjust(
    ledger: CoverLedger, adjustment: Adjustment, *, account_id: UUID, now: datetime
) -> CoverEntry:
    """Raises NotFound, EntryElsewhere."""
    cover_id = None
    if adjustment.corrects_id is not None:
        corrected = await ledger.get(adjustment.corrects_id)
        if corrected is None:
            raise NotFound()
        # So that both are taken back together, should the cover be released.
        cover_id = corrected.cover_id
        same = ("term_id", "teacher_id", "kind")
        if any(getattr(corrected, name) != getattr(adjustment, name) for name in same):
            raise EntryElsewhere()
    entry = NewEntry(
        term_id=adjustment.term_id,
        teacher_id=adjustment.teacher_id,
        kind=adjustment.kind,
        cover_id=cover_id,
        corrects_id=adjustment.corrects_id,
        day=adjustment.day,
        subject=adjustment.subject,
        lesson_kind=adjustment.lesson_kind,
        lessons=adjustment.lessons,
        amount_fen=adjustment.amount_fen,
        points=adjustment.points,
        rule_id=None,
        note=adjustment.note,
        account_id=account_id,
    )
    (entry_id,) = await ledger.enter([entry], at=now)
    made = await ledger.get(entry_id)
    assert made is not None
    return made
