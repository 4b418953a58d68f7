"""Classes of pupils."""

from uuid import UUID

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Code, Line, omitted
from api.wiring.people import ClassesPort
from api.wiring.request import Asker, Expected, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.people.changes import change, read
from domain.people.groups import SchoolClass
from domain.people.shown import shown, shown_page

router = room("people", "/schools/{school}/classes")


class ClassBody(Body):
    code: Code
    """What people write, such as 702."""

    name: Line
    grade_group_id: UUID
    source_id: Line | None = None
    """Its id in the roster it comes from."""


class ClassPatch(Body):
    code: Code = omitted()
    name: Line = omitted()
    grade_group_id: UUID = omitted()
    source_id: Line | None = None


@router.get(
    "",
    operation_id="people_list_classes",
    summary="List the classes",
    dependencies=reads(Action.PEOPLE_READ),
)
async def list_classes(
    caller: Asker, classes: ClassesPort, window: Windowed, grade_group_id: UUID | None = None
) -> Page[SchoolClass]:
    """班级, by their code."""
    return shown_page(await classes.listed(grade_group_id, window), caller)


@router.post(
    "",
    operation_id="people_create_class",
    summary="Add a class",
    status_code=201,
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def create_class(body: ClassBody, caller: Asker, classes: ClassesPort, reply: Replies) -> SchoolClass:
    """A class belongs to a grade group."""
    return reply.created(shown(await classes.add(body.model_dump()), caller))


@router.get(
    "/{class_id}",
    operation_id="people_get_class",
    summary="Look at a class",
    dependencies=reads(Action.PEOPLE_READ),
)
async def get_class(class_id: UUID, caller: Asker, classes: ClassesPort, reply: Replies) -> SchoolClass:
    """One 班级 and its grade group."""
    return reply.tagged(shown(await read(classes, class_id), caller))


@router.patch(
    "/{class_id}",
    operation_id="people_update_class",
    summary="Change a class",
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def update_class(
    class_id: UUID, body: ClassPatch, caller: Asker, classes: ClassesPort, expected: Expected, reply: Replies
) -> SchoolClass:
    """Such as its grade group, when it moves up."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(shown(await change(classes, class_id, changes, expected=expected), caller))
