"""Keeping the versions of the timetable 课表版本: names and periods, and taking back what has not begun."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.changes import Readable, locked
from domain.timetable.lessons import Period
from domain.timetable.week import LessonOfWeek


class TimetableInUse(Conflict):
    """It is in force already, or changes stand on its lessons; facts: `effective_from`, `changes`."""

    code = "timetable_in_use"


class PeriodInUse(Conflict):
    """Lessons are held in periods that were left out; facts: `periods` (their numbers)."""

    code = "period_in_use"


class PeriodsOutOfOrder(RuleViolation):
    """Numbers, names or times that do not follow one another; facts: `period_no` (the first wrong)."""

    code = "periods_out_of_order"


@dataclass(frozen=True, slots=True)
class Timetable:
    """A version of the timetable: in force from a day until a later version's first."""

    id: UUID
    name: str
    effective_from: date
    lessons: int
    """Periods a week, over all classes."""

    changes: int
    """Published swaps and cover that stand on its lessons."""

    periods: list[Period]
    created_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


class Timetables(Readable[Timetable], Protocol):
    async def listed(self, window: Window) -> Page[Timetable]:
        """The latest to begin first."""
        ...

    async def for_update(self, thing_id: UUID) -> Timetable | None:
        """Nobody imports a timetable or publishes a change on its days meanwhile."""
        ...

    async def used_periods(self, timetable_id: UUID) -> set[int]:
        """The numbers of the periods in which lessons of its are held, as planned or as changed."""
        ...

    async def change(
        self, timetable_id: UUID, values: Mapping[str, Any], periods: Sequence[Period] | None
    ) -> Timetable: ...

    async def remove(self, timetable_id: UUID) -> None: ...

    async def week(self, timetable_id: UUID, window: Window) -> Page[LessonOfWeek]: ...


def offered(one: Timetable, caller: Caller, today: date) -> Timetable:
    """With what this caller may do to it now."""
    if not caller.may(Action.TIMETABLE_WRITE):
        return one
    return replace(one, allowed_actions=("update", "delete") if _removable(one, today) else ("update",))


def _removable(one: Timetable, today: date) -> bool:
    return one.effective_from > today and one.changes == 0


async def change(
    kept: Timetables,
    timetable_id: UUID,
    *,
    name: str | None,
    periods: Sequence[Period] | None,
    expected: int,
) -> Timetable:
    """What is None stays. Raises NotFound, Stale, PeriodsOutOfOrder, PeriodInUse."""
    found = await locked(kept, timetable_id, expected)
    if periods is not None:
        in_order(periods)
        missing = await kept.used_periods(timetable_id) - {one.period_no for one in periods}
        if missing:
            raise PeriodInUse(periods=sorted(missing))
    renamed = {"name": name} if name is not None and name != found.name else {}
    rung = periods if periods is not None and list(periods) != found.periods else None
    if not renamed and rung is None:
        return found
    return await kept.change(timetable_id, renamed, rung)


def in_order(periods: Sequence[Period]) -> None:
    """Raises PeriodsOutOfOrder."""
    names = [one.name for one in periods]
    for one in periods:
        if one.starts_at >= one.ends_at or names.count(one.name) > 1:
            raise PeriodsOutOfOrder(period_no=one.period_no)
    for one, after in pairwise(periods):
        if after.period_no <= one.period_no or after.starts_at < one.ends_at:
            raise PeriodsOutOfOrder(period_no=after.period_no)


async def remove(kept: Timetables, timetable_id: UUID, *, today: date, expected: int) -> None:
    """Raises NotFound, Stale, TimetableInUse."""
    found = await locked(kept, timetable_id, expected)
    if not _removable(found, today):
        raise TimetableInUse(effective_from=found.effective_from, changes=found.changes)
    await kept.remove(timetable_id)
