"""Who owes less than a whole year: the exempt and those on long leave 免修与长假."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.lifecycle import match
from domain.paging import Page, Window
from domain.training.credit import ExemptionKind


class ExemptionDaysReversed(RuleViolation):
    """The last day lies before the first; facts: `from_day`, `until_day`."""

    code = "exemption_days_reversed"


class ExemptionVoid(Conflict):
    """It was voided before."""

    code = "exemption_void"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Days for which a teacher owes nothing."""

    id: UUID
    teacher_id: UUID
    kind: ExemptionKind
    from_day: date
    until_day: date
    """The last of the days."""

    reason: str
    voided_at: datetime | None = None
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExemptionFilter:
    teacher_id: tuple[UUID, ...] = ()
    kind: tuple[ExemptionKind, ...] = ()


class Exemptions(Protocol):
    """The exemptions a caller may see."""

    async def page(self, filters: ExemptionFilter, window: Window) -> Page[Exemption]: ...

    async def get(self, exemption_id: UUID) -> Exemption | None: ...

    async def for_update(self, exemption_id: UUID) -> Exemption | None: ...

    async def add(self, new: "NewExemption") -> Exemption:
        """Keeps it under an id of its own. Raises NotFound when there is no such teacher."""
        ...

    async def voided(self, exemption_id: UUID, *, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class NewExemption:
    teacher_id: UUID
    kind: ExemptionKind
    from_day: date
    until_day: date
    reason: str


async def exempt(exemptions: Exemptions, new: NewExemption) -> Exemption:
    if new.until_day < new.from_day:
        raise ExemptionDaysReversed(from_day=new.from_day.isoformat(), until_day=new.until_day.isoformat())
    return await exemptions.add(new)


async def void_exemption(
    exemptions: Exemptions, exemption_id: UUID, *, expected: int, now: datetime
) -> Exemption:
    found = await exemptions.for_update(exemption_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    if found.voided_at is not None:
        raise ExemptionVoid()
    await exemptions.voided(exemption_id, at=now)
    return replace(found, voided_at=now, version=found.version + 1, allowed_actions=())
