"""The lessons missed and the staff as they stand: what cover is planned on, and checked against."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.timetable.absence import Route
from domain.timetable.cover_facts import At, Colleague, CoverFacts, CoverTerms, Need
from domain.timetable.effective import HeldLesson, LessonKey, Slot
from domain.timetable.lessons import ClassPart, LessonKind

Seat = tuple[LessonKey, UUID]
"""(lesson, teacher): one teacher's part in a lesson; two may give it together."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A standing absence."""

    id: UUID
    teacher_id: UUID
    route: Route
    periods: Set[tuple[date, int]]
    """(day, period): those it touches, of the days looked at."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A lesson as it is held, in a period one of its teachers is away, with nobody in their place."""

    key: LessonKey
    absence_id: UUID
    route: Route
    teacher_id: UUID
    """Who is away."""

    slot: Slot
    kind: LessonKind
    subject: str
    room_id: UUID | None
    classes: tuple[ClassPart, ...]
    present: tuple[UUID, ...]
    """Teachers who give it too, and are there: with one of them it may need no cover."""

    @property
    def seat(self) -> Seat:
        return self.key, self.teacher_id


@dataclass(frozen=True, slots=True)
class CoverGround:
    """Whole weeks as they stand; `missed` of the days asked for."""

    missed: Sequence[Missed]
    colleagues: Mapping[UUID, Colleague]
    """Every teacher at work, whether or not they may cover anything."""

    names: Mapping[UUID, str]
    """Of everybody the school ever had."""

    grade_of: Mapping[UUID, UUID]
    """By class."""

    teaching: Set[At]
    duty: Set[At]
    away: Set[At]
    covers: Mapping[tuple[UUID, date], int]
    terms: CoverTerms

    def by_seat(self) -> dict[Seat, Missed]:
        return {one.seat: one for one in self.missed}


@dataclass(frozen=True, slots=True)
class CoverScope:
    """Whom a plan asks, and for what, beyond what the school's records say."""

    excluded: Mapping[UUID, str]
    """teacher → why they are asked for no cover."""

    qualifications: Mapping[str, str]
    """subject → the qualification without which nobody may give it."""


NOBODY_LEFT_OUT = CoverScope({}, {})


class CoverGrounds(Protocol):
    async def ground(self, first: date, last: date) -> CoverGround:
        """As things stand now; `missed` from `first` to `last`, both included, on any route."""
        ...


def missed_lessons(held: Iterable[HeldLesson], absences: Iterable[Absent]) -> list[Missed]:
    """What needs somebody in the place of who is away, in the order of time; a block needs nobody."""
    by_time: dict[At, Absent] = {
        (one.teacher_id, day, period_no): one for one in absences for day, period_no in one.periods
    }
    found = []
    for lesson in held:
        day, period_no = lesson.slot.day, lesson.slot.period_no
        gone = [one for one in lesson.teacher_ids if (one, day, period_no) in by_time]
        for teacher_id in () if lesson.kind is LessonKind.BLOCK else gone:
            absence = by_time[teacher_id, day, period_no]
            found.append(
                Missed(
                    lesson.key,
                    absence.id,
                    absence.route,
                    teacher_id,
                    lesson.slot,
                    lesson.kind,
                    lesson.subject,
                    lesson.room_id,
                    lesson.classes,
                    tuple(one for one in lesson.teacher_ids if one not in gone),
                )
            )
    return found


def busy(held: Iterable[HeldLesson], away: Set[At]) -> tuple[set[At], set[At]]:
    """(teaching, duty): who is wanted where; a lesson that is missed keeps nobody busy."""
    teaching: set[At] = set()
    duty: set[At] = set()
    for lesson in held:
        kept = teaching if lesson.kind is LessonKind.TEACHING else duty
        kept.update(
            at
            for teacher_id in lesson.teacher_ids
            if (at := (teacher_id, lesson.slot.day, lesson.slot.period_no)) not in away
        )
    return teaching, duty


def cover_facts(
    ground: CoverGround,
    needs: Mapping[UUID, Missed],
    locked: Mapping[UUID, UUID | None],
    scope: CoverScope = NOBODY_LEFT_OUT,
) -> CoverFacts:
    """For these lessons, by the ids of their rows; `locked` are those a person settled."""
    return CoverFacts(
        needs={need_id: _need(need_id, one, ground, scope) for need_id, one in needs.items()},
        colleagues={
            one.teacher_id: replace(one, excluded=scope.excluded.get(one.teacher_id))
            for one in ground.colleagues.values()
        },
        teaching=ground.teaching,
        duty=ground.duty,
        away=ground.away,
        covers=ground.covers,
        locked=locked,
        terms=ground.terms,
    )


def _need(need_id: UUID, missed: Missed, ground: CoverGround, scope: CoverScope) -> Need:
    classes = frozenset(one.class_id for one in missed.classes)
    return Need(
        need_id,
        missed.absence_id,
        missed.teacher_id,
        missed.slot.day,
        missed.slot.period_no,
        missed.subject,
        classes,
        frozenset(ground.grade_of[one] for one in classes),
        scope.qualifications.get(missed.subject),
    )
