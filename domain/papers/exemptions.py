"""Letting a teacher off the paper of a school year 免写论文: by the office, for a reason such as 病假."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.paging import Page, Window


class PaperExempted(Conflict):
    """The teacher is let off that school year already."""

    code = "paper_exempted"


class PaperExemptionVoided(Conflict):
    code = "paper_exemption_voided"


@dataclass(frozen=True, slots=True)
class PaperExemption:
    """A teacher owes no paper of a school year."""

    id: UUID
    teacher_id: UUID
    school_year: int
    reason: str
    account_id: UUID
    entered_at: datetime
    voided_at: datetime | None
    voided_because: str | None
    """Kept, and no longer so."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPaperExemption:
    teacher_id: UUID
    school_year: int
    reason: str


@dataclass(frozen=True, slots=True)
class PaperExemptionFilter:
    school_year: tuple[int, ...] = ()
    teacher_id: tuple[UUID, ...] = ()


class PaperExemptions(Protocol):
    """Those a caller may see: their own, or all."""

    async def page(self, filters: PaperExemptionFilter, window: Window) -> Page[PaperExemption]:
        """The latest entered first."""
        ...

    async def get(self, exemption_id: UUID) -> PaperExemption | None: ...

    async def for_update(self, exemption_id: UUID) -> PaperExemption | None: ...

    async def add(self, new: NewPaperExemption, *, account_id: UUID, at: datetime) -> PaperExemption:
        """Raises UnknownReference (`teacher_id`), PaperExempted."""
        ...

    async def voided(self, exemption_id: UUID, *, because: str, at: datetime) -> PaperExemption: ...


def exemption_actions(voided_at: datetime | None, caller: Caller) -> tuple[str, ...]:
    return ("void",) if voided_at is None and caller.may(Action.PAPER_MANAGE) else ()


async def void(
    exemptions: PaperExemptions, exemption_id: UUID, *, expected: int, because: str, now: datetime
) -> PaperExemption:
    """Raises NotFound, Stale, PaperExemptionVoided."""
    found = await exemptions.for_update(exemption_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    if found.voided_at is not None:
        raise PaperExemptionVoided()
    return await exemptions.voided(exemption_id, because=because, at=now)
