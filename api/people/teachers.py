"""The school's teachers, and who teaches beside them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, StringConstraints

from api.queries import Search, Windowed
from api.routes import room
from api.shapes import Body, Code, Day, Line, omitted, safe
from api.wiring.people import PartnershipsPort, SpellerPort, TeachersPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.people import assignments, teacher
from domain.people.assignments import Partner
from domain.people.calendar import day_of
from domain.people.contacts import unmasked
from domain.people.teacher import EMAIL, NAME_LENGTH, PHONE, LeaveKind, Teacher, TeacherFilter, TeacherStatus

router = room("people", "/schools/{school}/teachers")

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=NAME_LENGTH, strip_whitespace=True), AfterValidator(safe)
]
# A refusal of the domain and no bad input: whoever sent a mask back is told what to do with it.
Phone = Annotated[str, StringConstraints(pattern=PHONE), AfterValidator(safe), BeforeValidator(unmasked)]
Email = Annotated[str, StringConstraints(pattern=EMAIL), AfterValidator(safe), BeforeValidator(unmasked)]


class TeacherBody(Body):
    employee_no: Code
    """工号: the school's own number."""

    name: Name
    platform_id: Code | None = None
    """The id on the district's training platform."""

    phone: Phone | None = None
    email: Email | None = None
    title: Line | None = None
    """职称, such as 一级教师."""

    position: Line | None = None
    """职务, such as 教研组长."""

    born_on: Day | None = None
    hired_on: Day | None = None
    subject_group_id: UUID | None = None
    grade_group_id: UUID | None = None
    source_id: Line | None = None
    """The id in the roster the teacher comes from."""


class TeacherPatch(TeacherBody):
    employee_no: Code = omitted()
    name: Name = omitted()


class LeaveBody(Body):
    kind: LeaveKind
    """For a while, or for good."""

    on: Day | None = None
    """The last day, of a departure; today if left out."""


@router.get(
    "",
    operation_id="people_list_teachers",
    summary="Find teachers",
    dependencies=reads(Action.PEOPLE_READ),
)
async def list_teachers(
    caller: Asker,
    teachers: TeachersPort,
    window: Windowed,
    q: Search = None,
    status: Annotated[tuple[TeacherStatus, ...], Query(description="Repeat for any of several.")] = (),
    subject_group_id: UUID | None = None,
    grade_group_id: UUID | None = None,
) -> Page[Teacher]:
    """By the pinyin of their names; those who have left are among them unless `status` says otherwise."""
    filters = TeacherFilter(q, status, subject_group_id, grade_group_id)
    return teacher.page_seen_by(await teachers.listed(filters, window), caller)


@router.post(
    "",
    operation_id="people_create_teacher",
    summary="Enter a teacher",
    status_code=201,
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def create_teacher(
    body: TeacherBody, caller: Asker, teachers: TeachersPort, speller: SpellerPort, reply: Replies
) -> Teacher:
    """One by hand; many at once come in by a roster import."""
    entered = await teacher.enter(teachers, body.model_dump(), speller=speller)
    return reply.created(teacher.seen_by(entered, caller))


@router.get(
    "/{teacher_id}",
    operation_id="people_get_teacher",
    summary="Look at a teacher",
    dependencies=reads(Action.PEOPLE_READ),
)
async def get_teacher(teacher_id: UUID, caller: Asker, teachers: TeachersPort, reply: Replies) -> Teacher:
    """Telephone and mail are masked, and the birthday is null, for those they do not concern."""
    return reply.tagged(await teacher.read_as(teachers, teacher_id, caller))


@router.patch(
    "/{teacher_id}",
    operation_id="people_update_teacher",
    summary="Change what is known of a teacher",
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def update_teacher(
    teacher_id: UUID,
    body: TeacherPatch,
    caller: Asker,
    teachers: TeachersPort,
    speller: SpellerPort,
    expected: Expected,
    reply: Replies,
) -> Teacher:
    """A new name is spelt anew. A telephone or mail as a mask is refused: leave it out, what stands stays."""
    changes = body.model_dump(exclude_unset=True)
    amended = await teacher.amend(teachers, teacher_id, changes, expected=expected, speller=speller)
    return reply.tagged(teacher.seen_by(amended, caller))


@router.post(
    "/{teacher_id}/leave",
    operation_id="people_record_leave",
    summary="Record that a teacher is on long leave or has left",
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def record_leave(
    teacher_id: UUID,
    body: LeaveBody,
    caller: Asker,
    teachers: TeachersPort,
    now: Now,
    expected: Expected,
    reply: Replies,
) -> Teacher:
    """Nothing is deleted. `take_leave` and `leave` of `allowed_actions` say which kind is possible."""
    on = body.on or day_of(now)
    gone = await teacher.leave(teachers, teacher_id, kind=body.kind, on=on, expected=expected)
    return reply.tagged(teacher.seen_by(gone, caller))


@router.post(
    "/{teacher_id}/return",
    operation_id="people_record_return",
    summary="Record that a teacher is back",
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def record_return(
    teacher_id: UUID, caller: Asker, teachers: TeachersPort, expected: Expected, reply: Replies
) -> Teacher:
    """From long leave, or to the school after having left; the history was kept."""
    back = await teacher.come_back(teachers, teacher_id, expected=expected)
    return reply.tagged(teacher.seen_by(back, caller))


@router.get(
    "/{teacher_id}/partners",
    operation_id="people_list_partners",
    summary="List a teacher's partner teachers",
    dependencies=reads(Action.PEOPLE_READ),
)
async def list_partners(
    teacher_id: UUID,
    partnerships: PartnershipsPort,
    now: Now,
    term_id: UUID | None = None,
    on: Annotated[Day | None, Query(description="The term of this day; today if neither is given.")] = None,
) -> Page[Partner]:
    """搭班教师: those who teach one of the teacher's classes in the term, and what; all on one page."""
    return await assignments.partners(partnerships, teacher_id, term_id=term_id, on=on or day_of(now))
