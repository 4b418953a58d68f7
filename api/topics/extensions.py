"""Putting topics off 延期: asking, granting, refusing."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Paragraph
from api.topics.shapes import SEVERAL, TopicReturn
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.topics import ExtensionDeskPort, ExtensionsPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.topics.extensions import ExtensionFilter, TopicExtension, TopicExtensionState, ask, grant, refuse

topic_router = room("topics", "/schools/{school}/topics/{topic_id}/extensions")
router = room("topics", "/schools/{school}/topic-extensions")


class TopicExtensionBody(Body):
    until: Day
    """The day until which the step that comes next is to be put off."""

    reason: Paragraph


class TopicExtensionGrant(Body):
    until: Day | None = None
    """Left out: the day asked for."""

    remark: Paragraph | None = None


AS_ASKED = TopicExtensionGrant()


@topic_router.post(
    "",
    operation_id="topics_create_extension",
    summary="Ask that a topic be put off",
    status_code=201,
    dependencies=writes(Action.TOPIC_WRITE),
)
async def create_extension(
    topic_id: UUID,
    body: TopicExtensionBody,
    desk: ExtensionDeskPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> TopicExtension:
    """By its leader, with a reason; one at a time, and as often as the policy allows."""
    made = await ask(desk, topic_id, body.until, body.reason, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/topic-extensions")


@router.get(
    "",
    operation_id="topics_list_extensions",
    summary="Look through the extensions of topics",
    dependencies=reads(Action.TOPIC_READ),
)
async def list_extensions(
    extensions: ExtensionsPort,
    window: Windowed,
    topic_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[TopicExtensionState, ...], Query(description=SEVERAL)] = (),
) -> Page[TopicExtension]:
    """Asked for, granted, refused; the latest first."""
    return await extensions.page(ExtensionFilter(topic_id, state), window)


@router.get(
    "/{extension_id}",
    operation_id="topics_get_extension",
    summary="Look at an extension of a topic",
    dependencies=reads(Action.TOPIC_READ),
)
async def get_extension(extension_id: UUID, extensions: ExtensionsPort, reply: Replies) -> TopicExtension:
    """What was asked for and why, and what became of it."""
    found = await extensions.get(extension_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{extension_id}/grant",
    operation_id="topics_grant_extension",
    summary="Put a topic off",
    dependencies=writes(Action.TOPIC_DECIDE),
)
async def grant_extension(
    extension_id: UUID,
    desk: ExtensionDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: TopicExtensionGrant = AS_ASKED,
) -> TopicExtension:
    """As asked or until another day; the steps after it are due as many days later. The leader is told."""
    given = (extension_id, body.until, body.remark)
    return reply.tagged(await grant(desk, *given, expected=expected, caller=caller, now=now))


@router.post(
    "/{extension_id}/refuse",
    operation_id="topics_refuse_extension",
    summary="Refuse to put a topic off",
    dependencies=writes(Action.TOPIC_DECIDE),
)
async def refuse_extension(
    extension_id: UUID,
    body: TopicReturn,
    desk: ExtensionDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> TopicExtension:
    """The days stay; the leader is told why."""
    return reply.tagged(
        await refuse(desk, extension_id, body.remark, expected=expected, caller=caller, now=now)
    )
