"""Reminding the readers of copies nobody has acknowledged 催签.

On the second school day after a copy was delivered, and on every second school day from then on, until the
training is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID, uuid5

from domain.messages import Event, Messages, Notice
from domain.notices.sheet import Copy

EVERY = 2
"""School days between telling and telling again."""

BATCH = 50
"""Copies a transaction; what a killed worker had not committed is told by the next run."""


@dataclass(frozen=True, slots=True)
class Unacknowledged:
    """A copy that waits for its reader, locked."""

    copy_id: UUID
    notice_id: UUID
    copy: Copy
    notice_no: str
    name: str
    course: str
    starts_on: date
    readers: tuple[UUID, ...]


class UnacknowledgedCopies(Protocol):
    async def school_days_until(self, day: date) -> Sequence[date]:
        """The school days up to this one, some weeks of them, in order."""
        ...

    async def waiting(self, told_until: date, limit: int, *, now: datetime) -> list[Unacknowledged]:
        """The first that were delivered, or their readers last reminded, by the end of that day."""
        ...

    async def reminded(self, copy_ids: Sequence[UUID], *, at: datetime) -> None: ...


async def remind(copies: UnacknowledgedCopies, messages: Messages, *, day: date, now: datetime) -> int:
    """One batch, in the caller's transaction; how many copies it was. 0: nothing is left that day."""
    known = await copies.school_days_until(day)
    if len(known) <= EVERY or known[-1] != day:
        return 0
    waiting = await copies.waiting(known[-1 - EVERY], BATCH, now=now)
    await copies.reminded([one.copy_id for one in waiting], at=now)
    await messages.tell_all([notice for one in waiting for notice in _told(one, day)], at=now)
    return len(waiting)


def _told(one: Unacknowledged, day: date) -> list[Notice]:
    facts = {
        "notice_no": one.notice_no,
        "name": one.name,
        "course": one.course,
        "starts_on": one.starts_on.isoformat(),
    }
    about = uuid5(one.copy_id, day.isoformat())
    link = f"notices/{one.notice_id}"
    return [Notice(Event.NOTICE_UNACKNOWLEDGED, about, reader, facts, link) for reader in one.readers]
