"""A stretch of days with all that its lessons follow from, where what they were before is shown too."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.timetable.effective import Change, HeldLesson, effective, planned
from domain.timetable.lessons import TeachingDay, Version
from persistence.timetable.held import standing_changes, teaching_days, versions_between, within


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days with all that their lessons follow from."""

    days: list[TeachingDay]
    versions: list[Version]
    changes: list[Change]
    plan: list[HeldLesson]
    """As the timetable has them, on these days and those that lessons of theirs come from or went to."""

    held: list[HeldLesson]
    """Of these days alone."""


async def stretch_between(connection: AsyncConnection, school_id: UUID, first: date, last: date) -> Stretch:
    """From `first` to `last`, both included; six statements however long."""
    changes = await standing_changes(connection, school_id, first, last)
    elsewhere = [one.key.day for one in changes]
    since, until = min([first, *elsewhere]), max([last, *elsewhere])
    days = await teaching_days(connection, school_id, since, until)
    versions = await versions_between(connection, school_id, since, until)
    plan = planned(days, versions)
    return Stretch(days, versions, changes, plan, within(effective(plan, changes), first, last))
