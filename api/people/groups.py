"""Grade groups and subject groups."""

from uuid import UUID

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Code, Line, omitted
from api.wiring.people import GradeGroupsPort, SubjectGroupsPort
from api.wiring.request import Asker, Expected, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.people import groups as rules
from domain.people.changes import read
from domain.people.groups import GradeGroup, SubjectGroup
from domain.people.shown import shown, shown_page

router = room("people")


class GradeGroupBody(Body):
    code: Code
    name: Line
    head_id: UUID | None = None
    """A teacher of the school."""


class GradeGroupPatch(Body):
    code: Code = omitted()
    name: Line = omitted()
    head_id: UUID | None = None


class SubjectGroupBody(Body):
    code: Code
    name: Line
    leader_id: UUID | None = None
    """A teacher of the school."""


class SubjectGroupPatch(Body):
    code: Code = omitted()
    name: Line = omitted()
    leader_id: UUID | None = None


@router.get(
    "/grade-groups",
    operation_id="people_list_grade_groups",
    summary="List the grade groups",
    dependencies=reads(Action.PEOPLE_READ),
)
async def list_grade_groups(caller: Asker, groups: GradeGroupsPort, window: Windowed) -> Page[GradeGroup]:
    """年级组, by their code."""
    return shown_page(await groups.listed(window), caller)


@router.post(
    "/grade-groups",
    operation_id="people_create_grade_group",
    summary="Add a grade group",
    status_code=201,
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def create_grade_group(
    body: GradeGroupBody, caller: Asker, groups: GradeGroupsPort, reply: Replies
) -> GradeGroup:
    """With its head, if there is one already."""
    return reply.created(shown(await rules.add_grade(groups, body.model_dump()), caller))


@router.get(
    "/grade-groups/{grade_group_id}",
    operation_id="people_get_grade_group",
    summary="Look at a grade group",
    dependencies=reads(Action.PEOPLE_READ),
)
async def get_grade_group(
    grade_group_id: UUID, caller: Asker, groups: GradeGroupsPort, reply: Replies
) -> GradeGroup:
    """One 年级组 and who heads it."""
    return reply.tagged(shown(await read(groups, grade_group_id), caller))


@router.patch(
    "/grade-groups/{grade_group_id}",
    operation_id="people_update_grade_group",
    summary="Change a grade group",
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def update_grade_group(
    grade_group_id: UUID,
    body: GradeGroupPatch,
    caller: Asker,
    groups: GradeGroupsPort,
    expected: Expected,
    reply: Replies,
) -> GradeGroup:
    """Its code, its name, or who heads it."""
    changes = body.model_dump(exclude_unset=True)
    changed = await rules.change_grade(groups, grade_group_id, changes, expected=expected)
    return reply.tagged(shown(changed, caller))


@router.get(
    "/subject-groups",
    operation_id="people_list_subject_groups",
    summary="List the subject groups",
    dependencies=reads(Action.PEOPLE_READ),
)
async def list_subject_groups(
    caller: Asker, groups: SubjectGroupsPort, window: Windowed
) -> Page[SubjectGroup]:
    """教研组, by their code."""
    return shown_page(await groups.listed(window), caller)


@router.post(
    "/subject-groups",
    operation_id="people_create_subject_group",
    summary="Add a subject group",
    status_code=201,
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def create_subject_group(
    body: SubjectGroupBody, caller: Asker, groups: SubjectGroupsPort, reply: Replies
) -> SubjectGroup:
    """With its leader, if there is one already."""
    return reply.created(shown(await rules.add_subject(groups, body.model_dump()), caller))


@router.get(
    "/subject-groups/{subject_group_id}",
    operation_id="people_get_subject_group",
    summary="Look at a subject group",
    dependencies=reads(Action.PEOPLE_READ),
)
async def get_subject_group(
    subject_group_id: UUID, caller: Asker, groups: SubjectGroupsPort, reply: Replies
) -> SubjectGroup:
    """One 教研组 and who leads it."""
    return reply.tagged(shown(await read(groups, subject_group_id), caller))


@router.patch(
    "/subject-groups/{subject_group_id}",
    operation_id="people_update_subject_group",
    summary="Change a subject group",
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def update_subject_group(
    subject_group_id: UUID,
    body: SubjectGroupPatch,
    caller: Asker,
    groups: SubjectGroupsPort,
    expected: Expected,
    reply: Replies,
) -> SubjectGroup:
    """Its code, its name, or who leads it."""
    changes = body.model_dump(exclude_unset=True)
    changed = await rules.change_subject(groups, subject_group_id, changes, expected=expected)
    return reply.tagged(shown(changed, caller))
