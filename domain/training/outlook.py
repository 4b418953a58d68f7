"""What somebody who asks "what if" is told, and what the answer rests on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import Reason
from domain.training.cycle import CycleStanding, YearSums
from domain.training.reaching import Deadline, Option
from domain.training.standing import Ground, Member, Standing


@dataclass(frozen=True, slots=True)
class Chosen:
    """A session somebody thinks of taking."""

    session_id: UUID
    code: str
    title: str
    course_id: UUID
    kind: CourseKind
    credits: Decimal
    state: SessionState
    starts_at: datetime
    ends_at: datetime
    planned: Decimal
    """What the teacher's place in it plans already."""


@dataclass(frozen=True, slots=True)
class Imagined:
    """What a session would add."""

    session_id: UUID
    code: str
    title: str
    school_year: int
    adds: Decimal
    """0 when its course counts in the cycle already."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class YearOutlook:
    """A school year without and with the sessions."""

    now: Standing
    """As it stands today."""

    then: Standing
    """On the year's last day, the sessions passed and confirmed."""

    deadline: Deadline


@dataclass(frozen=True, slots=True)
class CycleOutlook:
    """A cycle without and with the sessions."""

    now: CycleStanding
    then: CycleStanding
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Where a teacher would stand; nothing is written."""

    teacher_id: UUID
    sessions: list[Imagined]
    years: list[YearOutlook]
    """The school years the sessions end in."""

    cycles: list[CycleOutlook]


@dataclass(frozen=True, slots=True)
class Record:
    """What a teacher has, and what the catalogue offers besides."""

    ground: Ground
    member: Member
    sums: Mapping[int, YearSums]
    counted: Mapping[tuple[UUID, int], UUID]
    """Of each course and cycle that counts: the award."""

    chosen: Sequence[Chosen]
    """In the order in which they end."""

    busy: Sequence[tuple[datetime, datetime]]
    options: Sequence[Option]


class WhatIfReads(Protocol):
    async def record(
        self, teacher_id: UUID, session_ids: Collection[UUID], *, now: datetime
    ) -> Record | None:
        """None when there is no such teacher for the caller to see. Sessions not there are left out."""
        ...
