"""Calendars to subscribe to: one's own, and the school's."""

from uuid import UUID

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Line
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.weekplan import Oneself, OwnFeedsPort, SchoolFeedsPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.weekplan.feeds import CalendarFeed, IssuedFeed, revoke

router = room("weekplan", "/schools/{school}/calendar-feeds")
own_router = room("weekplan", "/me/calendar-feeds")


class CalendarFeedBody(Body):
    name: Line
    """What the calendar is called on the phone."""


def address(school_id: UUID, secret: str) -> str:
    return f"/api/v1/schools/{school_id}/calendar/{secret}.ics"


@own_router.get("", operation_id="weekplan_list_own_feeds", summary="List my calendars")
async def list_own_feeds(feeds: OwnFeedsPort, window: Windowed) -> Page[CalendarFeed]:
    """Of one school, the newest first, revoked ones included. One that nobody uses had better be revoked."""
    return await feeds.page(window)


@own_router.post(
    "", operation_id="weekplan_create_own_feed", summary="Make a calendar of mine", status_code=201
)
async def create_own_feed(
    body: CalendarFeedBody, feeds: OwnFeedsPort, caller: Oneself, now: Now, reply: Replies
) -> IssuedFeed:
    """One's own training, duties, cover and swaps. The answer shows the secret link, this once."""
    feed, secret = await feeds.add(body.name, at=now)
    reply.shown_once("address")
    reply.created(feed)
    return IssuedFeed(feed, address(caller.school_id, secret))


@own_router.post(
    "/{feed_id}/revoke", operation_id="weekplan_revoke_own_feed", summary="End a calendar of mine"
)
async def revoke_own_feed(feed_id: UUID, feeds: OwnFeedsPort, now: Now) -> CalendarFeed:
    """Its link shows nothing from now on. Done twice, it is done once."""
    return await revoke(feeds, feed_id, expected=None, now=now)


@router.get(
    "",
    operation_id="weekplan_list_feeds",
    summary="List the school's calendars",
    dependencies=reads(Action.WEEK_WRITE),
)
async def list_feeds(feeds: SchoolFeedsPort, window: Windowed) -> Page[CalendarFeed]:
    """The newest first, revoked ones included, whoever made them."""
    return await feeds.page(window)


@router.post(
    "",
    operation_id="weekplan_create_feed",
    summary="Make a calendar of the school",
    status_code=201,
    dependencies=writes(Action.WEEK_WRITE),
)
async def create_feed(
    body: CalendarFeedBody, feeds: SchoolFeedsPort, caller: Asker, now: Now, reply: Replies
) -> IssuedFeed:
    """Training, published items, holidays and make-up days. The answer shows the secret link, this once."""
    feed, secret = await feeds.add(body.name, at=now)
    reply.shown_once("address")
    reply.created(feed)
    return IssuedFeed(feed, address(caller.school_id, secret))


@router.get(
    "/{feed_id}",
    operation_id="weekplan_get_feed",
    summary="Look at a calendar of the school",
    dependencies=reads(Action.WEEK_WRITE),
)
async def get_feed(feed_id: UUID, feeds: SchoolFeedsPort, reply: Replies) -> CalendarFeed:
    """When it was made, and last used; never its link."""
    found = await feeds.get(feed_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{feed_id}/revoke",
    operation_id="weekplan_revoke_feed",
    summary="End a calendar of the school",
    dependencies=writes(Action.WEEK_WRITE),
)
async def revoke_feed(
    feed_id: UUID, feeds: SchoolFeedsPort, expected: Expected, now: Now, reply: Replies
) -> CalendarFeed:
    """Its link shows nothing from now on."""
    return reply.tagged(await revoke(feeds, feed_id, expected=expected, now=now))
