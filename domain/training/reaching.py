"""By when a target can still be reached 最迟日期, with the sessions the catalogue knows."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.people.calendar import day_of
from domain.training.catalogue import CourseKind

MOST = 200
"""Sessions looked at, those one can wait longest with."""

FIRST = Decimal(1_000_000)
"""More than any credits: what weighs a 90-hour course that is still due."""


class Reach(StrEnum):
    REACHED = "reached"
    """With what is confirmed, provisional, planned and imagined: nothing more is needed."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    """Not with the sessions the catalogue knows today."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when one can still begin to make the target good."""

    reach: Reach
    last_day: date | None
    """The last day on which the `sessions` can all still be asked for; null unless possible."""

    sessions: tuple[UUID, ...]
    """Sessions that would do: no two of them clash, nor with anything the teacher has."""


@dataclass(frozen=True, slots=True)
class Option:
    """A session that can still be taken."""

    session_id: UUID
    course_id: UUID
    kind: CourseKind
    credits: Decimal
    school_year: int
    starts_at: datetime
    ends_at: datetime
    until: datetime
    """From this moment on it is too late to ask for a place."""

    def clashes(self, busy: Iterable[tuple[datetime, datetime]]) -> bool:
        """From its first day to its last; online training clashes with nothing."""
        if self.kind is CourseKind.ONLINE:
            return False
        return any(self.starts_at < ends_at and starts_at < self.ends_at for starts_at, ends_at in busy)


def last_day(
    options: Sequence[Option], reaches: Callable[[Sequence[Option]], bool], *, long_first: bool = False
) -> Deadline:
    """Waits as long as it can: the sessions with the latest last moment come first, until they are enough.

    Of a course held several times the session one can wait longest with stands for all. What is said to be
    possible is; whether there are seats is not asked.
    """
    if reaches(()):
        return Deadline(Reach.REACHED, None, ())
    ordered: dict[UUID, Option] = {}
    for one in sorted(options, key=lambda one: (one.until, one.session_id), reverse=True):
        ordered.setdefault(one.course_id, one)
    waiting = list(ordered.values())[:MOST]
    for many in range(1, len(waiting) + 1):
        best = best_of(waiting[:many], long_first=long_first)
        if reaches(best):
            until = waiting[many - 1].until - timedelta(microseconds=1)
            return Deadline(Reach.POSSIBLE, day_of(until), tuple(one.session_id for one in best))
    return Deadline(Reach.IMPOSSIBLE, None, ())


def best_of(options: Sequence[Option], *, long_first: bool = False) -> list[Option]:
    """Sessions with the most credits of which no two clash."""
    online = [one for one in options if one.kind is CourseKind.ONLINE]
    held = sorted((one for one in options if one.kind is not CourseKind.ONLINE), key=lambda one: one.ends_at)
    ends = [one.ends_at for one in held]
    best: list[tuple[Decimal, tuple[Option, ...]]] = [(Decimal(0), ())]
    for place, one in enumerate(held):
        weight = one.credits + (FIRST if long_first and one.kind is CourseKind.LONG_90 else 0)
        before, chain = best[bisect_right(ends, one.starts_at, hi=place)]
        best.append(max(best[place], (before + weight, (*chain, one)), key=lambda pair: pair[0]))
    return [*online, *best[-1][1]]
