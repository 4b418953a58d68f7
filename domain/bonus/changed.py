"""Awards that changed after they were paid: for the office to put right by an adjustment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.works.award import Prize
from domain.works.work import WorkLevel


@dataclass(frozen=True, slots=True)
class PaidTeacher:
    teacher_id: UUID
    name: str
    paid_fen: int
    """For this work, corrections counted."""


@dataclass(frozen=True, slots=True)
class ChangedAward:
    """An award that was voided after a bonus was paid for its work, which is now paid too much."""

    award_id: UUID
    work_id: UUID
    work_title: str
    level: WorkLevel
    prize: Prize
    issuer: str
    awarded_on: date
    voided_because: str
    batch_id: UUID
    """The paid batch it was settled in: what an adjustment is to."""

    paid_fen: int
    """What the work is paid so far, corrections counted."""

    due_fen: int
    """What its highest settled award that still stands pays."""

    teachers: list[PaidTeacher]
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


class ChangedAwards(Protocol):
    async def voided(self) -> Iterable[ChangedAward]:
        """Every award that was voided after its batch was paid, the latest given first."""
        ...


async def changed_awards(changed: ChangedAwards) -> list[ChangedAward]:
    """Those of works that are still paid more than is due."""
    return [one for one in await changed.voided() if one.paid_fen > one.due_fen]
