"""Activities of projects and themes: set up, changed, called off; and the code to sign in by."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Credits, Instant, Line, Paragraph, omitted
from api.wiring.activities import ActivitiesPort, ActivityDeskPort, DisplayLinksPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.activities.activity import Activity, ActivityFilter, ActivityState, NewActivity, OwnerKind
from domain.activities.display import DisplayLink, display_link
from domain.activities.keeping import add_activity, cancel_activity, revise_activity
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page

router = room("activities", "/schools/{school}/activities")

MOST = 500
People = Annotated[list[UUID], Field(max_length=MOST)]


class ActivityBody(Body):
    owner_kind: OwnerKind
    owner_id: UUID
    title: Line
    starts_at: Instant
    ends_at: Instant
    place: Line | None = None
    hours: Credits = Decimal(0)
    leader_id: UUID
    """The teacher who shows the code and sees who came."""

    presenter_ids: People = Field(default_factory=list)
    member_ids: People | None = None
    """Who is expected; left out: all members of the project or theme."""


class ActivityPatch(Body):
    title: Line = omitted()
    starts_at: Instant = omitted()
    ends_at: Instant = omitted()
    place: Line | None = None
    hours: Credits = omitted()
    leader_id: UUID = omitted()
    presenter_ids: People = omitted()
    member_ids: People = omitted()


class ActivityCancelBody(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="activities_list_activities",
    summary="Look through activities",
    dependencies=reads(Action.ACTIVITY_READ),
)
async def list_activities(
    activities: ActivitiesPort,
    window: Windowed,
    owner_kind: OwnerKind | None = None,
    owner_id: Annotated[tuple[UUID, ...], Query(description="Repeat for any of several.")] = (),
    starts_from: Annotated[Instant | None, Query(description="Then or later.")] = None,
    starts_to: Annotated[Instant | None, Query(description="Before then.")] = None,
    state: Annotated[tuple[ActivityState, ...], Query(description="Repeat for any of several.")] = (),
    teacher_id: Annotated[UUID | None, Query(description="Who is expected there.")] = None,
) -> Page[Activity]:
    """Of all projects and themes, by the time they begin."""
    filters = ActivityFilter(owner_kind, owner_id, starts_from, starts_to, state, teacher_id)
    return await activities.page(filters, window)


@router.post(
    "",
    operation_id="activities_create_activity",
    summary="Set up an activity",
    status_code=201,
    dependencies=writes(Action.ACTIVITY_WRITE),
)
async def create_activity(
    body: ActivityBody, desk: ActivityDeskPort, caller: Asker, now: Now, reply: Replies
) -> Activity:
    """By who leads the project or theme, or by the office; when one may sign in follows from the policy.

    A project may ask for a qualification: `presenters_unqualified` names the presenters who lack it that day.
    """
    values = body.model_dump() | {"presenter_ids": tuple(body.presenter_ids)}
    values["member_ids"] = tuple(body.member_ids or ())
    everybody = body.member_ids is None
    made = await add_activity(desk, NewActivity(**values), everybody=everybody, caller=caller, now=now)
    return reply.created(made)


@router.get(
    "/{activity_id}",
    operation_id="activities_get_activity",
    summary="Look at an activity",
    dependencies=reads(Action.ACTIVITY_READ),
)
async def get_activity(activity_id: UUID, activities: ActivitiesPort, reply: Replies) -> Activity:
    """When and where, who presents, and when one may sign in."""
    found = await activities.get(activity_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.patch(
    "/{activity_id}",
    operation_id="activities_update_activity",
    summary="Change an activity",
    dependencies=writes(Action.ACTIVITY_WRITE),
)
async def update_activity(
    activity_id: UUID,
    body: ActivityPatch,
    desk: ActivityDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Activity:
    """Another beginning moves the sign-in with it; who is expected is told of another time or place."""
    changes = body.model_dump(exclude_unset=True)
    presenters, members = changes.pop("presenter_ids", None), changes.pop("member_ids", None)
    changed = await revise_activity(
        desk, activity_id, changes, presenter_ids=presenters, member_ids=members, expected=expected,
        caller=caller, now=now,
    )  # fmt: skip
    return reply.tagged(changed)


@router.post(
    "/{activity_id}/cancel",
    operation_id="activities_cancel_activity",
    summary="Call an activity off",
    dependencies=writes(Action.ACTIVITY_WRITE),
)
async def cancel(
    activity_id: UUID,
    body: ActivityCancelBody,
    desk: ActivityDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Activity:
    """Nobody is absent from it; those expected are told why."""
    cancelled = await cancel_activity(
        desk, activity_id, reason=body.reason, expected=expected, caller=caller, now=now
    )
    return reply.tagged(cancelled)


@router.post(
    "/{activity_id}/display-links",
    operation_id="activities_display_code",
    summary="Get the page that shows the code to sign in by",
    dependencies=writes(Action.ACTIVITY_WRITE),
)
async def display_code(
    activity_id: UUID,
    desk: ActivityDeskPort,
    links: DisplayLinksPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> DisplayLink:
    """A link for the screen at the place, good until the activity is over; keep it to oneself till then."""
    reply.shown_once("url")
    return await display_link(desk, links, activity_id, caller=caller, now=now)
