"""Comparing our ledger with the latest list of the platform, and what becomes of the lines found before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.errors import RuleViolation
from domain.identity.access import Caller
from domain.lifecycle import advance
from domain.paging import Page, Window
from domain.reconciliation.comparing import Comparison, Difference, DifferenceKind, Key, compare
from domain.reconciliation.line import (
    LIFECYCLE,
    ReconciliationLine,
    ReconciliationState,
    ReconciliationStep,
    line_key,
    same_values,
)
from domain.reconciliation.sides import CourseKeys, Credited, Holding, KnownCourse, amounts, comparable
from domain.training.catalogue import CourseKind


class NoPlatformList(RuleViolation):
    """No list of the platform's credits was committed for the school year; facts: `school_year`."""

    code = "no_platform_list"


@dataclass(frozen=True, slots=True)
class ReconciliationCounts:
    equal: int
    """Courses of teachers that both sides have alike."""

    only_ours: int
    only_theirs: int
    differs: int
    new: int
    """Differences without a line so far; with the next two these are all differences."""

    still_open: int
    """Those with an open line, which is carried on."""

    settled_before: int
    """Those whose very figures the school has said to keep."""

    superseded: int
    """Lines closed because the figures are others by now."""

    resolved: int
    """Lines closed because the difference is gone."""


@dataclass(frozen=True, slots=True)
class CreditReconciliation:
    """One comparison 对账: when, with which list, and what it found."""

    id: UUID
    school_year: int
    import_id: UUID
    """The platform's list, as it was brought in."""

    counts: ReconciliationCounts
    created_at: datetime
    account_id: UUID
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorting:
    """The differences found, by what is known of them; and the lines that no longer stand."""

    new: tuple[Difference, ...]
    still_open: int
    settled: int
    superseded: tuple[ReconciliationLine, ...]
    resolved: tuple[ReconciliationLine, ...]

    @property
    def closed(self) -> list[tuple[ReconciliationLine, ReconciliationStep]]:
        return [
            *((line, ReconciliationStep.SUPERSEDE) for line in self.superseded),
            *((line, ReconciliationStep.RESOLVE) for line in self.resolved),
        ]


@dataclass(frozen=True, slots=True)
class NewLine:
    id: UUID
    difference: Difference
    course_id: UUID | None
    title: str
    category: CourseKind
    earned_on: date | None


@dataclass(frozen=True, slots=True)
class Closing:
    line: ReconciliationLine
    state: ReconciliationState
    step: ReconciliationStep


class Reconciliations(Protocol):
    async def page(self, school_year: int | None, window: Window) -> Page[CreditReconciliation]:
        """The latest first."""
        ...

    async def get(self, run_id: UUID) -> CreditReconciliation | None: ...


class Books(Protocol):
    """Both sides, as they stand now."""

    async def hold(self) -> None:
        """Until the transaction ends nobody else in the school compares or decides."""
        ...

    async def latest_lists(self, school_years: Sequence[int]) -> Mapping[int, UUID]:
        """The import of each year's latest committed list; years without one are left out."""
        ...

    async def awarded(
        self, school_years: Sequence[int], teacher_ids: Sequence[UUID] | None = None
    ) -> list[Credited]:
        """Awards that are not void, of a course or made by a decision here; of these teachers, or of all."""
        ...

    async def credited(
        self, lists: Mapping[int, UUID], teacher_ids: Sequence[UUID] | None = None
    ) -> list[Credited]:
        """What these lists say."""
        ...

    async def courses(self) -> list[KnownCourse]: ...


class Runs(Books, Protocol):
    def new_id(self) -> UUID: ...

    async def standing(self, school_year: int) -> list[ReconciliationLine]:
        """Lines open or kept."""
        ...

    async def keep(
        self, run: CreditReconciliation, *, found: Sequence[NewLine], closed: Sequence[Closing]
    ) -> None: ...


async def reconcile(runs: Runs, school_year: int, *, caller: Caller, now: datetime) -> CreditReconciliation:
    """Compares, keeps a line for each difference not known yet, and closes lines that no longer stand.

    Raises NoPlatformList.
    """
    await runs.hold()
    lists = await runs.latest_lists([school_year])
    if school_year not in lists:
        raise NoPlatformList(school_year=school_year)
    credited = await runs.credited(lists)
    awarded = comparable(await runs.awarded([school_year]), credited)
    # The courses last: both sides then name none that is not among them.
    keys = CourseKeys(await runs.courses())
    ours, theirs = keys.side(awarded), keys.side(credited)
    comparison = compare(amounts(ours), amounts(theirs))
    sorting = sort_out(comparison, await runs.standing(school_year), keys)
    run = CreditReconciliation(
        id=runs.new_id(),
        school_year=school_year,
        import_id=lists[school_year],
        counts=_counts(comparison, sorting),
        created_at=now,
        account_id=caller.account_id,
    )
    found = [_line(runs.new_id(), one, ours, theirs) for one in sorting.new]
    closed = [
        Closing(line, advance(LIFECYCLE, line.state, step.value), step) for line, step in sorting.closed
    ]
    await runs.keep(run, found=found, closed=closed)
    return run


def sort_out(comparison: Comparison, standing: Sequence[ReconciliationLine], keys: CourseKeys) -> Sorting:
    """A difference with the very figures of a line is that line's; other figures take its place.

    A line is known by its course as that is called today: a code of the platform's may have become ours.
    """
    new, superseded = [], []
    left: dict[Key, ReconciliationLine] = {}
    for line in standing:
        if left.setdefault(key := line_key(line, keys), line) is not line:
            superseded.append(left[key])
            left[key] = line
    carried = {ReconciliationState.OPEN: 0, ReconciliationState.KEPT: 0}
    for one in comparison.differences:
        known = left.pop(one.key, None)
        if known is not None and same_values(known, one.ours, one.theirs):
            carried[known.state] += 1
            continue
        new.append(one)
        if known is not None:
            superseded.append(known)
    return Sorting(
        tuple(new),
        carried[ReconciliationState.OPEN],
        carried[ReconciliationState.KEPT],
        tuple(superseded),
        tuple(left.values()),
    )


def _counts(comparison: Comparison, sorting: Sorting) -> ReconciliationCounts:
    return ReconciliationCounts(
        equal=comparison.equal,
        **{kind.value: comparison.count(kind) for kind in DifferenceKind},
        new=len(sorting.new),
        still_open=sorting.still_open,
        settled_before=sorting.settled,
        superseded=len(sorting.superseded),
        resolved=len(sorting.resolved),
    )


def _line(
    line_id: UUID, one: Difference, ours: Mapping[Key, Holding], theirs: Mapping[Key, Holding]
) -> NewLine:
    said = theirs.get(one.key)
    held = ours.get(one.key) or said
    assert held is not None
    days = [row.earned_on for row in said.rows if row.earned_on is not None] if said is not None else []
    return NewLine(line_id, one, held.course_id, held.title, held.category, max(days, default=None))
