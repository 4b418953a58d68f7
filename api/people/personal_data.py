"""All that is held of one person, to take away."""

from uuid import UUID

from fastapi import Request

from api.routes import room
from api.wiring.people import TeachersPort
from api.wiring.platform import OperationsPort
from api.wiring.request import Asker, Now, Replies, writes
from domain.identity.access import own_only
from domain.identity.actions import Action
from domain.operations import Operation
from domain.people.changes import read

router = room("people", "/schools/{school}/teachers/{teacher_id}/personal-data-exports")


@router.post(
    "",
    operation_id="people_create_personal_data_export",
    summary="Take out all that is held of a teacher",
    status_code=202,
    dependencies=writes(Action.PERSONAL_DATA_EXPORT),
)
async def create_personal_data_export(
    teacher_id: UUID,
    caller: Asker,
    teachers: TeachersPort,
    operations: OperationsPort,
    now: Now,
    reply: Replies,
    request: Request,
) -> Operation:
    """One's own; the research office and the principal take out anybody's, who asked them for it.

    The operation's `result_url` is a ZIP: JSON for each table, the person's files, an index, and `about.json`
    which says what is left out. Its bytes are removed after seven days.
    """
    own_only(caller, teacher_id)
    await read(teachers, teacher_id)
    reply.note(teacher_id=str(teacher_id))
    school = request.url.path.partition("/teachers/")[0]
    arguments = {
        "teacher_id": str(teacher_id),
        "account_id": str(caller.account_id),
        "files_url": f"{school}/files",
    }
    started = await operations.start(
        "export_personal_data", arguments=arguments, account_id=caller.account_id, at=now
    )
    return reply.created(started, f"{school}/operations")
