"""Two books of the same credits, side by side 学分对账: where they say the same, and where not."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

Key: TypeAlias = tuple[UUID, str]
"""Whose credits, and for which course: the teacher, and the course's key."""


class DifferenceKind(StrEnum):
    ONLY_OURS = "only_ours"
    """The platform has nothing of it."""

    ONLY_THEIRS = "only_theirs"
    """Our ledger has nothing of it."""

    DIFFERS = "differs"
    """Both have it, with other hours or credits."""


@dataclass(frozen=True, slots=True)
class CreditAmount:
    """What one side says a course was worth to a teacher."""

    hours: Decimal
    credits: Decimal


Amount: TypeAlias = CreditAmount


@dataclass(frozen=True, slots=True)
class Difference:
    key: Key
    kind: DifferenceKind
    ours: Amount | None
    theirs: Amount | None


@dataclass(frozen=True, slots=True)
class Comparison:
    equal: int
    """How many teachers' courses both sides have alike."""

    differences: tuple[Difference, ...]
    """In the order of teachers and courses."""

    def count(self, kind: DifferenceKind) -> int:
        return sum(one.kind is kind for one in self.differences)


def compare(ours: Mapping[Key, Amount], theirs: Mapping[Key, Amount]) -> Comparison:
    """Every key of either side is equal, or a difference of exactly one kind."""
    found = []
    keys = sorted(ours.keys() | theirs.keys())
    for key in keys:
        mine, other = ours.get(key), theirs.get(key)
        kind = kind_of(mine, other)
        if kind is not None:
            found.append(Difference(key, kind, mine, other))
    return Comparison(len(keys) - len(found), tuple(found))


def kind_of(ours: Amount | None, theirs: Amount | None) -> DifferenceKind | None:
    """None where the sides agree: who credited 0 and who credited nothing do, whatever the hours."""
    if ours is None:
        return DifferenceKind.ONLY_THEIRS if theirs is not None and theirs.credits else None
    if theirs is None:
        return DifferenceKind.ONLY_OURS if ours.credits else None
    return None if ours == theirs else DifferenceKind.DIFFERS
