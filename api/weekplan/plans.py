"""Weekly plans: set up, looked at, drafted, published."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Language, Windowed
from api.routes import room
from api.shapes import Body, Day
from api.weekplan.wording import worded_draft, worded_edition
from api.wiring.platform import MessagesPort
from api.wiring.request import Expected, Now, Replies, reads, writes
from api.wiring.weekplan import DeskPort, WeekPlansPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.weekplan.plan import EditionLine, WeekDraft, WeekEdition, WeekPlan
from domain.weekplan.planning import draft, publish, set_up

router = room("weekplan", "/schools/{school}/week-plans")


class WeekPlanBody(Body):
    term_id: UUID
    week_no: Annotated[int, Field(strict=True, ge=1, le=60)]


@router.get(
    "",
    operation_id="weekplan_list_plans",
    summary="Look through the weekly plans",
    dependencies=reads(Action.WEEK_READ),
)
async def list_plans(
    plans: WeekPlansPort,
    window: Windowed,
    term_id: UUID | None = None,
    on: Annotated[Day | None, Query(description="The plan whose week holds this day.")] = None,
) -> Page[WeekPlan]:
    """The latest week first. Who may not write them sees those that were published."""
    return await plans.page(window, term_id=term_id, on=on)


@router.post(
    "",
    operation_id="weekplan_create_plan",
    summary="Set up a week's plan",
    status_code=201,
    dependencies=writes(Action.WEEK_WRITE),
)
async def create_plan(body: WeekPlanBody, plans: WeekPlansPort, reply: Replies) -> WeekPlan:
    """Of a numbered week of a term, once. Nobody is told."""
    return reply.created(await set_up(plans, body.term_id, body.week_no))


@router.get(
    "/{plan_id}",
    operation_id="weekplan_get_plan",
    summary="Look at a week's plan",
    dependencies=reads(Action.WEEK_READ),
)
async def get_plan(plan_id: UUID, plans: WeekPlansPort, reply: Replies) -> WeekPlan:
    """Which week it is, and which edition is the latest: `week-editions/{edition_id}` has what it says."""
    found = await plans.get(plan_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.get(
    "/{plan_id}/draft",
    operation_id="weekplan_get_draft",
    summary="Look at a week's draft",
    dependencies=reads(Action.WEEK_WRITE),
)
async def get_draft(plan_id: UUID, desk: DeskPort, language: Language, reply: Replies) -> WeekDraft:
    """What all rooms and the office have for the week now, and what of it the last edition does not say."""
    return reply.tagged(worded_draft(await draft(desk, plan_id), language))


@router.post(
    "/{plan_id}/publish",
    operation_id="weekplan_publish_plan",
    summary="Publish a week's plan",
    dependencies=writes(Action.WEEK_WRITE),
)
async def publish_plan(
    plan_id: UUID,
    desk: DeskPort,
    messages: MessagesPort,
    language: Language,
    expected: Expected,
    now: Now,
) -> WeekEdition:
    """Keeps the draft as the next edition and tells the staff. `If-Match` is the *draft's* version: what has
    changed since it was looked at is refused (412), and so is an edition that says nothing new (409)."""
    return worded_edition(await publish(desk, messages, plan_id, expected=expected, now=now), language)


@router.get(
    "/{plan_id}/editions",
    operation_id="weekplan_list_editions",
    summary="List a plan's editions",
    dependencies=reads(Action.WEEK_READ),
)
async def list_editions(plan_id: UUID, plans: WeekPlansPort, window: Windowed) -> Page[EditionLine]:
    """The latest first; each stays what it said."""
    if await plans.get(plan_id) is None:
        raise NotFound()
    return await plans.editions(plan_id, window)
