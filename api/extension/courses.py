"""Extension courses: drafted, written, applied for, withdrawn, registered as works."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.extension.shapes import SEVERAL, Capacity, SessionNo, SlotBodies, slots_of
from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Line, Paragraph, omitted
from api.wiring.extension import (
    DecisionDeskPort,
    ExtensionCoursesPort,
    ExtensionWorkBookPort,
    RunDeskPort,
)
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.extension.clashes import ExtensionClash
from domain.extension.course import (
    ExtensionCourse,
    ExtensionFilter,
    ExtensionKind,
    ExtensionState,
    NewExtensionCourse,
    add_course,
    apply_for,
    withdraw,
)
from domain.extension.deciding import ExtensionReview, register_work, reviews_of
from domain.extension.running import clashes_of, revise_course
from domain.identity.actions import Action
from domain.paging import Page

router = room("extension", "/schools/{school}/extension-courses")

Team = Annotated[list[UUID], Field(min_length=1, max_length=10)]
Grades = Annotated[tuple[UUID, ...], Field(max_length=20)]


class ExtensionCourseBody(Body):
    kind: ExtensionKind
    title: Line
    aims: Paragraph
    capacity: Capacity
    """Pupils it takes."""

    sessions_planned: SessionNo
    """A term."""

    teacher_ids: Team
    """课程组, in order: the first is responsible. A teacher names themselves among them."""

    grade_ids: Grades = ()
    """Grade groups it is for."""

    slots: SlotBodies = ()
    """Its periods of the week."""

    room_id: UUID | None = None


class ExtensionCoursePatch(Body):
    kind: ExtensionKind = omitted()
    title: Line = omitted()
    aims: Paragraph = omitted()
    capacity: Capacity = omitted()
    sessions_planned: SessionNo = omitted()
    teacher_ids: Team = omitted()
    grade_ids: Grades = omitted()
    slots: SlotBodies = omitted()
    room_id: UUID | None = None


@router.get(
    "",
    operation_id="extension_list_courses",
    summary="Look through extension courses",
    dependencies=reads(Action.EXTENSION_READ),
)
async def list_courses(
    courses: ExtensionCoursesPort,
    window: Windowed,
    state: Annotated[tuple[ExtensionState, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[ExtensionKind, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    term_id: Annotated[tuple[UUID, ...], Query(description="Terms they ran in.")] = (),
) -> Page[ExtensionCourse]:
    """The latest first. What is not approved yet is seen by its teachers, the office and the principal."""
    return await courses.page(ExtensionFilter(state, kind, teacher_id, term_id), window)


@router.post(
    "",
    operation_id="extension_create_course",
    summary="Draft an extension course",
    status_code=201,
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def create_course(
    body: ExtensionCourseBody, courses: ExtensionCoursesPort, caller: Asker, now: Now, reply: Replies
) -> ExtensionCourse:
    """Its outline and textbook are handed in after."""
    new = NewExtensionCourse(**_given(body))
    return reply.created(await add_course(courses, new, caller=caller, now=now))


@router.get(
    "/{course_id}",
    operation_id="extension_get_course",
    summary="Look at an extension course",
    dependencies=reads(Action.EXTENSION_READ),
)
async def get_course(course_id: UUID, courses: ExtensionCoursesPort, reply: Replies) -> ExtensionCourse:
    """One 拓展性课程: `extension-runs?course_id=` lists its terms, `extension-materials?course_id=` what was
    handed in."""
    found = await courses.get(course_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.patch(
    "/{course_id}",
    operation_id="extension_update_course",
    summary="Change an extension course",
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def update_course(
    course_id: UUID,
    body: ExtensionCoursePatch,
    desk: RunDeskPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> ExtensionCourse:
    """By its teachers until it is applied for; once it is approved, by the office."""
    changed = await revise_course(desk, course_id, _given(body), expected=expected, caller=caller)
    return reply.tagged(changed)


@router.post(
    "/{course_id}/apply",
    operation_id="extension_apply_for_course",
    summary="Apply for an extension course",
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def apply_for_course(
    course_id: UUID,
    courses: ExtensionCoursesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ExtensionCourse:
    """With an outline, grades and periods; `extension_application_incomplete` names what is missing."""
    return reply.tagged(await apply_for(courses, course_id, expected=expected, caller=caller, now=now))


@router.post(
    "/{course_id}/withdraw",
    operation_id="extension_withdraw_course",
    summary="Withdraw an extension course",
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def withdraw_course(
    course_id: UUID, courses: ExtensionCoursesPort, caller: Asker, expected: Expected, reply: Replies
) -> ExtensionCourse:
    """Until it runs for the first time."""
    return reply.tagged(await withdraw(courses, course_id, expected=expected, caller=caller))


@router.post(
    "/{course_id}/register-work",
    operation_id="extension_register_work",
    summary="Register an extension course as a work",
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def register_as_work(
    course_id: UUID,
    courses: ExtensionCoursesPort,
    book: ExtensionWorkBookPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ExtensionCourse:
    """Once: its teachers in their order become the authors of a work of kind `course`, `work_id` has it."""
    done = await register_work(courses, book, course_id, expected=expected, caller=caller, now=now)
    return reply.tagged(done)


@router.get(
    "/{course_id}/reviews",
    operation_id="extension_list_reviews",
    summary="Read what was decided on an application",
    dependencies=reads(Action.EXTENSION_READ),
)
async def list_reviews(
    course_id: UUID, desk: DecisionDeskPort, caller: Asker, window: Windowed
) -> Page[ExtensionReview]:
    """The first one first; for its teachers, the office and the principal."""
    return await reviews_of(desk, course_id, window, caller=caller)


@router.get(
    "/{course_id}/clashes",
    operation_id="extension_list_clashes",
    summary="See who or what would be in two places",
    dependencies=reads(Action.EXTENSION_READ),
)
async def list_clashes(course_id: UUID, term_id: UUID, desk: RunDeskPort) -> Page[ExtensionClash]:
    """Its teachers and its room in its periods, held against the term's timetable and other courses."""
    return Page(await clashes_of(desk, course_id, term_id), None, False)


def _given(body: ExtensionCourseBody | ExtensionCoursePatch) -> dict[str, Any]:
    given = body.model_dump(exclude_unset=isinstance(body, ExtensionCoursePatch))
    if "slots" in given:
        given["slots"] = slots_of(body.slots)
    return given | {name: tuple(given[name]) for name in ("teacher_ids", "grade_ids") if name in given}
