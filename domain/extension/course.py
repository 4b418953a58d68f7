"""An extension course 拓展性课程: applied for by its teachers, decided on by the office, run term by term
(MISSION §8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, NotFound
from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.paging import Page, Window


class ExtensionKind(StrEnum):
    KNOWLEDGE = "knowledge"
    """知识拓展."""

    ARTS_SPORTS = "arts_sports"
    """体艺特长."""

    PRACTICE = "practice"
    """实践活动."""


class ExtensionState(StrEnum):
    DRAFT = "draft"
    APPLIED = "applied"
    RETURNED = "returned"
    """To be changed and applied for again."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RUNNING = "running"
    CLOSED = "closed"
    """It ran, and may be continued in another term."""


_WRITING = ("update", "write_outline", "write_textbook")
LIFECYCLE: Lifecycle[ExtensionState] = {
    ExtensionState.DRAFT: {
        **dict.fromkeys(_WRITING, ExtensionState.DRAFT),
        "apply": ExtensionState.APPLIED,
        "withdraw": ExtensionState.WITHDRAWN,
    },
    ExtensionState.APPLIED: {
        "approve": ExtensionState.APPROVED,
        "return": ExtensionState.RETURNED,
        "reject": ExtensionState.REJECTED,
        "withdraw": ExtensionState.WITHDRAWN,
    },
    ExtensionState.RETURNED: {
        **dict.fromkeys(_WRITING, ExtensionState.RETURNED),
        "apply": ExtensionState.APPLIED,
        "withdraw": ExtensionState.WITHDRAWN,
    },
    ExtensionState.APPROVED: {
        "update": ExtensionState.APPROVED,
        "write_textbook": ExtensionState.APPROVED,
        "register_work": ExtensionState.APPROVED,
        "start": ExtensionState.RUNNING,
        "withdraw": ExtensionState.WITHDRAWN,
    },
    ExtensionState.REJECTED: {},
    ExtensionState.WITHDRAWN: {},
    ExtensionState.RUNNING: {
        "update": ExtensionState.RUNNING,
        "write_textbook": ExtensionState.RUNNING,
        "register_work": ExtensionState.RUNNING,
        "close": ExtensionState.CLOSED,
    },
    ExtensionState.CLOSED: {
        "update": ExtensionState.CLOSED,
        "write_textbook": ExtensionState.CLOSED,
        "register_work": ExtensionState.CLOSED,
        "continue": ExtensionState.RUNNING,
    },
}

PUBLIC = (ExtensionState.APPROVED, ExtensionState.RUNNING, ExtensionState.CLOSED)
"""Seen by all staff; the others by the course's teachers, the office and the principal."""

DECISIONS = frozenset({"approve", "return", "reject", "start", "continue"})
"""Steps of the office alone, as is changing a course once it is approved."""


class ExtensionLack(StrEnum):
    """What a course needs before it is applied for."""

    OUTLINE = "outline"
    GRADES = "grades"
    SLOTS = "slots"


class ApplicationIncomplete(Conflict):
    """Before it is applied for a course has its outline, its grades and its periods; facts: `missing`."""

    code = "extension_application_incomplete"


@dataclass(frozen=True, slots=True, order=True)
class ExtensionSlot:
    """One period a week."""

    weekday: int
    """ISO: 1 is Monday."""

    period_no: int


@dataclass(frozen=True, slots=True)
class ExtensionTeacher:
    id: UUID
    """The teacher's."""

    name: str


@dataclass(frozen=True, slots=True)
class ExtensionGrade:
    id: UUID
    """The grade group's."""

    name: str


@dataclass(frozen=True, slots=True)
class ExtensionCourse:
    """One 拓展性课程, through all its terms."""

    id: UUID
    kind: ExtensionKind
    title: str
    aims: str
    capacity: int
    """Pupils it takes."""

    periods_per_week: int
    sessions_planned: int
    """A term."""

    slots: tuple[ExtensionSlot, ...]
    """When it is to be held; a term's run says when it is."""

    room_id: UUID | None
    teachers: tuple[ExtensionTeacher, ...]
    """课程组, in order: the first is responsible."""

    grades: tuple[ExtensionGrade, ...]
    state: ExtensionState
    outline: bool
    """Whether there is one 课程纲要."""

    textbook: bool
    runs: int
    """Terms it ran in, this one included."""

    run_id: UUID | None
    """Of the term it is running in."""

    created_at: datetime
    applied_at: datetime | None
    """The last time."""

    remark: str | None
    """What the office said last; for its teachers, the office and the principal, as is `work_id`."""

    work_id: UUID | None
    """The work it was registered as; null: none."""

    version: int
    allowed_actions: tuple[str, ...] = ()

    @property
    def teacher_ids(self) -> tuple[UUID, ...]:
        return tuple(one.id for one in self.teachers)

    @property
    def teacher_names(self) -> dict[UUID, str]:
        return {one.id: one.name for one in self.teachers}


@dataclass(frozen=True, slots=True)
class NewExtensionCourse:
    kind: ExtensionKind
    title: str
    aims: str
    capacity: int
    sessions_planned: int
    slots: tuple[ExtensionSlot, ...]
    room_id: UUID | None
    teacher_ids: tuple[UUID, ...]
    """At least one, in order."""

    grade_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ExtensionFilter:
    state: tuple[ExtensionState, ...] = ()
    kind: tuple[ExtensionKind, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    term_id: tuple[UUID, ...] = ()
    """Terms it ran in."""


class ExtensionCourses(Protocol):
    """The courses a caller may see."""

    async def page(self, filters: ExtensionFilter, window: Window) -> Page[ExtensionCourse]:
        """The latest first."""
        ...

    async def get(self, course_id: UUID) -> ExtensionCourse | None: ...

    async def for_update(self, course_id: UUID) -> ExtensionCourse | None: ...

    async def add(self, new: NewExtensionCourse, *, at: datetime) -> ExtensionCourse:
        """A draft. Raises UnknownReference."""
        ...

    async def change(self, course_id: UUID, changes: Mapping[str, Any]) -> ExtensionCourse:
        """`teacher_ids` and `grade_ids` in place of those there were. Raises UnknownReference."""
        ...


def tends(caller: Caller, teacher_ids: Sequence[UUID]) -> bool:
    """Whether the caller may work on a course: its teachers, and whoever writes for the whole school."""
    far = reach(Action.EXTENSION_WRITE, caller.roles, caller.scopes)
    return far is not None and (far >= Scope.SCHOOL or caller.teacher_id in teacher_ids)


def sees_inside(caller: Caller, teacher_ids: Sequence[UUID]) -> bool:
    """What is said of an application is its teachers', the office's and the principal's to read."""
    return caller.may(Action.EXTENSION_OVERSEE) or caller.teacher_id in teacher_ids


def may(caller: Caller, state: ExtensionState, step: str, teacher_ids: Sequence[UUID]) -> bool:
    if step in DECISIONS or (step == "update" and state in PUBLIC):
        return caller.may(Action.EXTENSION_DECIDE)
    return tends(caller, teacher_ids)


def course_actions(
    state: ExtensionState, teacher_ids: Sequence[UUID], caller: Caller, *, registered: bool
) -> tuple[str, ...]:
    """What this caller may do to the course now."""
    steps = [one for one in actions(LIFECYCLE, state) if not (registered and one == "register_work")]
    return tuple(one for one in steps if may(caller, state, one, teacher_ids))


async def take_up(
    courses: ExtensionCourses, course_id: UUID, step: str, *, expected: int | None, caller: Caller
) -> tuple[ExtensionCourse, ExtensionState]:
    """The course, held until the transaction ends, and its state after the step.

    Raises NotFound, Forbidden, Stale, InvalidState.
    """
    course = await courses.for_update(course_id)
    if course is None:
        raise NotFound()
    if not may(caller, course.state, step, course.teacher_ids):
        raise Forbidden()
    if expected is not None:
        match(course.version, expected)
    return course, advance(LIFECYCLE, course.state, step)


async def add_course(
    courses: ExtensionCourses, new: NewExtensionCourse, *, caller: Caller, now: datetime
) -> ExtensionCourse:
    """A draft; a teacher drafts what they take part in. Raises Forbidden, UnknownReference."""
    if not tends(caller, new.teacher_ids):
        raise Forbidden()
    return await courses.add(new, at=now)


async def apply_for(
    courses: ExtensionCourses, course_id: UUID, *, expected: int, caller: Caller, now: datetime
) -> ExtensionCourse:
    """Raises NotFound, Forbidden, Stale, InvalidState, ApplicationIncomplete."""
    course, state = await take_up(courses, course_id, "apply", expected=expected, caller=caller)
    needed = {
        ExtensionLack.OUTLINE: course.outline,
        ExtensionLack.GRADES: course.grades,
        ExtensionLack.SLOTS: course.slots,
    }
    missing = [lack for lack, there in needed.items() if not there]
    if missing:
        raise ApplicationIncomplete(missing=missing)
    return await courses.change(course_id, {"state": state, "applied_at": now})


async def withdraw(
    courses: ExtensionCourses, course_id: UUID, *, expected: int, caller: Caller
) -> ExtensionCourse:
    """Before it ever ran. Raises NotFound, Forbidden, Stale, InvalidState."""
    _, state = await take_up(courses, course_id, "withdraw", expected=expected, caller=caller)
    return await courses.change(course_id, {"state": state})
