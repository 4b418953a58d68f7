"""Which lessons may change places with a missed one, and which of them best (MISSION §2).

A partner teacher 搭班教师 gives one of their own lessons of the same class, from another slot of the same
week, for the missed one: the class keeps its hours of the week in every subject. Each lesson keeps its room.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.timetable.effective import HeldLesson, Slot
from domain.timetable.lessons import Half, LessonKind
from domain.timetable.swap import SwapObstacle
from domain.timetable.swap_obstacles import (
    Away,
    Board,
    SwapFacts,
    board_of,
    in_stretches,
    monday_of,
    of_missed,
    of_pair,
)


class SwapReason(StrEnum):
    """Why an offer stands where it does among the others."""

    SAME_DAY = "same_day"
    ADJACENT_DAY = "adjacent_day"
    OTHER_DAY = "other_day"
    SAME_HALF = "same_half"
    """A morning lesson stays in the morning, or an afternoon's in the afternoon."""

    OTHER_HALF = "other_half"
    NO_LONG_RUN = "no_long_run"
    LONG_RUN = "long_run"
    LIGHT_DAY = "light_day"
    FULL_DAY = "full_day"
    """One of the two teachers has many lessons that day."""

    TWICE_THAT_DAY = "twice_that_day"
    """The class has one of the two subjects twice on a day."""


@dataclass(frozen=True, slots=True)
class SwapWeights:
    """What costs how much: the cheaper offer is the better one. The figures are ours, not the source's."""

    adjacent_day: int = 10
    other_day: int = 20
    other_half: int = 5
    longest_run: int = 3
    run: int = 8
    """For each period in a row past `longest_run`, of either teacher."""

    full_day: int = 4
    lesson: int = 6
    """For each lesson of either teacher's day past `full_day`."""

    twice: int = 6


WEIGHTS = SwapWeights()


@dataclass(frozen=True, slots=True)
class Weighed:
    reason: SwapReason
    cost: int


@dataclass(frozen=True, slots=True)
class SwapOffer:
    """A partner's lesson that may change places with a missed one."""

    partner_id: UUID
    lesson_id: UUID
    lesson_day: date
    day: date
    """Where it is held now, and the missed lesson would be."""

    period_no: int
    subject: str
    cost: int
    """The less the better; only to be compared."""

    reasons: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class NoOffer:
    """A partner none of whose lessons will do, and why."""

    partner_id: UUID
    obstacles: tuple[SwapObstacle, ...]


@dataclass(frozen=True, slots=True)
class MissedLesson:
    """A lesson of the absent teacher, with what may be swapped for it."""

    lesson_id: UUID
    lesson_day: date
    """The day the timetable has it on."""

    day: date
    period_no: int
    subject: str
    class_ids: tuple[UUID, ...]
    obstacles: tuple[SwapObstacle, ...]
    """Why it cannot be swapped at all."""

    offers: tuple[SwapOffer, ...]
    """The best first."""

    partners_without: tuple[NoOffer, ...]


@dataclass(frozen=True, slots=True)
class SwapOffers:
    """What can be swapped in an absence."""

    absence_id: UUID
    obstacle: SwapObstacle | None
    """Why nothing can be."""

    lessons: tuple[MissedLesson, ...]
    names: dict[UUID, str]
    """Of the partners and classes named here."""


def offers(
    facts: SwapFacts, away: Away, *, now: datetime, weights: SwapWeights = WEIGHTS
) -> list[MissedLesson]:
    """For each teaching lesson missed, by day and period."""
    board = board_of(facts)
    return [
        _offered(board, away, lesson, now, weights)
        for lesson in facts.lessons
        if lesson.kind is LessonKind.TEACHING
        and away.teacher_id in lesson.teacher_ids
        and in_stretches(facts, away.stretches, lesson.slot)
    ]


def _offered(
    board: Board, away: Away, lesson: HeldLesson, now: datetime, weights: SwapWeights
) -> MissedLesson:
    barred = tuple(of_missed(board.facts, away, lesson, now))
    found: list[SwapOffer] = []
    without: dict[UUID, dict[SwapObstacle, None]] = defaultdict(dict)
    for other in () if barred else _of_partners(board, lesson):
        (partner_id, *_) = other.teacher_ids
        against = tuple(of_pair(board, lesson, other, now))
        if against:
            without[partner_id] |= dict.fromkeys(against)
        else:
            found.append(_offer(board, lesson, other, partner_id, weights))
    offering = {one.partner_id for one in found}
    return MissedLesson(
        lesson.key.lesson_id,
        lesson.key.day,
        lesson.slot.day,
        lesson.slot.period_no,
        lesson.subject,
        tuple(one.class_id for one in lesson.classes),
        barred,
        tuple(sorted(found, key=_best_first)),
        tuple(NoOffer(one, tuple(why)) for one, why in sorted(without.items()) if one not in offering),
    )


def _of_partners(board: Board, lesson: HeldLesson) -> list[HeldLesson]:
    """The other lessons the class has in the week, of those who teach it besides the absent teacher."""
    monday = monday_of(lesson.slot.day)
    (wanted,) = lesson.classes
    return [
        one
        for number in range(7)
        for one in board.days.get(monday + timedelta(days=number), ())
        if one.kind is LessonKind.TEACHING
        and one.teacher_ids
        and any(part.class_id == wanted.class_id for part in one.classes)
        and not set(one.teacher_ids) & set(lesson.teacher_ids)
    ]


def _offer(
    board: Board, missed: HeldLesson, other: HeldLesson, partner_id: UUID, weights: SwapWeights
) -> SwapOffer:
    reasons = tuple(_weighed(board, missed, other, weights))
    return SwapOffer(
        partner_id,
        other.key.lesson_id,
        other.key.day,
        other.slot.day,
        other.slot.period_no,
        other.subject,
        sum(one.cost for one in reasons),
        reasons,
    )


def _best_first(offer: SwapOffer) -> tuple[int, date, int, UUID]:
    return offer.cost, offer.day, offer.period_no, offer.partner_id


def _weighed(board: Board, missed: HeldLesson, other: HeldLesson, weights: SwapWeights) -> Iterator[Weighed]:
    apart = abs((missed.slot.day - other.slot.day).days)
    if apart == 0:
        yield Weighed(SwapReason.SAME_DAY, 0)
    elif apart == 1:
        yield Weighed(SwapReason.ADJACENT_DAY, weights.adjacent_day)
    else:
        yield Weighed(SwapReason.OTHER_DAY, weights.other_day)
    if _half(board.facts, missed.slot) == _half(board.facts, other.slot):
        yield Weighed(SwapReason.SAME_HALF, 0)
    else:
        yield Weighed(SwapReason.OTHER_HALF, weights.other_half)
    ways = ((missed, other), (other, missed))
    runs = [max(0, _run(board, one, place.slot) - weights.longest_run) for one, place in ways]
    past = sum(runs) * weights.run
    yield Weighed(SwapReason.LONG_RUN if past else SwapReason.NO_LONG_RUN, past)
    days = [max(0, _load(board, one, place.slot.day) - weights.full_day) for one, place in ways]
    more = sum(days) * weights.lesson
    yield Weighed(SwapReason.FULL_DAY if more else SwapReason.LIGHT_DAY, more)
    twice = sum(_twice(board, one, place) for one, place in ways) * weights.twice
    if twice:
        yield Weighed(SwapReason.TWICE_THAT_DAY, twice)


def _besides(board: Board, lesson: HeldLesson, day: date) -> list[HeldLesson]:
    """What the lesson's teacher gives that day besides it."""
    return [
        one
        for one in board.days.get(day, ())
        if one.key != lesson.key and set(one.teacher_ids) & set(lesson.teacher_ids)
    ]


def _load(board: Board, lesson: HeldLesson, day: date) -> int:
    """How many lessons the lesson's teacher gives on the day it comes to."""
    return 1 + len(_besides(board, lesson, day))


def _run(board: Board, lesson: HeldLesson, slot: Slot) -> int:
    """How many periods in a row, in one half of the day, the teacher has around the slot it comes to."""
    half = _half(board.facts, slot)
    given = {one.slot for one in _besides(board, lesson, slot.day)}
    numbers = {one.period_no for one in given if _half(board.facts, one) is half}
    first = last = slot.period_no
    while first - 1 in numbers:
        first -= 1
    while last + 1 in numbers:
        last += 1
    return last - first + 1


def _twice(board: Board, lesson: HeldLesson, place: HeldLesson) -> bool:
    """Whether the class has the lesson's subject that day already; a swap within a day brings nothing new."""
    return lesson.slot.day != place.slot.day and any(
        one.subject == lesson.subject and one.classes == lesson.classes and one.key != lesson.key
        for one in board.days.get(place.slot.day, ())
    )


def _half(facts: SwapFacts, slot: Slot) -> Half | None:
    period = facts.periods.get(slot.day, {}).get(slot.period_no)
    return None if period is None else period.half
