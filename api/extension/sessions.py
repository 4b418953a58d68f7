"""The log of sessions taught: looked through, and corrected."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.extension.shapes import SEVERAL, PeriodNo, Pupils
from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Flag, Line, Paragraph, omitted
from api.wiring.extension import ExtensionSessionsPort, SessionDeskPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.extension.sessions import ExtensionSession, ExtensionSessionFilter, correct
from domain.identity.actions import Action
from domain.paging import Page

router = room("extension", "/schools/{school}/extension-sessions")


class ExtensionCorrectionBody(Body):
    reason: Paragraph
    day: Day = omitted()
    period_no: PeriodNo = omitted()
    topic: Line = omitted()
    attended: Pupils = omitted()
    teacher_id: UUID = omitted()
    struck: Flag = omitted()
    """It was not held at all; it may be entered again."""


@router.get(
    "",
    operation_id="extension_list_sessions",
    summary="Look through sessions taught",
    dependencies=reads(Action.EXTENSION_READ),
)
async def list_sessions(
    sessions: ExtensionSessionsPort,
    window: Windowed,
    run_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    latest: Annotated[
        bool | None, Query(description="Only the entries that count, or only earlier ones.")
    ] = None,
) -> Page[ExtensionSession]:
    """The latest entry first."""
    return await sessions.page(ExtensionSessionFilter(run_id, teacher_id, latest), window)


@router.get(
    "/{session_id}",
    operation_id="extension_get_session",
    summary="Look at an entry of a session",
    dependencies=reads(Action.EXTENSION_READ),
)
async def get_session(session_id: UUID, sessions: ExtensionSessionsPort, reply: Replies) -> ExtensionSession:
    """`latest` says whether it is the one that counts."""
    found = await sessions.get(session_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{session_id}/corrections",
    operation_id="extension_correct_session",
    summary="Correct a session taught",
    status_code=201,
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def correct_session(
    session_id: UUID,
    body: ExtensionCorrectionBody,
    desk: SessionDeskPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> ExtensionSession:
    """By a further entry with its reason; what is left out stays as it was."""
    changes = body.model_dump(exclude_unset=True)
    made = await correct(desk, session_id, changes, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/extension-sessions")
