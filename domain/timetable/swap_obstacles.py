"""What keeps two lessons from changing places, judged on the weeks as they are held."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from domain.people.calendar import ZONE
from domain.timetable.absence import AbsenceState, Route
from domain.timetable.effective import HeldLesson, LessonKey, Slot
from domain.timetable.lessons import LessonKind, Period, overlapping
from domain.timetable.swap import SwapObstacle

_ABSENTEE = (SwapObstacle.ABSENTEE_AWAY, SwapObstacle.ABSENTEE_BUSY)
_PARTNER = (SwapObstacle.PARTNER_AWAY, SwapObstacle.PARTNER_BUSY)


@dataclass(frozen=True, slots=True)
class Stretch:
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """An absence, as far as swaps go by it."""

    id: UUID
    teacher_id: UUID
    state: AbsenceState
    route: Route
    swap_until: datetime | None
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class SwapFacts:
    """The weeks around an absence, whole: what is held, when the periods are, who is away."""

    lessons: Sequence[HeldLesson]
    shared: frozenset[LessonKey]
    """The lessons the timetable gives to several teachers."""

    periods: Mapping[date, Mapping[int, Period]]
    away: Mapping[UUID, Sequence[Stretch]]


@dataclass(frozen=True, slots=True)
class Board:
    """The facts, to be looked up by slot and by day."""

    facts: SwapFacts
    slots: Mapping[Slot, Sequence[HeldLesson]]
    days: Mapping[date, Sequence[HeldLesson]]


def closed(away: Away, now: datetime) -> SwapObstacle | None:
    """What keeps any lesson of the absence from being swapped."""
    if away.state is not AbsenceState.STANDING:
        return SwapObstacle.ABSENCE_OVER
    if away.route is not Route.SWAP:
        return SwapObstacle.GOES_TO_COVER
    if away.swap_until is not None and away.swap_until <= now:
        return SwapObstacle.DEADLINE_PASSED
    return None


def obstacles(
    facts: SwapFacts, away: Away, missed: HeldLesson, other: HeldLesson, *, now: datetime
) -> tuple[SwapObstacle, ...]:
    """All that keeps the two from changing places; empty when they may."""
    return tuple(
        dict.fromkeys((*of_missed(facts, away, missed, now), *of_pair(board_of(facts), missed, other, now)))
    )


def starts(facts: SwapFacts, slot: Slot) -> datetime:
    """When the period begins; where the timetable has no such period, when the day does."""
    period = facts.periods.get(slot.day, {}).get(slot.period_no)
    return datetime.combine(slot.day, period.starts_at if period else time(0), tzinfo=ZONE)


def in_stretches(facts: SwapFacts, stretches: Iterable[Stretch], slot: Slot) -> bool:
    periods = facts.periods.get(slot.day, {}).values()
    return any(
        slot.period_no in overlapping(periods, slot.day, one.starts_at, one.ends_at) for one in stretches
    )


def board_of(facts: SwapFacts) -> Board:
    slots: dict[Slot, list[HeldLesson]] = defaultdict(list)
    days: dict[date, list[HeldLesson]] = defaultdict(list)
    for lesson in facts.lessons:
        slots[lesson.slot].append(lesson)
        days[lesson.slot.day].append(lesson)
    return Board(facts, slots, days)


def of_missed(facts: SwapFacts, away: Away, lesson: HeldLesson, now: datetime) -> Iterator[SwapObstacle]:
    if away.teacher_id not in lesson.teacher_ids or not in_stretches(facts, away.stretches, lesson.slot):
        yield SwapObstacle.NOT_MISSED
    yield from _of_one(facts, lesson, now)


def _of_one(facts: SwapFacts, lesson: HeldLesson, now: datetime) -> Iterator[SwapObstacle]:
    """What keeps a lesson from changing places with any other."""
    if lesson.kind is not LessonKind.TEACHING:
        yield SwapObstacle.NOT_TEACHING
    if len(lesson.teacher_ids) != 1 or lesson.key in facts.shared:
        yield SwapObstacle.SEVERAL_TEACHERS
    if len(lesson.classes) != 1:
        yield SwapObstacle.SEVERAL_CLASSES
    if starts(facts, lesson.slot) <= now:
        yield SwapObstacle.PAST


def of_pair(board: Board, missed: HeldLesson, other: HeldLesson, now: datetime) -> Iterator[SwapObstacle]:
    if set(missed.teacher_ids) & set(other.teacher_ids):
        yield SwapObstacle.OWN_LESSON
    if missed.classes != other.classes:
        yield SwapObstacle.ANOTHER_CLASS
    if monday_of(missed.slot.day) != monday_of(other.slot.day):
        yield SwapObstacle.ANOTHER_WEEK
    yield from _of_one(board.facts, other, now)
    pair = (missed.key, other.key)
    comes = [one for one in board.slots.get(other.slot, ()) if one.key not in pair]
    goes = [one for one in board.slots.get(missed.slot, ()) if one.key not in pair]
    yield from _of_teachers(board.facts, missed, other.slot, comes, _ABSENTEE)
    yield from _of_teachers(board.facts, other, missed.slot, goes, _PARTNER)
    if _class_busy(missed, comes) or _class_busy(other, goes):
        yield SwapObstacle.CLASS_BUSY
    if _room_taken(missed, comes) or _room_taken(other, goes):
        yield SwapObstacle.ROOM_TAKEN


def _of_teachers(
    facts: SwapFacts,
    lesson: HeldLesson,
    slot: Slot,
    beside: Iterable[HeldLesson],
    either: tuple[SwapObstacle, SwapObstacle],
) -> Iterator[SwapObstacle]:
    """What keeps the lesson's teacher from giving it in this slot, beside what is held there anyhow."""
    if any(in_stretches(facts, facts.away.get(one, ()), slot) for one in lesson.teacher_ids):
        yield either[0]
    if any(set(one.teacher_ids) & set(lesson.teacher_ids) for one in beside):
        yield either[1]


def _class_busy(lesson: HeldLesson, beside: Iterable[HeldLesson]) -> bool:
    return any(one.meets(other) for held in beside for other in held.classes for one in lesson.classes)


def _room_taken(lesson: HeldLesson, beside: Iterable[HeldLesson]) -> bool:
    return lesson.room_id is not None and any(one.room_id == lesson.room_id for one in beside)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
