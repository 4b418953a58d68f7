"""Reminding leaders of what is missing of the nine ones 催交: when the day is near, and when it is past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.messages import Event, Messages, Notice
from domain.people.calendar import SchoolDays
from domain.training.reminders import is_school_day, near_until


@dataclass(frozen=True, slots=True)
class Lacking:
    """A group of a running theme that has still to hand something in."""

    group_theme_id: UUID
    leader_id: UUID
    theme_title: str
    due_on: date
    missing: tuple[str, ...]


class LackingGroups(Protocol):
    async def school_days(self, around: date) -> SchoolDays: ...

    async def lacking(self, due_until: date) -> Sequence[Lacking]:
        """Those due until that day, with leaders; however many in one statement."""
        ...


async def remind(groups: LackingGroups, messages: Messages, *, day: date, now: datetime) -> int:
    """In the caller's transaction; how many were written to. Who was told is not told again."""
    table = await groups.school_days(day)
    if not is_school_day(day, table):
        return 0
    found = await groups.lacking(near_until(day, table))
    await messages.tell_all([notice(one, day) for one in found], at=now)
    return len(found)


def notice(one: Lacking, day: date) -> Notice:
    event = Event.THEME_PARTS_OVERDUE if one.due_on < day else Event.THEME_PARTS_DUE
    facts = {
        "theme": one.theme_title,
        "count": str(len(one.missing)),
        "which": "、".join(one.missing),
        "due_on": one.due_on.isoformat(),
    }
    return Notice(event, one.group_theme_id, one.leader_id, facts, f"group-themes/{one.group_theme_id}")
