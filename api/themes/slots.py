"""The slots of the nine ones: what is open, accepting and returning what was handed in."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Paragraph
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.themes import GroupThemesPort, TrayPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.themes.group_theme import Slot, SlotFilter, SlotReview, SlotState, SlotVerdict
from domain.themes.materials import judge

router = room("themes", "/schools/{school}/theme-slots")

SEVERAL = "Repeat for any of several."


class SlotAcceptBody(Body):
    remark: Paragraph | None = None


class SlotReturnBody(Body):
    remark: Paragraph
    """What is to be done better; the leader reads it."""


NO_REMARK = SlotAcceptBody()


@router.get(
    "",
    operation_id="themes_list_slots",
    summary="Look through the slots of the nine ones",
    dependencies=reads(Action.THEME_READ),
)
async def list_slots(
    groups: GroupThemesPort,
    window: Windowed,
    state: Annotated[tuple[SlotState, ...], Query(description=SEVERAL)] = (),
    group_theme_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    subject_group_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    overdue: Annotated[bool | None, Query(description="To be handed in, and the day past.")] = None,
    due_from: Annotated[Day | None, Query(description="Due on this day or later.")] = None,
    due_to: Annotated[Day | None, Query(description="Due before this day.")] = None,
) -> Page[Slot]:
    """Those due first come first. A leader's list of what is missing: `state=open&state=returned`."""
    filters = SlotFilter(state, group_theme_id, subject_group_id, overdue, due_from, due_to)
    return await groups.slots(filters, window)


@router.get(
    "/{slot_id}",
    operation_id="themes_get_slot",
    summary="Look at a slot of the nine ones",
    dependencies=reads(Action.THEME_READ),
)
async def get_slot(slot_id: UUID, groups: GroupThemesPort, reply: Replies) -> Slot:
    """What is asked, and what was said to the latest handed in; `material_id` is that."""
    return reply.tagged(await _seen(groups, slot_id))


@router.get(
    "/{slot_id}/reviews",
    operation_id="themes_list_slot_reviews",
    summary="Read what was said to a slot",
    dependencies=reads(Action.THEME_READ),
)
async def list_slot_reviews(slot_id: UUID, groups: GroupThemesPort, window: Windowed) -> Page[SlotReview]:
    """Every acceptance and return, the latest first."""
    await _seen(groups, slot_id)
    return await groups.reviews(slot_id, window)


@router.post(
    "/{slot_id}/accept",
    operation_id="themes_accept_slot",
    summary="Accept what was handed in for a slot",
    dependencies=writes(Action.THEME_REVIEW),
)
async def accept_slot(
    slot_id: UUID,
    tray: TrayPort,
    messages: MessagesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: SlotAcceptBody = NO_REMARK,
) -> Slot:
    """One of nine more."""
    said = (SlotVerdict.ACCEPTED, body.remark)
    return reply.tagged(
        await judge(tray, messages, slot_id, *said, expected=expected, caller=caller, now=now)
    )


@router.post(
    "/{slot_id}/return",
    operation_id="themes_return_slot",
    summary="Return what was handed in for a slot",
    dependencies=writes(Action.THEME_REVIEW),
)
async def return_slot(
    slot_id: UUID,
    body: SlotReturnBody,
    tray: TrayPort,
    messages: MessagesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Slot:
    """To be handed in again; the leader is told why. Also what was accepted, while the theme runs."""
    said = (SlotVerdict.RETURNED, body.remark)
    return reply.tagged(
        await judge(tray, messages, slot_id, *said, expected=expected, caller=caller, now=now)
    )


async def _seen(groups: GroupThemesPort, slot_id: UUID) -> Slot:
    found = await groups.slot(slot_id)
    if found is None:
        raise NotFound()
    return found
