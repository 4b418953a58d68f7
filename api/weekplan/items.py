"""The office's own items of a week."""

from uuid import UUID

from api.routes import room
from api.shapes import Body, Clock, Day, Line, Paragraph, omitted
from api.wiring.request import Asker, Expected, Replies, reads, writes
from api.wiring.weekplan import DeskPort, WeekItemsPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.weekplan.plan import NewItem, WeekItem
from domain.weekplan.planning import add_item, remove_item, revise_item

plan_router = room("weekplan", "/schools/{school}/week-plans/{plan_id}/items")
router = room("weekplan", "/schools/{school}/week-items")


class WeekItemBody(Body):
    day: Day
    """A day of the plan's week."""

    title: Line
    starts_at: Clock | None = None
    """By the school's clock; left out: all day."""

    ends_at: Clock | None = None
    place: Line | None = None
    concerns: Line | None = None
    """Who is concerned, such as 全体班主任."""

    note: Paragraph | None = None


class WeekItemPatch(Body):
    day: Day = omitted()
    title: Line = omitted()
    starts_at: Clock | None = None
    ends_at: Clock | None = None
    place: Line | None = None
    concerns: Line | None = None
    note: Paragraph | None = None


@plan_router.get(
    "",
    operation_id="weekplan_list_items",
    summary="List the office's items of a week",
    dependencies=reads(Action.WEEK_WRITE),
)
async def list_items(plan_id: UUID, desk: DeskPort) -> Page[WeekItem]:
    """As they stand in the draft, by day; all on one page."""
    if await desk.plans.get(plan_id) is None:
        raise NotFound()
    return Page(list(await desk.items.of_plan(plan_id)), None, False)


@plan_router.post(
    "",
    operation_id="weekplan_create_item",
    summary="Add an item to a week",
    status_code=201,
    dependencies=writes(Action.WEEK_WRITE),
)
async def create_item(
    plan_id: UUID, body: WeekItemBody, desk: DeskPort, caller: Asker, reply: Replies
) -> WeekItem:
    """To its draft; the staff see it with the next edition."""
    made = await add_item(desk, plan_id, NewItem(**body.model_dump()))
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/week-items")


@router.get(
    "/{item_id}",
    operation_id="weekplan_get_item",
    summary="Look at an item of a week",
    dependencies=reads(Action.WEEK_WRITE),
)
async def get_item(item_id: UUID, items: WeekItemsPort, reply: Replies) -> WeekItem:
    """As it stands in the draft."""
    found = await items.get(item_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.patch(
    "/{item_id}",
    operation_id="weekplan_update_item",
    summary="Change an item of a week",
    dependencies=writes(Action.WEEK_WRITE),
)
async def update_item(
    item_id: UUID, body: WeekItemPatch, desk: DeskPort, expected: Expected, reply: Replies
) -> WeekItem:
    """In the draft; the next edition shows what changed."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(await revise_item(desk, item_id, changes, expected=expected))


@router.delete(
    "/{item_id}",
    operation_id="weekplan_delete_item",
    summary="Take an item out of a week",
    status_code=204,
    response_model=None,
    dependencies=writes(Action.WEEK_WRITE),
)
async def delete_item(item_id: UUID, items: WeekItemsPort, expected: Expected) -> None:
    """Out of the draft: the editions that have it keep it, the next one says that it is gone."""
    await remove_item(items, item_id, expected=expected)
