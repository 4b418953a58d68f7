"""An absence 缺勤: when a teacher is away, and how the lessons missed are looked after (MISSION §2).

It is counted in school days by the school's own table, never by weekdays, and a day by its halves: touched
is what a period overlaps. Where no timetable says when the periods are, a day is 8 to 12 and 12 to 17.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.lifecycle import Lifecycle
from domain.people.calendar import ZONE, day_of
from domain.timetable.effective import Slot
from domain.timetable.lessons import Half, Period, overlapping
from domain.timetable.policy import TimetableRule, in_force
from domain.training.sessions import Block


class AbsenceKind(StrEnum):
    TRAINING = "training"
    """Follows a place in a training session, and ends with it."""

    OFFICIAL = "official"
    """公出."""

    LEAVE = "leave"
    """请假."""


class AbsenceState(StrEnum):
    STANDING = "standing"
    CANCELLED = "cancelled"


class Route(StrEnum):
    """How the lessons of an absence are looked after."""

    SWAP = "swap"
    """调课: partner teachers agree between themselves."""

    COVER = "cover"
    """代课: arranged by Academic Affairs."""


LIFECYCLE: Lifecycle[AbsenceState] = {
    AbsenceState.STANDING: {"cancel": AbsenceState.CANCELLED},
}

DEADLINE = time(16)
"""On the last day for swapping: after lessons, while Academic Affairs is still there."""

_HALVES = ((Half.MORNING, time(8), time(12)), (Half.AFTERNOON, time(12), time(17)))
_UNNUMBERED = tuple(Period(0, half, half, starts_at, ends_at) for half, starts_at, ends_at in _HALVES)


@dataclass(frozen=True, slots=True)
class AbsentDay:
    """A school day, or half of one, that an absence takes."""

    day: date
    school_days: Decimal
    """1, or 0.5 when only one half of the day is touched."""

    halves: tuple[Half, ...]
    period_nos: tuple[int, ...]
    """The periods missed; none while no timetable is in force."""


@dataclass(frozen=True, slots=True)
class PeriodTable:
    """The periods of a version of the timetable, from its first day on."""

    effective_from: date
    periods: Sequence[Period]


@dataclass(frozen=True, slots=True)
class Ground:
    """What absences are measured by."""

    days: Sequence[date]
    """The school days, in order, from some months before to the last day concerned."""

    tables: Sequence[PeriodTable]
    rules: Sequence[TimetableRule]


@dataclass(frozen=True, slots=True)
class Measured:
    """What some stretches of time away come to."""

    days: tuple[AbsentDay, ...]
    school_days: Decimal
    route: Route
    """By the policy in force on the first of the days."""

    rule_id: UUID | None
    """The row of the policy the route comes from; None: the shipped default."""

    swap_until: datetime | None
    """When what is not swapped goes to cover; None when nothing counts."""

    @property
    def slots(self) -> frozenset[Slot]:
        return frozenset(Slot(one.day, number) for one in self.days for number in one.period_nos)


def measure(blocks: Sequence[Block], ground: Ground) -> Measured:
    """Counts the days, and says by which route their lessons are looked after and how long one may swap."""
    days = days_missed(blocks, ground)
    total = sum((one.school_days for one in days), Decimal(0))
    begins = min(block.starts_at for block in blocks)
    policy = in_force(ground.rules, day_of(begins))
    threshold = policy.cover_from_days
    route = Route.COVER if total >= threshold.value else Route.SWAP
    until = _swap_until(days[0].day, begins, policy.swap_deadline_days.value, ground.days) if days else None
    return Measured(days, total, route, threshold.id, until)


def days_missed(blocks: Iterable[Block], ground: Ground) -> tuple[AbsentDay, ...]:
    """The school days of which a half or both are touched, in order."""
    stretches = list(blocks)
    found = (_missed(day, stretches, _periods_on(day, ground.tables)) for day in ground.days)
    return tuple(one for one in found if one is not None)


def on_school_days(blocks: Iterable[Block], days: Iterable[date]) -> tuple[Block, ...]:
    """The blocks that touch a school day at all."""
    known = list(days)
    return tuple(
        one
        for one in blocks
        if any(day_of(one.starts_at) <= day <= day_of(_last_moment(one)) for day in known)
    )


def days_between(blocks: Iterable[Block]) -> tuple[date, date]:
    """The first and the last day any of the blocks touches; there is a block."""
    stretches = list(blocks)
    return day_of(min(one.starts_at for one in stretches)), day_of(max(one.ends_at for one in stretches))


def _missed(day: date, blocks: Sequence[Block], periods: Sequence[Period]) -> AbsentDay | None:
    touched: set[int] = set()
    halves: set[Half] = set()
    for block in blocks:
        for half in Half:
            of_half = [one for one in periods or _UNNUMBERED if one.half is half]
            numbers = overlapping(of_half, day, block.starts_at, block.ends_at)
            touched |= numbers
            halves |= {half} if numbers else set()
    if not halves:
        return None
    ordered = tuple(half for half in Half if half in halves)
    return AbsentDay(day, Decimal(len(ordered)) / 2, ordered, tuple(sorted(touched - {0})))


def _periods_on(day: date, tables: Iterable[PeriodTable]) -> Sequence[Period]:
    begun = [one for one in tables if one.effective_from <= day]
    return max(begun, key=lambda one: one.effective_from).periods if begun else ()


def _swap_until(first: date, begins: datetime, number: int, days: Sequence[date]) -> datetime:
    """The `number`-th school day before; before the table's beginning a day counted back plainly."""
    if number == 0:
        return begins
    before = [day for day in days if day < first]
    last = before[-number] if len(before) >= number else first - timedelta(days=number)
    return datetime.combine(last, DEADLINE, tzinfo=ZONE)


def _last_moment(block: Block) -> datetime:
    """A block that ends at midnight does not touch the day that begins then."""
    return block.ends_at - timedelta(microseconds=1)
