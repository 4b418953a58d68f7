"""What awards come to: the highest of each work, less what the work was paid before, shared by its authors.

Money is in whole fen. Each author's share is rounded down; the fen left over go one each to the shares that
lost most by it, of equal losses to the author named earlier. So the shares always make the whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.bonus.table import BonusTable, Split, in_force
from domain.works.award import Prize
from domain.works.work import WorkKind, WorkLevel

LEVELS = list(WorkLevel)
"""The lowest first."""


class LineKind(StrEnum):
    AWARD = "award"
    DIFFERENCE = "difference"
    """The work was paid for a lower award before; this is what is missing to the highest."""

    CORRECTION = "correction"


class PassedOverWhy(StrEnum):
    """Why an award of a batch's days pays nothing in it."""

    KIND_EXCLUDED = "kind_excluded"
    NO_AMOUNT = "no_amount"
    """The table in force has none for its level and prize."""

    LOWER = "lower"
    """Another award of the work pays more."""

    COVERED = "covered"
    """The work was paid as much before."""

    ELSEWHERE = "elsewhere"
    """Another open batch pays for the work: gather again when that is paid or cancelled."""


@dataclass(frozen=True, slots=True)
class AwardFacts:
    id: UUID
    level: WorkLevel
    prize: Prize
    awarded_on: date


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """A work with the awards to be settled now."""

    id: UUID
    kind: WorkKind
    author_ids: tuple[UUID, ...]
    awards: tuple[AwardFacts, ...]
    paid_fen: int = 0
    """In all paid batches so far, corrections counted."""

    elsewhere: bool = False
    """Another open batch pays for it."""


@dataclass(frozen=True, slots=True)
class Share:
    """How one author's share came about."""

    award_fen: int
    """What the award pays by the table."""

    paid_before_fen: int
    """What the work had been paid."""

    due_fen: int
    """The rest, which the authors share."""

    split: Split
    position: int
    """Among the authors, from 1."""

    weights: list[int]
    """Of each author, in order."""


@dataclass(frozen=True, slots=True)
class NewLine:
    kind: LineKind
    award_id: UUID
    work_id: UUID
    teacher_id: UUID
    amount_fen: int
    table_id: UUID | None = None
    share: Share | None = None
    reason: str | None = None
    """Of a correction."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An award that pays nothing, and why."""

    award_id: UUID
    work_id: UUID
    why: PassedOverWhy
    amount_fen: int | None
    """By the table; null where it has none."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An award that needs no further batch: it pays here, or another of its work pays as much."""

    award_id: UUID
    work_id: UUID
    amount_fen: int
    table_id: UUID | None
    pays: bool


@dataclass(frozen=True, slots=True)
class Reckoning:
    lines: tuple[NewLine, ...]
    passed_over: tuple[PassedOver, ...]
    settled: tuple[Settled, ...]

    @property
    def total_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Priced:
    award: AwardFacts
    amount: int
    table: BonusTable

    @property
    def rank(self) -> tuple[int, int, int, UUID]:
        """The most money; of as much the higher level, then the earlier day."""
        return (
            self.amount,
            LEVELS.index(self.award.level),
            -self.award.awarded_on.toordinal(),
            self.award.id,
        )


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """The amount by weights, to the fen; `weights` are not all zero."""
    whole = sum(weights)
    floors = [amount * weight // whole for weight in weights]
    lost = [amount * weight % whole for weight in weights]
    left = amount - sum(floors)
    for position in sorted(range(len(weights)), key=lambda one: (-lost[one], one))[:left]:
        floors[position] += 1
    return floors


def reckon(works: Iterable[WorkFacts], tables: Sequence[BonusTable]) -> Reckoning:
    """Every work has an author. Works in their order, a work's lines in its authors'."""
    parts = [_work(work, tables) for work in works]
    return Reckoning(
        tuple(line for part in parts for line in part.lines),
        tuple(one for part in parts for one in part.passed_over),
        tuple(one for part in parts for one in part.settled),
    )


def _work(work: WorkFacts, tables: Sequence[BonusTable]) -> Reckoning:
    priced, passed = _priced(work, tables)
    if work.elsewhere:
        waiting = [_passed(work, one, PassedOverWhy.ELSEWHERE) for one in priced]
        return Reckoning((), (*passed, *waiting), ())
    best = max(priced, key=lambda one: one.rank, default=None)
    due = 0 if best is None else max(0, best.amount - work.paid_fen)
    why = PassedOverWhy.LOWER if due else PassedOverWhy.COVERED
    idle = [one for one in priced if not due or one is not best]
    return Reckoning(
        _lines(work, best, due) if best is not None and due else (),
        (*passed, *(_passed(work, one, why) for one in idle)),
        tuple(
            Settled(one.award.id, work.id, one.amount, one.table.id, pays=one not in idle) for one in priced
        ),
    )


def _priced(work: WorkFacts, tables: Sequence[BonusTable]) -> tuple[list[_Priced], list[PassedOver]]:
    priced, passed = [], []
    for award in work.awards:
        table = in_force(tables, award.awarded_on)
        amount = table.amount(award.level, award.prize)
        if work.kind in table.excluded_kinds:
            passed.append(PassedOver(award.id, work.id, PassedOverWhy.KIND_EXCLUDED, None))
        elif amount is None:
            passed.append(PassedOver(award.id, work.id, PassedOverWhy.NO_AMOUNT, None))
        else:
            priced.append(_Priced(award, amount, table))
    return priced, passed


def _passed(work: WorkFacts, one: _Priced, why: PassedOverWhy) -> PassedOver:
    return PassedOver(one.award.id, work.id, why, one.amount)


def _lines(work: WorkFacts, best: _Priced, due: int) -> tuple[NewLine, ...]:
    kind = LineKind.DIFFERENCE if work.paid_fen else LineKind.AWARD
    weights = best.table.parts(len(work.author_ids))
    each = zip(work.author_ids, shares(due, weights), strict=True)
    return tuple(
        NewLine(
            kind,
            best.award.id,
            work.id,
            teacher_id,
            amount,
            best.table.id,
            Share(best.amount, work.paid_fen, due, best.table.split, position, weights),
        )
        for position, (teacher_id, amount) in enumerate(each, start=1)
        if amount
    )
