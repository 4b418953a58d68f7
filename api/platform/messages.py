"""What one was told."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.platform.message_texts import worded, worded_page
from api.queries import Language, Windowed
from api.routes import room
from api.wiring.platform import InboxPort
from api.wiring.request import Now, Replies
from domain.errors import NotFound
from domain.messages import AllRead, Message
from domain.paging import Page

router = room("platform", "/me/messages")


@router.get("", operation_id="platform_list_messages", summary="What was I told")
async def list_messages(
    inbox: InboxPort,
    window: Windowed,
    language: Language,
    unread: Annotated[bool, Query(description="Only what was not read yet.")] = False,
) -> Page[Message]:
    """At every school one is at, or at one of them; the latest first, in the language asked for."""
    return worded_page(await inbox.page(window, unread=unread), language)


@router.post("/read-all", operation_id="platform_read_all_messages", summary="Take everything as read")
async def read_all_messages(inbox: InboxPort, now: Now) -> AllRead:
    """At every school one is at, or at one of them."""
    return AllRead(await inbox.read_all(at=now))


@router.post("/{message_id}/read", operation_id="platform_read_message", summary="Take a message as read")
async def read_message(
    message_id: UUID, inbox: InboxPort, now: Now, language: Language, reply: Replies
) -> Message:
    """Done twice, it was read the first time."""
    found = await inbox.read(message_id, at=now)
    if found is None:
        raise NotFound()
    return reply.tagged(worded(found, language))
