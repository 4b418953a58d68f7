"""Publishing and undoing changes 发布与撤销变更: each stands on the timetable, or on the change before it.

The changes of one lesson on one day, in one teacher's place, are a stack: the uppermost is what is held, and
undoing takes from the top. Whoever publishes or undoes holds the days concerned first and looks second.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, DomainError
from domain.timetable.clashes import Taken, day_clashes
from domain.timetable.effective import Cause, Change, HeldLesson, LessonKey, Slot, effective


class LessonMoved(Conflict):
    """The lesson is no longer held there, or no longer by that teacher; facts: `day`, `period_no`."""

    code = "lesson_moved"


class LessonShared(Conflict):
    """A lesson of several teachers stays where it is; facts: `day`, `period_no`, `subject`."""

    code = "lesson_shared"


class TeacherTwice(Conflict):
    """Facts: `name`, `day`, `period_no`."""

    code = "teacher_in_two_places"


class ClassTwice(Conflict):
    """Facts: `name`, `day`, `period_no`."""

    code = "class_in_two_places"


class RoomTwice(Conflict):
    """Facts: `name`, `day`, `period_no`."""

    code = "room_in_two_places"


class ChangedSince(Conflict):
    """Something else was published on top; facts: `day`, `period_no` and `cause` of that."""

    code = "changed_since"


class ChangedMeanwhile(Conflict):
    """Somebody changed the same lessons in the same moment."""

    code = "changed_meanwhile"


TWICE: Mapping[Taken, type[DomainError]] = {
    Taken.TEACHER: TeacherTwice,
    Taken.CLASS: ClassTwice,
    Taken.ROOM: RoomTwice,
}


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change somebody wants published."""

    key: LessonKey
    cause: Cause
    cause_id: UUID
    """The swap or the cover: what is undone together."""

    absence_id: UUID
    seen: Slot
    """Where the lesson is held to their knowledge."""

    teacher_id: UUID
    """Who gives it, or in whose place nobody does, to their knowledge."""

    slot: Slot
    room_id: UUID | None
    to_teacher_id: UUID | None


@dataclass(frozen=True, slots=True)
class Layer:
    """A published change in its stack."""

    change: Change
    cause_id: UUID
    absence_id: UUID
    previous_id: UUID | None
    """The change it stands on; None where it stands on the timetable."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the timetable has, and the changes that stand on it."""

    plan: Sequence[HeldLesson]
    changes: Sequence[Change]


class LessonChanges(Protocol):
    def new_id(self) -> UUID: ...

    async def hold(self, days: Collection[date]) -> None:
        """Waits until nobody else changes lessons of these days; the earlier day first."""
        ...

    async def ground(self, first: date, last: date) -> Ground:
        """Of the lessons that are planned or held from `first` to `last`."""
        ...

    async def stacks(self, cause_ids: Collection[UUID], absence_id: UUID | None) -> list[Layer]:
        """Every stack, whole, that has a change of one of these causes or of this absence in it."""
        ...

    async def name(self, what: Taken, which: UUID) -> str: ...

    async def lay(
        self, layers: Sequence[Layer], lessons: Mapping[LessonKey, HeldLesson], *, at: datetime
    ) -> None:
        """These stand from now on, and what each stands on no longer does. Raises ChangedMeanwhile."""
        ...

    async def lift(self, gone: Collection[UUID], again: Collection[UUID], *, at: datetime) -> None:
        """The first are undone, the second stand again. Raises ChangedMeanwhile."""
        ...


async def publish(changes: LessonChanges, wanted: Sequence[NewChange], *, now: datetime) -> list[Layer]:
    """Publishes all of them or none.

    Raises LessonMoved, LessonShared, TeacherTwice, ClassTwice, RoomTwice, ChangedMeanwhile.
    """
    days = {day for one in wanted for day in (one.key.day, one.seen.day, one.slot.day)}
    if not days:
        return []
    await changes.hold(days)
    ground = await changes.ground(min(days), max(days))
    plan = {lesson.key: lesson for lesson in ground.plan}
    held = {lesson.key: lesson for lesson in effective(ground.plan, ground.changes)}
    layers = []
    for one in wanted:
        below = _below(one, ground.changes)
        _check_seen(one, held.get(one.key), below)
        _check_shared(one, held[one.key], plan[one.key])
        await _check_teacher(changes, one, held[one.key])
        layers.append(_laid(one, below, changes.new_id()))
    _check_once(wanted, layers)
    beneath = {layer.previous_id for layer in layers}
    standing = [one for one in ground.changes if one.id not in beneath]
    made = [layer.change for layer in layers]
    await _check_places(changes, ground.plan, [*standing, *made], {one.key for one in made})
    await changes.lay(layers, plan, at=now)
    return layers


async def undo(
    changes: LessonChanges,
    *,
    cause_ids: Collection[UUID] = (),
    absence_id: UUID | None = None,
    now: datetime,
) -> list[Layer]:
    """Undoes every change of these causes and of this absence, or none; what they stood on stands again.

    The changes undone are returned. Raises ChangedSince, TeacherTwice, ClassTwice, RoomTwice,
    ChangedMeanwhile.
    """
    held_days = _days(await changes.stacks(cause_ids, absence_id))
    await changes.hold(held_days)
    layers = await changes.stacks(cause_ids, absence_id)
    if not _days(layers) <= held_days:
        # Locking more days now could wait for somebody who waits for us.
        raise ChangedMeanwhile()
    gone = {
        layer.change.id: layer
        for layer in layers
        if layer.cause_id in cause_ids or layer.absence_id == absence_id
    }
    if not gone:
        return []
    again = uncovered(layers, gone)
    ground = await changes.ground(min(held_days), max(held_days))
    after = [one for one in ground.changes if one.id not in gone] + again
    await _check_places(changes, ground.plan, after, {layer.change.key for layer in gone.values()})
    await changes.lift(gone.keys(), [one.id for one in again], at=now)
    return list(gone.values())


def uncovered(layers: Iterable[Layer], gone: Collection[UUID]) -> list[Change]:
    """What stands again once `gone` are taken away; ChangedSince when one of them has another on top."""
    known = {layer.change.id: layer for layer in layers}
    above = {layer.previous_id: layer for layer in known.values() if layer.previous_id is not None}
    for one in gone:
        top = above.get(one)
        if top is not None and top.change.id not in gone:
            slot = top.change.slot
            raise ChangedSince(day=slot.day, period_no=slot.period_no, cause=top.change.cause)
    return [
        layer.change
        for layer in known.values()
        if layer.change.id not in gone
        and layer.change.id in above
        and above[layer.change.id].change.id in gone
    ]


def _below(wanted: NewChange, standing: Iterable[Change]) -> Change | None:
    """The change that made the teacher the one to give the lesson, or left nobody in their place."""
    place = [one for one in standing if one.key == wanted.key]
    given = [one for one in place if one.to_teacher_id == wanted.teacher_id]
    left = [one for one in place if one.to_teacher_id is None and one.from_teacher_id == wanted.teacher_id]
    return next(iter([*given, *left]), None)


def _check_seen(wanted: NewChange, held: HeldLesson | None, below: Change | None) -> None:
    """Refuses a change of a lesson that is not as its author saw it."""
    if (
        held is None
        or held.slot != wanted.seen
        or (below is None and wanted.teacher_id not in held.teacher_ids)
    ):
        raise LessonMoved(day=wanted.seen.day, period_no=wanted.seen.period_no)


def _check_shared(wanted: NewChange, held: HeldLesson, planned: HeldLesson) -> None:
    moves = wanted.slot != held.slot or wanted.room_id != held.room_id
    if moves and len(planned.teacher_ids) > 1:
        raise LessonShared(day=held.slot.day, period_no=held.slot.period_no, subject=held.subject)


async def _check_teacher(changes: LessonChanges, wanted: NewChange, held: HeldLesson) -> None:
    """Refuses to give a lesson to somebody who gives it beside the absent teacher anyhow."""
    to = wanted.to_teacher_id
    if to is not None and to != wanted.teacher_id and to in held.teacher_ids:
        name = await changes.name(Taken.TEACHER, to)
        raise TeacherTwice(name=name, day=held.slot.day, period_no=held.slot.period_no)


def _laid(wanted: NewChange, below: Change | None, change_id: UUID) -> Layer:
    return Layer(
        Change(
            change_id,
            wanted.key,
            wanted.cause,
            wanted.slot,
            wanted.room_id,
            wanted.teacher_id if below is None else below.from_teacher_id,
            wanted.to_teacher_id,
        ),
        wanted.cause_id,
        wanted.absence_id,
        None if below is None else below.id,
    )


def _check_once(wanted: Sequence[NewChange], layers: Sequence[Layer]) -> None:
    """A lesson is changed once at a time in one teacher's place."""
    times = Counter((layer.change.key, layer.change.from_teacher_id) for layer in layers)
    for one, layer in zip(wanted, layers, strict=True):
        if times[layer.change.key, layer.change.from_teacher_id] > 1:
            raise LessonMoved(day=one.seen.day, period_no=one.seen.period_no)


async def _check_places(
    changes: LessonChanges,
    plan: Sequence[HeldLesson],
    standing: Sequence[Change],
    touched: Collection[LessonKey],
) -> None:
    """Refuses what would have a touched lesson's teacher, class or room in two places."""
    lessons = effective(plan, standing)
    slots = {lesson.slot for lesson in lessons if lesson.key in touched}
    touched_ids = {key.lesson_id for key in touched}
    for slot in sorted(slots, key=lambda one: (one.day, one.period_no)):
        for clash in day_clashes(lesson for lesson in lessons if lesson.slot == slot):
            if clash.first in touched_ids or clash.second in touched_ids:
                name = await changes.name(clash.what, clash.id)
                raise TWICE[clash.what](name=name, day=slot.day, period_no=slot.period_no)


def _days(layers: Iterable[Layer]) -> set[date]:
    return {day for layer in layers for day in (layer.change.key.day, layer.change.slot.day)}
