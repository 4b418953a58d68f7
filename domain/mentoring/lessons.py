"""Report lessons 汇报课: planned with day and place, held before invited listeners, judged by them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID, uuid5

from domain.errors import Conflict, Forbidden, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.mentoring.logs import runs
from domain.mentoring.pair import MentorPair, Pairs, of_pair
from domain.mentoring.pairing import two_of
from domain.mentoring.words import PairSide, ReportLessonState
from domain.messages import Event, Messages
from domain.paging import Page, Window
from domain.people.calendar import day_of

LESSON_LIFECYCLE: Lifecycle[ReportLessonState] = {
    ReportLessonState.PLANNED: {
        "update": ReportLessonState.PLANNED,
        "hold": ReportLessonState.HELD,
        "cancel": ReportLessonState.CANCELLED,
    },
    ReportLessonState.HELD: {"judge": ReportLessonState.HELD},
}


class LessonOutsidePair(RuleViolation):
    """A report lesson is on a day of the pair's time; facts: `first`, `last`."""

    code = "lesson_outside_pair"


class LessonTimesOutOfOrder(RuleViolation):
    """A lesson ends after it begins."""

    code = "lesson_times_out_of_order"


class LessonToCome(Conflict):
    """It is held on its day at the earliest; facts: `day`."""

    code = "lesson_to_come"


class LessonJudged(Conflict):
    """Each listener judges once."""

    code = "lesson_judged"


class ListenerInPair(RuleViolation):
    """The apprentice gives the lesson, and does not judge it."""

    code = "listener_in_pair"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a listener said of the lesson."""

    id: UUID
    lesson_id: UUID
    teacher_id: UUID
    teacher_name: str
    score: Decimal | None
    """Of a hundred."""

    remark: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody invited."""

    teacher_id: UUID
    name: str
    judged: bool


@dataclass(frozen=True, slots=True)
class ReportLesson:
    """A report lesson of a pair's apprentice."""

    id: UUID
    pair_id: UUID
    apprentice_id: UUID
    apprentice_name: str
    title: str
    subject: str | None
    class_id: UUID | None
    day: date
    starts_at: time
    """By the school's clock."""

    ends_at: time
    place: str
    state: ReportLessonState
    cancelled_because: str | None
    listeners: tuple[Listener, ...]
    average: Decimal | None
    """Of the listeners' scores, to two decimals; null where there is none, or it is not one's to read."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewLesson:
    title: str
    day: date
    starts_at: time
    ends_at: time
    place: str
    subject: str | None = None
    class_id: UUID | None = None
    listener_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonFilter:
    pair_id: tuple[UUID, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    """The apprentice."""

    state: tuple[ReportLessonState, ...] = ()
    from_day: date | None = None
    until_day: date | None = None


class Lessons(Protocol):
    """The report lessons of the pairs a caller may see, and those they are invited to."""

    async def page(self, filters: LessonFilter, window: Window) -> Page[ReportLesson]:
        """The latest day first."""
        ...

    async def get(self, lesson_id: UUID) -> ReportLesson | None: ...

    async def for_update(self, lesson_id: UUID) -> ReportLesson | None: ...

    async def add(self, pair_id: UUID, new: NewLesson, *, at: datetime) -> ReportLesson:
        """Raises UnknownReference."""
        ...

    async def change(self, lesson_id: UUID, changes: Mapping[str, Any]) -> ReportLesson:
        """`listener_ids` among the changes takes the place of those invited. Raises UnknownReference."""
        ...

    async def judge(
        self, lesson_id: UUID, teacher_id: UUID, score: Decimal | None, remark: str, *, at: datetime
    ) -> Judgement:
        """Raises LessonJudged."""
        ...

    async def judgements(self, lesson: ReportLesson) -> Sequence[Judgement]:
        """All to those who see the pair; to a listener their own."""
        ...


def lesson_actions(
    state: ReportLessonState, side: PairSide | None, invited: bool, caller: Caller
) -> tuple[str, ...]:
    """The apprentice plans; that it was held, the mentor or the office says; who was invited judges."""
    may = {
        "update": side is not None,
        "cancel": side is not None,
        "hold": side in (PairSide.MENTOR, PairSide.OFFICE) or caller.may(Action.MENTORING_WRITE),
        "judge": invited and caller.may(Action.MENTORING_TAKE_PART),
    }
    return tuple(step for step in actions(LESSON_LIFECYCLE, state) if may[step])


async def plan_lesson(
    pairs: Pairs,
    lessons: Lessons,
    messages: Messages,
    pair_id: UUID,
    new: NewLesson,
    *,
    caller: Caller,
    now: datetime,
) -> ReportLesson:
    """The two of the pair and the listeners are told.

    Raises NotFound, Forbidden, PairNotRunning, LessonOutsidePair, LessonTimesOutOfOrder, ListenerInPair,
    UnknownReference.
    """
    pair, _ = await of_pair(pairs, pair_id, caller)
    runs(pair)
    check_plan(pair, new.day, new.starts_at, new.ends_at, new.listener_ids)
    made = await lessons.add(pair_id, new, at=now)
    await _tell(messages, pair, made, now)
    return made


async def replan_lesson(
    pairs: Pairs,
    lessons: Lessons,
    messages: Messages,
    lesson_id: UUID,
    *,
    expected: int,
    changes: Mapping[str, Any],
    now: datetime,
) -> ReportLesson:
    """Who is newly invited is told, and everybody of another day, time or place.

    Raises as `plan_lesson`, and Stale, InvalidState.
    """
    pair, lesson = await _held(pairs, lessons, lesson_id, expected)
    _may(lesson, "update")
    day, starts_at, ends_at = (
        changes.get(name, getattr(lesson, name)) for name in ("day", "starts_at", "ends_at")
    )
    stood = [one.teacher_id for one in lesson.listeners]
    check_plan(pair, day, starts_at, ends_at, changes.get("listener_ids", stood))
    changed = await lessons.change(lesson_id, changes)
    await _tell(messages, pair, changed, now)
    return changed


async def hold_lesson(
    pairs: Pairs, lessons: Lessons, lesson_id: UUID, *, expected: int, now: datetime
) -> ReportLesson:
    """It was held: it counts. Raises NotFound, Stale, InvalidState, Forbidden, LessonToCome."""
    _, lesson = await _held(pairs, lessons, lesson_id, expected)
    state = _may(lesson, "hold")
    if day_of(now) < lesson.day:
        raise LessonToCome(day=lesson.day.isoformat())
    return await lessons.change(lesson_id, {"state": state})


async def cancel_lesson(
    pairs: Pairs, lessons: Lessons, lesson_id: UUID, reason: str, *, expected: int
) -> ReportLesson:
    """Raises NotFound, Stale, InvalidState, Forbidden."""
    _, lesson = await _held(pairs, lessons, lesson_id, expected)
    state = _may(lesson, "cancel")
    return await lessons.change(lesson_id, {"state": state, "cancelled_because": reason})


async def judge_lesson(
    lessons: Lessons,
    lesson_id: UUID,
    score: Decimal | None,
    remark: str,
    *,
    caller: Caller,
    now: datetime,
) -> Judgement:
    """By an invited listener, once it was held. Raises NotFound, InvalidState, Forbidden, LessonJudged."""
    lesson = await lessons.for_update(lesson_id)
    if lesson is None:
        raise NotFound()
    advance(LESSON_LIFECYCLE, lesson.state, "judge")
    listener = next((one for one in lesson.listeners if one.teacher_id == caller.teacher_id), None)
    if listener is None:
        raise Forbidden()
    if listener.judged:
        raise LessonJudged()
    return await lessons.judge(lesson_id, listener.teacher_id, score, remark, at=now)


def check_plan(
    pair: MentorPair, day: date, starts_at: time, ends_at: time, listener_ids: Collection[UUID]
) -> None:
    if not pair.from_day <= day <= pair.until_day:
        raise LessonOutsidePair(first=pair.from_day.isoformat(), last=pair.until_day.isoformat())
    if ends_at <= starts_at:
        raise LessonTimesOutOfOrder()
    if pair.apprentice_id in listener_ids:
        raise ListenerInPair()


def _may(lesson: ReportLesson, step: str) -> ReportLessonState:
    state = advance(LESSON_LIFECYCLE, lesson.state, step)
    if step not in lesson.allowed_actions:
        raise Forbidden()
    return state


async def _held(
    pairs: Pairs, lessons: Lessons, lesson_id: UUID, expected: int
) -> tuple[MentorPair, ReportLesson]:
    """The pair first. A listener sees the lesson and not the pair, and changes neither."""
    seen = await lessons.get(lesson_id)
    if seen is None:
        raise NotFound()
    pair = await pairs.for_update(seen.pair_id)
    if pair is None:
        raise Forbidden()
    lesson = await lessons.for_update(lesson_id)
    assert lesson is not None
    match(lesson.version, expected)
    return pair, lesson


async def _tell(messages: Messages, pair: MentorPair, lesson: ReportLesson, now: datetime) -> None:
    """About the lesson at its day, time and place: planned otherwise, it is news again."""
    at = f"{lesson.starts_at:%H:%M}"
    facts = {
        "name": lesson.apprentice_name,
        "title": lesson.title,
        "day": lesson.day.isoformat(),
        "starts_at": at,
        "place": lesson.place,
    }
    await messages.tell(
        Event.REPORT_LESSON_PLANNED,
        about=uuid5(lesson.id, f"{lesson.day} {at} {lesson.place}"),
        to=sorted({*two_of(pair), *(one.teacher_id for one in lesson.listeners)}),
        facts=facts,
        link=f"report-lessons/{lesson.id}",
        at=now,
    )
