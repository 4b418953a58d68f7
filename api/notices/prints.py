"""Printing many notices as one file: asked for with one request, fetched when it is done."""

from typing import Annotated
from uuid import UUID

from fastapi import Request
from pydantic import Field

from api.routes import room
from api.shapes import Body, Day
from api.wiring.notices import NoticesPort, Place
from api.wiring.platform import OperationsPort
from api.wiring.request import Asker, Now, Replies, writes
from domain.identity.actions import Action
from domain.notices.printing import MOST, to_print
from domain.notices.reading import Wanted
from domain.notices.sheet import Layout
from domain.operations import Operation

router = room("notices", "/schools/{school}/notice-prints")


class PrintBody(Body):
    week: Day | None = None
    """Any day of the week in which the trainings begin."""

    session_id: UUID | None = None
    notice_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)] | None = None
    layout: Layout = Layout.FOUR_PARTS


@router.post(
    "",
    operation_id="notices_create_print",
    summary="Print many notices",
    status_code=202,
    dependencies=writes(Action.NOTICE_WRITE),
)
async def create_print(
    body: PrintBody,
    notices: NoticesPort,
    operations: OperationsPort,
    place: Place,
    caller: Asker,
    now: Now,
    reply: Replies,
    request: Request,
) -> Operation:
    """All four copies of a week's, a session's or the listed notices, with their record sheets, at most 500.

    The operation's `result_url` is the file, a PDF: ask it for a link.
    """
    chosen = await to_print(notices, Wanted(body.week, body.session_id, tuple(body.notice_ids or ())))
    school = request.url.path.removesuffix("/notice-prints")
    arguments = {
        "notice_ids": [str(one) for one in chosen],
        "layout": body.layout.value,
        "account_id": str(caller.account_id),
        "school_code": place.school,
        "files_url": f"{school}/files",
    }
    started = await operations.start(
        "print_notices", arguments=arguments, account_id=caller.account_id, at=now
    )
    return reply.created(started, f"{school}/operations")
