"""Telling who has entered nothing yet that a contest's entries are due soon 参评提醒."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.messages import Event, Messages, Notice
from domain.people.calendar import SchoolDays
from domain.training.reminders import is_school_day, near_until


@dataclass(frozen=True, slots=True)
class Awaited:
    """A contest whose entries are due soon, and the teachers without one."""

    contest_id: UUID
    title: str
    due_on: date
    teacher_ids: tuple[UUID, ...]


class AwaitedEntries(Protocol):
    async def school_days(self, around: date) -> SchoolDays: ...

    async def awaited(self, due_from: date, due_until: date) -> Sequence[Awaited]:
        """However many in one statement."""
        ...


async def remind_authors(entries: AwaitedEntries, messages: Messages, *, day: date, now: datetime) -> int:
    """In the caller's transaction; how many were written to. Who was told is not told again."""
    table = await entries.school_days(day)
    if not is_school_day(day, table):
        return 0
    told = [one for found in await entries.awaited(day, near_until(day, table)) for one in notices(found)]
    await messages.tell_all(told, at=now)
    return len(told)


def notices(one: Awaited) -> list[Notice]:
    facts = {"contest": one.title, "due_on": one.due_on.isoformat()}
    link = f"contests/{one.contest_id}"
    return [
        Notice(Event.CONTEST_ENTRY_DUE, one.contest_id, teacher_id, facts, link)
        for teacher_id in one.teacher_ids
    ]
