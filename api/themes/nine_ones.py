"""The nine ones, as the school publishes them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Code, Flag, Line, Paragraph
from api.wiring.request import Asker, Now, Replies, reads, writes
from api.wiring.themes import NineOnesPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.themes.nine_ones import NewNineOnes, NineOnes, SlotAsked, publish

router = room("themes", "/schools/{school}/nine-ones")


class SlotBody(Body):
    key: Code
    """Short, and the same from version to version, such as `record`."""

    title: Line
    asked: Paragraph
    per_member: Flag = False
    """Each member who was at an activity hands in homework of their own besides."""

    after_activity: Flag = False
    """It tells of an activity, so it cannot be older than that."""


class NineOnesBody(Body):
    title: Line
    from_term_id: UUID
    """Themes of this term and later ones begin with it."""

    slots: Annotated[tuple[SlotBody, ...], Field(max_length=20)]
    """Nine."""


@router.get(
    "",
    operation_id="themes_list_nine_ones",
    summary="Look through the versions of the nine ones",
    dependencies=reads(Action.THEME_READ),
)
async def list_nine_ones(book: NineOnesPort, window: Windowed) -> Page[NineOnes]:
    """Those the school has published, the latest first; none as long as it goes by the example shipped."""
    return await book.page(window)


@router.post(
    "",
    operation_id="themes_publish_nine_ones",
    summary="Publish a version of the nine ones",
    status_code=201,
    dependencies=writes(Action.THEME_WRITE),
)
async def publish_nine_ones(
    body: NineOnesBody, book: NineOnesPort, caller: Asker, now: Now, reply: Replies
) -> NineOnes:
    """From a term on. A group that takes part already keeps the version it began with."""
    slots = tuple(SlotAsked(**one.model_dump()) for one in body.slots)
    new = NewNineOnes(body.title, body.from_term_id, slots)
    return reply.created(await publish(book, new, account_id=caller.account_id, now=now))


@router.get(
    "/{template_id}",
    operation_id="themes_get_nine_ones",
    summary="Look at a version of the nine ones",
    dependencies=reads(Action.THEME_READ),
)
async def get_nine_ones(template_id: UUID, book: NineOnesPort, reply: Replies) -> NineOnes:
    """Never changed, so that it says what a group was asked for."""
    found = await book.get(template_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)
