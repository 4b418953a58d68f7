"""How much a school's teachers are away, added up 缺勤统计; never by person."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.paging import Page


class AbsencesBy(StrEnum):
    """What absences are added up by."""

    SUBJECT_GROUP = "subject_group"
    GRADE_GROUP = "grade_group"
    KIND = "kind"
    MONTH = "month"
    """The month an absence begins in, as 2021-03."""


@dataclass(frozen=True, slots=True)
class AbsenceSum:
    key: str | None
    """The group's id, the kind, the month; null: teachers of no group."""

    name: str | None
    """The group's."""

    absences: int
    school_days: Decimal
    to_swap: int
    to_cover: int
    escalated: int
    """Of those gone to cover: for want of swaps in time."""


class AbsenceStatistics(Protocol):
    async def sums(self, by: AbsencesBy, *, term_id: UUID | None) -> Page[AbsenceSum]:
        """Of the standing absences the caller sees that begin in the term, or of all; on one page."""
        ...
