"""Swaps: what may be swapped, proposing, answering, taking back, undoing."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Paragraph
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.swaps import SwapDeskPort, SwapsPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.timetable.effective import LessonKey
from domain.timetable.swap import Swap, SwapFilter, SwapState
from domain.timetable.swap_book import NewSwap
from domain.timetable.swap_offers import SwapOffers
from domain.timetable.swapping import accept, decline, look_for, propose, undo_swap, withdraw

router = room("timetable", "/schools/{school}/swaps")
absence_router = room("timetable", "/schools/{school}/absences/{absence_id}/swap-offers")


class ProposeBody(Body):
    absence_id: UUID
    lesson_id: UUID
    """The missed lesson."""

    lesson_day: Day
    """The day the timetable has it on."""

    partner_lesson_id: UUID
    partner_lesson_day: Day
    note: Paragraph | None = None
    """A word to the partner."""


class AnswerBody(Body):
    answer: Paragraph | None = None
    """A word to the other side."""


NO_WORD = AnswerBody()


@absence_router.get(
    "",
    operation_id="timetable_list_swap_offers",
    summary="See what may be swapped",
    dependencies=reads(Action.SWAP_READ),
)
async def list_swap_offers(
    absence_id: UUID,
    swaps: SwapsPort,
    now: Now,
    lesson_id: UUID | None = None,
    lesson_day: Annotated[Day | None, Query(description="The day the timetable has the lesson on.")] = None,
) -> SwapOffers:
    """For each lesson missed the partners' lessons that may take its place, the best first, and why; for
    partners without such a lesson what is against it."""
    return await look_for(swaps, absence_id, lesson_id, lesson_day, now=now)


@router.get(
    "",
    operation_id="timetable_list_swaps",
    summary="Look through swaps",
    dependencies=reads(Action.SWAP_READ),
)
async def list_swaps(
    swaps: SwapsPort,
    window: Windowed,
    absence_id: UUID | None = None,
    teacher_id: Annotated[UUID | None, Query(description="On either side.")] = None,
    state: Annotated[tuple[SwapState, ...], Query(description="Repeat for any of several.")] = (),
    partner_id: Annotated[UUID | None, Query(description="Whose answer they wait, or waited, for.")] = None,
    lesson_from: Annotated[Day | None, Query(description="Of a lesson missed on this day or later.")] = None,
    lesson_to: Annotated[Day | None, Query(description="Of a lesson missed before this day.")] = None,
) -> Page[Swap]:
    """In the order they were proposed: those one is a side of; as a group's leader the group's people's; in
    the offices everybody's."""
    filters = SwapFilter(absence_id, teacher_id, state, lesson_from, lesson_to, partner_id)
    return await swaps.page(filters, window)


@router.get(
    "/{swap_id}",
    operation_id="timetable_get_swap",
    summary="Look at a swap",
    dependencies=reads(Action.SWAP_READ),
)
async def get_swap(swap_id: UUID, swaps: SwapsPort, reply: Replies) -> Swap:
    """The two lessons, whose they are, and what became of it."""
    swap = await swaps.get(swap_id)
    if swap is None:
        raise NotFound()
    return reply.tagged(swap)


@router.post(
    "",
    operation_id="timetable_create_swap",
    summary="Propose a swap",
    status_code=201,
    dependencies=writes(Action.SWAP_WRITE),
)
async def create_swap(body: ProposeBody, desk: SwapDeskPort, caller: Asker, now: Now, reply: Replies) -> Swap:
    """One's own missed lesson for a partner's; Academic Affairs may propose in the absent teacher's name.

    Nothing moves before the partner says yes.
    """
    missed = LessonKey(body.lesson_id, body.lesson_day)
    other = LessonKey(body.partner_lesson_id, body.partner_lesson_day)
    given = NewSwap(body.absence_id, missed, other, body.note)
    return reply.created(await propose(desk, given, caller=caller, now=now))


@router.post(
    "/{swap_id}/accept",
    operation_id="timetable_accept_swap",
    summary="Agree to a swap",
    dependencies=writes(Action.SWAP_WRITE),
)
async def accept_swap(
    swap_id: UUID,
    desk: SwapDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: AnswerBody = NO_WORD,
) -> Swap:
    """The partner's own yes: everything is checked again, and both lessons change places, or neither.

    What else was proposed with one of the two lessons lapses.
    """
    done = await accept(desk, swap_id, expected=expected, answer=body.answer, caller=caller, now=now)
    return reply.tagged(done)


@router.post(
    "/{swap_id}/decline",
    operation_id="timetable_decline_swap",
    summary="Say no to a swap",
    dependencies=writes(Action.SWAP_WRITE),
)
async def decline_swap(
    swap_id: UUID,
    desk: SwapDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: AnswerBody = NO_WORD,
) -> Swap:
    """By the partner; the absent teacher is told, with the word given."""
    done = await decline(desk, swap_id, expected=expected, answer=body.answer, caller=caller, now=now)
    return reply.tagged(done)


@router.post(
    "/{swap_id}/withdraw",
    operation_id="timetable_withdraw_swap",
    summary="Take a proposed swap back",
    dependencies=writes(Action.SWAP_WRITE),
)
async def withdraw_swap(
    swap_id: UUID,
    desk: SwapDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: AnswerBody = NO_WORD,
) -> Swap:
    """Before the partner has answered."""
    done = await withdraw(desk, swap_id, expected=expected, answer=body.answer, caller=caller, now=now)
    return reply.tagged(done)


@router.post(
    "/{swap_id}/undo",
    operation_id="timetable_undo_swap",
    summary="Undo an agreed swap",
    dependencies=writes(Action.SWAP_WRITE),
)
async def undo_agreed_swap(
    swap_id: UUID,
    desk: SwapDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: AnswerBody = NO_WORD,
) -> Swap:
    """By either side or Academic Affairs, until the first lesson begins; both go back together."""
    done = await undo_swap(desk, swap_id, expected=expected, answer=body.answer, caller=caller, now=now)
    return reply.tagged(done)
