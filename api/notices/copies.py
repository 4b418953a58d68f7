"""The copies of notices: who has not acknowledged, acknowledging, and links to do it by."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Line
from api.wiring.notices import CopiesPort, FreshTokens, NoticesPort, Place
from api.wiring.people import FreshIds
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.notices.acknowledging import NoticeLink, acknowledge, make_link
from domain.notices.notice import CopyFilter, NoticeCopy
from domain.notices.sheet import Copy
from domain.paging import Page

router = room("notices", "/schools/{school}/notice-copies")


class AcknowledgeBody(Body):
    signed_by: Line | None = None
    """Who signed on paper; entered by the office. Left out by who acknowledges their own."""


class LinkBody(Body):
    reader_id: UUID | None = None
    """Which of the copy's readers it is for; left out where there is one, or for the first."""


IN_APP, FIRST_READER = AcknowledgeBody(), LinkBody()


@router.get(
    "",
    operation_id="notices_list_copies",
    summary="See who has acknowledged",
    dependencies=reads(Action.NOTICE_READ),
)
async def list_copies(
    notices: NoticesPort,
    window: Windowed,
    copy: Annotated[tuple[Copy, ...], Query(description="Repeat for any of several.")] = (),
    teacher_id: UUID | None = None,
    session_id: UUID | None = None,
    awaited: Annotated[
        bool | None, Query(description="Only those that are good and wait to be acknowledged, or all others.")
    ] = None,
    grade_group_id: Annotated[
        tuple[UUID, ...], Query(description="The attendee's; repeat for several.")
    ] = (),
) -> Page[NoticeCopy]:
    """In the order of issue: for the office everybody's, for others their own. Nobody waits for the stub."""
    return await notices.copies(CopyFilter(copy, teacher_id, session_id, awaited, grade_group_id), window)


@router.get(
    "/{copy_id}",
    operation_id="notices_get_copy",
    summary="Look at a copy",
    dependencies=reads(Action.NOTICE_READ),
)
async def get_copy(copy_id: UUID, notices: NoticesPort, reply: Replies) -> NoticeCopy:
    """What it says to its reader, and whether they have acknowledged it."""
    return reply.tagged(await _shown(notices, copy_id))


@router.post(
    "/{copy_id}/acknowledge",
    operation_id="notices_acknowledge_copy",
    summary="Acknowledge a copy",
    dependencies=writes(Action.NOTICE_ACKNOWLEDGE),
)
async def acknowledge_copy(
    copy_id: UUID,
    notices: NoticesPort,
    copies: CopiesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: AcknowledgeBody = IN_APP,
) -> NoticeCopy:
    """One's own; or, by the office, what somebody signed on paper."""
    await acknowledge(copies, copy_id, expected=expected, signed_by=body.signed_by, caller=caller, now=now)
    return reply.tagged(await _shown(notices, copy_id))


@router.post(
    "/{copy_id}/links",
    operation_id="notices_create_link",
    summary="Make a personal link",
    status_code=201,
    dependencies=writes(Action.NOTICE_WRITE, key=True),
)
async def create_link(
    copy_id: UUID,
    copies: CopiesPort,
    place: Place,
    fresh_id: FreshIds,
    fresh_token: FreshTokens,
    caller: Asker,
    now: Now,
    reply: Replies,
    body: LinkBody = FIRST_READER,
) -> NoticeLink:
    """To be sent to one reader, who acknowledges by it without signing in: once, within 14 days.

    `url` is shown this once.
    """
    token = fresh_token()
    made = await make_link(
        copies,
        copy_id,
        reader_id=body.reader_id,
        link_id=fresh_id(),
        token=token,
        caller=caller,
        now=now,
    )
    reply.shown_once("url")
    return reply.created(replace(made, url=f"{place.base}/a/{place.school}/{token}"))


@router.get(
    "/{copy_id}/links/{link_id}",
    operation_id="notices_get_link",
    summary="Look at a personal link",
    dependencies=reads(Action.NOTICE_WRITE),
)
async def get_link(copy_id: UUID, link_id: UUID, notices: NoticesPort, reply: Replies) -> NoticeLink:
    """Whom it is for, and whether it was used."""
    found = await notices.link(copy_id, link_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


async def _shown(notices: NoticesPort, copy_id: UUID) -> NoticeCopy:
    found = await notices.copy(copy_id)
    if found is None:
        raise NotFound()
    return found
