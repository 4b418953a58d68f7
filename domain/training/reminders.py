"""Reminding teachers of their duties 任务提醒: once when the day is near, once when it is past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.messages import Event, Messages, Notice
from domain.people.calendar import SchoolDays
from domain.training.duty import DutyKind

NEAR = 3
"""School days before the day it is due."""

BATCH = 50
"""Reminders a transaction; what a killed worker had not committed is told by the next run."""


@dataclass(frozen=True, slots=True)
class Due:
    """A duty to be done, and whose."""

    id: UUID
    teacher_id: UUID
    kind: DutyKind
    course_title: str
    due_on: date


class Reminders(Protocol):
    """A school's duties that wait for their teachers."""

    async def school_days(self, around: date) -> SchoolDays:
        """The table from the day before, some weeks on."""
        ...

    async def untold(self, event: Event, due_from: date | None, due_until: date, limit: int) -> list[Due]:
        """The first not handed in of those due until that day whose teachers were not told this event."""
        ...


def is_school_day(day: date, table: SchoolDays) -> bool:
    return day in table.days


def near_until(day: date, table: SchoolDays) -> date:
    """The last day on which a duty due is near."""
    return table.later(day, NEAR)[0]


def notice(event: Event, due: Due) -> Notice:
    facts = {"kind": due.kind.value, "course": due.course_title, "due_on": due.due_on.isoformat()}
    return Notice(event, due.id, due.teacher_id, facts, f"duties/{due.id}")


async def remind(reminders: Reminders, messages: Messages, *, day: date, now: datetime) -> int:
    """One batch, in the caller's transaction; how many were told. 0: nothing is left to tell that day."""
    table = await reminders.school_days(day)
    if not is_school_day(day, table):
        return 0
    told: Sequence[Notice] = [
        notice(Event.DUTY_OVERDUE, due)
        for due in await reminders.untold(Event.DUTY_OVERDUE, None, _before(day), BATCH)
    ] or [
        notice(Event.DUTY_DUE, due)
        for due in await reminders.untold(Event.DUTY_DUE, day, near_until(day, table), BATCH)
    ]
    await messages.tell_all(told, at=now)
    return len(told)


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
