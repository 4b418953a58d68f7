"""What was paid in a school year, by teacher, group and level: for summaries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.works.work import WorkLevel


@dataclass(frozen=True, slots=True)
class PaidCell:
    """What one teacher was paid for awards of one level."""

    teacher_id: UUID
    name: str
    subject_group_id: UUID | None
    subject_group_name: str | None
    level: WorkLevel
    amount_fen: int


@dataclass(frozen=True, slots=True)
class TeacherBonus:
    teacher_id: UUID
    name: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class GroupBonus:
    """Of the teachers who are in the subject group now."""

    subject_group_id: UUID | None
    name: str | None
    amount_fen: int


@dataclass(frozen=True, slots=True)
class LevelBonus:
    level: WorkLevel
    amount_fen: int


@dataclass(frozen=True, slots=True)
class BonusFigures:
    """What was paid of a school year's batches, corrections counted."""

    school_year: int
    total_fen: int
    teachers: list[TeacherBonus]
    """The most first."""

    groups: list[GroupBonus]
    levels: list[LevelBonus]
    """The highest first."""


class PaidBonuses(Protocol):
    async def of_year(self, school_year: int) -> Sequence[PaidCell]: ...


async def figures(paid: PaidBonuses, school_year: int) -> BonusFigures:
    cells = await paid.of_year(school_year)
    teachers: Counter[tuple[UUID, str]] = Counter()
    groups: Counter[tuple[UUID | None, str | None]] = Counter()
    levels: Counter[WorkLevel] = Counter()
    for one in cells:
        teachers[one.teacher_id, one.name] += one.amount_fen
        groups[one.subject_group_id, one.subject_group_name] += one.amount_fen
        levels[one.level] += one.amount_fen
    return BonusFigures(
        school_year,
        sum(one.amount_fen for one in cells),
        [TeacherBonus(*who, amount) for who, amount in teachers.most_common()],
        [GroupBonus(*which, amount) for which, amount in groups.most_common()],
        [LevelBonus(level, levels[level]) for level in reversed(WorkLevel) if level in levels],
    )
