"""A course in a term 开课: started or continued by the office, changed, and closed with a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, NotFound, RuleViolation
from domain.extension.clashes import ExtensionClash, Neighbour, Wanted, check_clashes, clashes
from domain.extension.course import (
    ExtensionCourse,
    ExtensionCourses,
    ExtensionKind,
    ExtensionSlot,
    take_up,
    tends,
)
from domain.extension.gaps import ExtensionIncomplete, ExtensionRunState, RunFacts, gaps, named_gaps
from domain.extension.materials import (
    About,
    Content,
    ExtensionMaterialKind,
    ExtensionTray,
    handed_in,
)
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.timetable.cover_policy import TermSpan
from domain.timetable.lessons import Lesson


class ExtensionRanThen(Conflict):
    """A course runs in a term once; facts: `title`."""

    code = "extension_ran_then"


class ExtensionRunClosed(Conflict):
    """The term's run is closed, and what belongs to it is left alone; facts: `title`."""

    code = "extension_run_closed"


class ExtensionDayOutsideTerm(RuleViolation):
    """Facts: `first` and `last`, the term's days."""

    code = "extension_day_outside_term"


class TooManyPupils(RuleViolation):
    """More pupils than the course takes; facts: `capacity`."""

    code = "extension_too_many_pupils"


@dataclass(frozen=True, slots=True)
class ExtensionRun:
    """A course in one term."""

    id: UUID
    course_id: UUID
    course_title: str
    kind: ExtensionKind
    term_id: UUID
    first_day: date
    """Sessions are planned from this day on."""

    slots: tuple[ExtensionSlot, ...]
    room_id: UUID | None
    sessions_planned: int
    students: int
    state: ExtensionRunState
    started_at: datetime
    despite: str | None
    """Why it runs though it clashes with lessons."""

    closed_at: datetime | None
    closed_despite: str | None
    """Why it was closed though something was missing."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a term's run is to be; what is left out is as the course was applied for."""

    term_id: UUID
    students: int
    first_day: date | None = None
    slots: tuple[ExtensionSlot, ...] | None = None
    room_id: UUID | None = None
    sessions_planned: int | None = None
    despite: str | None = None


@dataclass(frozen=True, slots=True)
class NewRun:
    course_id: UUID
    term_id: UUID
    first_day: date
    slots: tuple[ExtensionSlot, ...]
    room_id: UUID | None
    sessions_planned: int
    students: int
    despite: str | None


@dataclass(frozen=True, slots=True)
class ExtensionRunFilter:
    term_id: tuple[UUID, ...] = ()
    course_id: tuple[UUID, ...] = ()
    state: tuple[ExtensionRunState, ...] = ()
    teacher_id: tuple[UUID, ...] = ()


class ExtensionRuns(Protocol):
    """All staff see them."""

    async def page(self, filters: ExtensionRunFilter, window: Window) -> Page[ExtensionRun]:
        """The latest first."""
        ...

    async def get(self, run_id: UUID) -> ExtensionRun | None: ...

    async def for_update(self, run_id: UUID) -> ExtensionRun | None: ...

    async def add(self, new: NewRun, *, at: datetime) -> ExtensionRun:
        """Raises ExtensionRanThen, UnknownReference."""
        ...

    async def change(self, run_id: UUID, changes: Mapping[str, Any]) -> ExtensionRun:
        """Raises UnknownReference."""
        ...

    async def facts(self, run_id: UUID) -> RunFacts: ...


class ExtensionGround(Protocol):
    """Who and what is taken in a term."""

    async def hold(self) -> None:
        """Waits until nobody else is placing a course, so that of two the second sees the first."""
        ...

    async def term(self, term_id: UUID) -> TermSpan | None: ...

    async def lessons(self, first: date, last: date) -> Sequence[Lesson]:
        """Of the versions of the timetable in force on any of these days."""
        ...

    async def neighbours(self, term_id: UUID, course_id: UUID) -> Sequence[Neighbour]:
        """The other courses that run in the term."""
        ...


@dataclass(frozen=True, slots=True)
class RunDesk:
    courses: ExtensionCourses
    runs: ExtensionRuns
    ground: ExtensionGround
    tray: ExtensionTray


async def clashes_of(desk: RunDesk, course_id: UUID, term_id: UUID) -> list[ExtensionClash]:
    """Of the course as it was applied for or, in a term it runs in, as it runs. Raises NotFound."""
    course = await desk.courses.get(course_id)
    term = await desk.ground.term(term_id)
    if course is None or term is None:
        raise NotFound()
    run = await desk.runs.get(course.run_id) if course.run_id is not None else None
    if run is not None and run.term_id == term_id:
        return await _clashes(desk, course, term, run.first_day, run.slots, run.room_id)
    return await _clashes(desk, course, term, term.starts_on, course.slots, course.room_id)


async def start(
    desk: RunDesk, course_id: UUID, step: str, asked: Asked, *, expected: int, caller: Caller, now: datetime
) -> ExtensionCourse:
    """Starts it, or continues it in a further term; `step` says which.

    Raises NotFound, Forbidden, Stale, InvalidState, UnknownReference, ExtensionDayOutsideTerm, TooManyPupils,
    ExtensionClashes, ExtensionRanThen.
    """
    await desk.ground.hold()
    course, state = await take_up(desk.courses, course_id, step, expected=expected, caller=caller)
    term = await _term(desk, asked.term_id)
    new = NewRun(
        course_id,
        term.id,
        asked.first_day or term.starts_on,
        asked.slots or course.slots,
        asked.room_id or course.room_id,
        asked.sessions_planned or course.sessions_planned,
        asked.students,
        asked.despite,
    )
    _check_fit(new.first_day, new.students, term, course)
    found = await _clashes(desk, course, term, new.first_day, new.slots, new.room_id)
    check_clashes(found, course.teacher_names, despite=new.despite)
    await desk.runs.add(new, at=now)
    return await desk.courses.change(course_id, {"state": state})


async def revise_course(
    desk: RunDesk, course_id: UUID, changes: Mapping[str, Any], *, expected: int, caller: Caller
) -> ExtensionCourse:
    """By its teachers until it is applied for, by the office once it is approved; a teacher who joins while
    it runs must be free.

    Raises NotFound, Forbidden, Stale, InvalidState, UnknownReference, TooManyPupils, ExtensionClashes.
    """
    await desk.ground.hold()
    course, _ = await take_up(desk.courses, course_id, "update", expected=expected, caller=caller)
    if not tends(caller, changes.get("teacher_ids", course.teacher_ids)):
        raise Forbidden()
    changed = await desk.courses.change(course_id, changes)
    if course.run_id is not None:
        run = await desk.runs.get(course.run_id)
        assert run is not None
        if run.students > changed.capacity:
            raise TooManyPupils(capacity=changed.capacity)
        joined = [one for one in changed.teacher_ids if one not in course.teacher_ids]
        if joined:
            term = await _term(desk, run.term_id)
            found = await _clashes(desk, changed, term, run.first_day, run.slots, None, teacher_ids=joined)
            check_clashes(found, changed.teacher_names, despite=run.despite)
    return changed


async def revise_run(
    desk: RunDesk, run_id: UUID, changes: Mapping[str, Any], *, expected: int, caller: Caller
) -> ExtensionRun:
    """How many pupils there are, by its teachers; when and where it is held, by the office.

    Raises NotFound, Forbidden, Stale, ExtensionRunClosed, UnknownReference, ExtensionDayOutsideTerm,
    TooManyPupils, ExtensionClashes.
    """
    await desk.ground.hold()
    run, course = await tended(desk, run_id, caller=caller, office=bool(changes.keys() - {"students"}))
    match(run.version, expected)
    changed = await desk.runs.change(run_id, changes)
    term = await _term(desk, run.term_id)
    _check_fit(changed.first_day, changed.students, term, course)
    if changes.keys() & {"slots", "room_id", "first_day"}:
        found = await _clashes(desk, course, term, changed.first_day, changed.slots, changed.room_id)
        check_clashes(found, course.teacher_names, despite=changed.despite)
    return changed


async def close(
    desk: RunDesk,
    course_id: UUID,
    report: Content,
    despite: str | None,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> ExtensionCourse:
    """With a report. While something is missing only the office closes it, and says why.

    Raises NotFound, Forbidden, Stale, InvalidState, ExtensionIncomplete, ExtensionMaterialEmpty,
    UnknownReference.
    """
    course, state = await take_up(desk.courses, course_id, "close", expected=expected, caller=caller)
    if despite is not None and not caller.may(Action.EXTENSION_DECIDE):
        raise Forbidden()
    assert course.run_id is not None
    await desk.runs.for_update(course.run_id)
    found = gaps(await desk.runs.facts(course.run_id))
    if not found.complete and despite is None:
        raise ExtensionIncomplete(named_gaps(found))
    about = About(course_id, ExtensionMaterialKind.REPORT, course.run_id)
    await handed_in(desk.tray, about, report, caller=caller, now=now)
    reason = None if found.complete else despite
    ended = {"state": ExtensionRunState.CLOSED, "closed_at": now, "closed_despite": reason}
    await desk.runs.change(course.run_id, ended)
    return await desk.courses.change(course_id, {"state": state})


async def tended(
    desk: RunDesk, run_id: UUID, *, caller: Caller, office: bool = False
) -> tuple[ExtensionRun, ExtensionCourse]:
    """A run somebody works on, its course held first. Raises NotFound, Forbidden, ExtensionRunClosed."""
    seen = await desk.runs.get(run_id)
    course = None if seen is None else await desk.courses.for_update(seen.course_id)
    run = await desk.runs.for_update(run_id)
    if course is None or run is None:
        raise NotFound()
    if not tends(caller, course.teacher_ids) or (office and not caller.may(Action.EXTENSION_DECIDE)):
        raise Forbidden()
    if run.state is not ExtensionRunState.RUNNING:
        raise ExtensionRunClosed(title=course.title)
    return run, course


def run_actions(state: ExtensionRunState, teacher_ids: Sequence[UUID], caller: Caller) -> tuple[str, ...]:
    if state is not ExtensionRunState.RUNNING or not tends(caller, teacher_ids):
        return ()
    return ("update", "record_session", "hand_in_plan")


async def _term(desk: RunDesk, term_id: UUID) -> TermSpan:
    term = await desk.ground.term(term_id)
    if term is None:
        raise UnknownReference(field="term_id")
    return term


def _check_fit(first_day: date, students: int, term: TermSpan, course: ExtensionCourse) -> None:
    if not term.starts_on <= first_day <= term.ends_on:
        raise ExtensionDayOutsideTerm(first=term.starts_on.isoformat(), last=term.ends_on.isoformat())
    if students > course.capacity:
        raise TooManyPupils(capacity=course.capacity)


async def _clashes(
    desk: RunDesk,
    course: ExtensionCourse,
    term: TermSpan,
    first: date,
    slots: Sequence[ExtensionSlot],
    room_id: UUID | None,
    *,
    teacher_ids: Sequence[UUID] | None = None,
) -> list[ExtensionClash]:
    wanted = Wanted(slots, course.teacher_ids if teacher_ids is None else teacher_ids, room_id)
    lessons = await desk.ground.lessons(first, term.ends_on)
    return clashes(wanted, lessons, await desk.ground.neighbours(term.id, course.id))
