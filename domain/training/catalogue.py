"""The courses 培训课程 a school's teachers can take, and what each is worth."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.paging import Page, Window
from domain.words import Word


class CourseKind(Word):
    SHORT = "short"
    LONG_90 = "long_90"
    ONLINE = "online"
    SCHOOL_BASED = "school_based"


class SessionState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class CourseCodeTaken(Conflict):
    """Facts: `code`."""

    code = "course_code_taken"


class CoursePlatformIdTaken(Conflict):
    """Facts: `platform_id`."""

    code = "course_platform_id_taken"


@dataclass(frozen=True, slots=True)
class Course:
    """A course of the catalogue; it is held in sessions."""

    id: UUID
    code: str
    title: str
    provider: str
    """Who holds it: 承办单位."""

    kind: CourseKind
    hours: Decimal
    credits: Decimal
    """What passing it is worth; deductions for absence are the policy's."""

    audience: str | None
    platform_id: str | None
    """Its number on the district's training platform."""

    archived: bool
    """Takes no more enrolments."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewCourse:
    code: str
    title: str
    provider: str
    kind: CourseKind
    hours: Decimal
    credits: Decimal
    audience: str | None = None
    platform_id: str | None = None


@dataclass(frozen=True, slots=True)
class CourseFilter:
    q: str | None = None
    """Part of the title, the code or the provider."""

    kinds: tuple[CourseKind, ...] = ()
    archived: bool | None = None


class Courses(Protocol):
    async def list(self, filters: CourseFilter, window: Window) -> Page[Course]: ...

    async def get(self, course_id: UUID) -> Course | None: ...

    async def for_update(self, course_id: UUID) -> Course | None: ...

    async def add(self, new: NewCourse) -> Course:
        """Raises CourseCodeTaken, CoursePlatformIdTaken."""
        ...

    async def change(self, course_id: UUID, changes: Mapping[str, Any]) -> Course:
        """Raises CourseCodeTaken, CoursePlatformIdTaken."""
        ...


class Planning(Protocol):
    """Keeps what placed enrolments plan in step with their course's credits and their session's year."""

    async def replan_courses(self, course_ids: list[UUID]) -> None: ...

    async def replan_sessions(self, session_ids: list[UUID]) -> None: ...


class Following(Protocol):
    async def follow(
        self, *, session_ids: Collection[UUID], course_ids: Collection[UUID] = (), at: datetime
    ) -> None:
        """As `places.Places` has it."""
        ...


async def revise_course(
    courses: Courses,
    planning: Planning,
    following: Following,
    course_id: UUID,
    *,
    expected: int,
    changes: Mapping[str, Any],
    now: datetime,
) -> Course:
    """Changes a course; those placed in its sessions plan its new credits from here on, are away for them no
    longer once it is online, and are given notice anew of what their notices said otherwise.

    Raises NotFound, Stale, CourseCodeTaken, CoursePlatformIdTaken.
    """
    course = await courses.for_update(course_id)
    if course is None:
        raise NotFound()
    match(course.version, expected)
    revised = await courses.change(course_id, changes)
    if revised.credits != course.credits:
        await planning.replan_courses([course_id])
    await following.follow(session_ids=(), course_ids=[course_id], at=now)
    return revised


def course_actions(caller: Caller) -> tuple[str, ...]:
    """A course can always be revised, by those who keep the catalogue."""
    return ("update",) if caller.may(Action.COURSE_WRITE) else ()
