"""A proposed table tried on a school year's awards, against the tables in force; nothing is kept."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.bonus.drafting import Periods
from domain.bonus.reckoning import Reckoning, WorkFacts, reckon
from domain.bonus.table import BonusTable, BonusTables, NewBonusTable, check
from domain.people.changes import UnknownReference


@dataclass(frozen=True, slots=True)
class TriedTeacher:
    """What a teacher would get, and what they get by the tables in force."""

    teacher_id: UUID
    name: str
    proposed_fen: int
    in_force_fen: int
    difference_fen: int


@dataclass(frozen=True, slots=True)
class TriedWork:
    work_id: UUID
    title: str
    proposed_fen: int
    in_force_fen: int
    difference_fen: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """Every confirmed award of the year, whether it was paid or not."""

    school_year: int
    awards: int
    proposed_fen: int
    in_force_fen: int
    difference_fen: int
    teachers: list[TriedTeacher]
    """Whoever gets something by either; the greatest change first."""

    works: list[TriedWork]


class PastAwards(Protocol):
    async def given(self, from_day: date, until_day: date) -> Sequence[WorkFacts]:
        """Works with all their confirmed awards of these days, as if nothing had been paid."""
        ...

    async def names(self, teacher_ids: Iterable[UUID], work_ids: Iterable[UUID]) -> Mapping[UUID, str]:
        """What teachers are called, and works are titled."""
        ...


async def dry_run(
    past: PastAwards, tables: BonusTables, periods: Periods, proposed: NewBonusTable, school_year: int
) -> DryRun:
    """Raises UnknownReference of the school year, WeightsMisplaced, CellTwice."""
    check(proposed)
    span = await periods.of(school_year, None)
    if span is None:
        raise UnknownReference(field="school_year")
    works = await past.given(*span)
    would = reckon(works, [_always(proposed)])
    does = reckon(works, await tables.every())
    by_teacher = _compared(_sums(would, "teacher_id"), _sums(does, "teacher_id"))
    by_work = _compared(_sums(would, "work_id"), _sums(does, "work_id"))
    names = await past.names(by_teacher, by_work)
    return DryRun(
        school_year,
        sum(len(work.awards) for work in works),
        would.total_fen,
        does.total_fen,
        would.total_fen - does.total_fen,
        [TriedTeacher(one, names[one], *sums) for one, sums in _greatest_first(by_teacher)],
        [TriedWork(one, names[one], *sums) for one, sums in _greatest_first(by_work)],
    )


Sums = tuple[int, int, int]
"""Proposed, in force, and the difference."""


def _always(new: NewBonusTable) -> BonusTable:
    return BonusTable(
        id=None,
        title=new.title,
        effective_from=date.min,
        split=new.split,
        weights=list(new.weights),
        excluded_kinds=list(new.excluded_kinds),
        cells=list(new.cells),
    )


def _sums(reckoning: Reckoning, of: str) -> Counter[UUID]:
    sums: Counter[UUID] = Counter()
    for line in reckoning.lines:
        sums[getattr(line, of)] += line.amount_fen
    return sums


def _compared(would: Counter[UUID], does: Counter[UUID]) -> dict[UUID, Sums]:
    return {one: (would[one], does[one], would[one] - does[one]) for one in would | does}


def _greatest_first(sums: Mapping[UUID, Sums]) -> list[tuple[UUID, Sums]]:
    return sorted(sums.items(), key=lambda item: (-abs(item[1][2]), -item[1][0], item[0]))
