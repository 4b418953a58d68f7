"""The catalogue's courses."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Code, Credits, Flag, Line, Paragraph, omitted
from api.wiring.catalogue import CoursesPort, EnrolmentsPort, PlanningPort
from api.wiring.request import Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.training.catalogue import Course, CourseFilter, CourseKind, NewCourse, revise_course

router = room("training", "/schools/{school}/courses")


class CourseBody(Body):
    code: Code
    title: Line
    provider: Line
    """Who holds it, such as 桐乡市教师进修学校."""

    kind: CourseKind
    hours: Credits
    credits: Credits = Decimal(0)
    """What passing it is worth."""

    audience: Paragraph | None = None
    platform_id: Code | None = None


class CoursePatch(Body):
    code: Code = omitted()
    title: Line = omitted()
    provider: Line = omitted()
    kind: CourseKind = omitted()
    hours: Credits = omitted()
    credits: Credits = omitted()
    audience: Paragraph | None = None
    platform_id: Code | None = None
    archived: Flag = omitted()


@router.get(
    "",
    operation_id="training_list_courses",
    summary="Look through the courses",
    dependencies=reads(Action.COURSE_READ),
)
async def list_courses(
    courses: CoursesPort,
    window: Windowed,
    q: Annotated[
        str | None,
        Query(min_length=1, max_length=60, description="Part of the title, the code or the provider."),
    ] = None,
    kind: Annotated[tuple[CourseKind, ...], Query(description="Repeat for any of several.")] = (),
    archived: bool | None = None,
) -> Page[Course]:
    """The school's courses by their code, archived ones among them unless `archived=false`."""
    return await courses.list(CourseFilter(q, kind, archived), window)


@router.post(
    "",
    operation_id="training_create_course",
    summary="Add a course",
    status_code=201,
    dependencies=writes(Action.COURSE_WRITE),
)
async def create_course(body: CourseBody, courses: CoursesPort, reply: Replies) -> Course:
    """A course by hand; many at once come in by a catalogue import."""
    return reply.created(await courses.add(NewCourse(**body.model_dump())))


@router.get(
    "/{course_id}",
    operation_id="training_get_course",
    summary="Look at a course",
    dependencies=reads(Action.COURSE_READ),
)
async def get_course(course_id: UUID, courses: CoursesPort, reply: Replies) -> Course:
    """One course, with what it is worth."""
    course = await courses.get(course_id)
    if course is None:
        raise NotFound()
    return reply.tagged(course)


@router.patch(
    "/{course_id}",
    operation_id="training_update_course",
    summary="Change a course",
    dependencies=writes(Action.COURSE_WRITE),
)
async def update_course(
    course_id: UUID,
    body: CoursePatch,
    courses: CoursesPort,
    planning: PlanningPort,
    enrolments: EnrolmentsPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Course:
    """New credits count from here on: planned ones follow, what was awarded stays as it was awarded."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(
        await revise_course(
            courses, planning, enrolments, course_id, expected=expected, changes=changes, now=now
        )
    )
