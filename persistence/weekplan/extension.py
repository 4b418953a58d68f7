"""What the extension room has to say of a week, and to one teacher: the sessions of courses that run."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.extension.gaps import RunFacts
from domain.timetable.lessons import Period, version_on
from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.extension.facts import run_facts
from persistence.extension.people import taught_by
from persistence.people.tables import term
from persistence.timetable.held import periods_of, versions_known


class ExtensionWeek:
    """One entry for each course and day, as it is planned."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        return await self._held(first, last)

    async def entries_of(self, teacher_id: UUID, first: date, last: date) -> Sequence[WeekEntry]:
        """Those of one's own courses."""
        return await self._held(first, last, taught_by([teacher_id]))

    async def _held(self, first: date, last: date, *conditions: ColumnElement[bool]) -> list[WeekEntry]:
        then = (term.c.starts_on <= last, term.c.ends_on >= first)
        runs = await run_facts(self._connection, self._school_id, *then, *conditions)
        if not runs:
            return []
        versions = await versions_known(self._connection, self._school_id, last)
        rung = await periods_of(self._connection, self._school_id, [one.timetable_id for one in versions])
        found = []
        for run in runs:
            for day, numbers in _days(run, first, last).items():
                version = version_on(versions, day)
                periods = (
                    {} if version is None else {one.period_no: one for one in rung[version.timetable_id]}
                )
                found.append(_entry(run, day, numbers, periods))
        return found


def _days(run: RunFacts, first: date, last: date) -> dict[date, list[int]]:
    """The periods of each day; of a run that was closed until then."""
    until = last if run.closed_on is None else min(last, run.closed_on)
    found: dict[date, list[int]] = {}
    for one in run.planned:
        if first <= one.day <= until:
            found.setdefault(one.day, []).append(one.period_no)
    return found


def _entry(run: RunFacts, day: date, numbers: Sequence[int], periods: Mapping[int, Period]) -> WeekEntry:
    begins, ends = periods.get(numbers[0]), periods.get(numbers[-1])
    known = begins is not None and ends is not None
    return WeekEntry(
        f"extension-{run.run_id}-{day}",
        WeekEntryKind.EXTENSION,
        day,
        begins.starts_at if known and begins else None,
        ends.ends_at if known and ends else None,
        run.title,
        run.room,
        "、".join(run.grades) or None,
        facts={"periods": "、".join(map(str, numbers))},
    )
