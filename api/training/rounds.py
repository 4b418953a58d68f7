"""Selection rounds: set up, opened, closed, handed in, finished."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Code, Instant, Line, omitted
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.selection import ApplicationsPort, RoundsPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.training.deciding import finish, submit
from domain.training.rounds import add_round, close_round, open_round, revise_round
from domain.training.selection import NewRound, RoundFilter, RoundState, SelectionRound

router = room("training", "/schools/{school}/selection-rounds")

FrozenDays = Annotated[int, Field(strict=True, ge=0, le=60)]


class RoundBody(Body):
    code: Code
    title: Line
    opens_at: Instant
    closes_at: Instant
    """The moment itself is too late to apply."""

    frozen_days: FrozenDays = 3
    """From so many days before a session's start nobody is promoted from its waitlist."""


class RoundPatch(Body):
    code: Code = omitted()
    title: Line = omitted()
    opens_at: Instant = omitted()
    closes_at: Instant = omitted()
    frozen_days: FrozenDays = omitted()


@router.get(
    "",
    operation_id="training_list_selection_rounds",
    summary="Look through the selection rounds",
    dependencies=reads(Action.COURSE_READ),
)
async def list_selection_rounds(
    rounds: RoundsPort,
    window: Windowed,
    state: Annotated[tuple[RoundState, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[SelectionRound]:
    """The latest first. A round's sessions: `training-sessions?round_id=`."""
    return await rounds.list(RoundFilter(state), window)


@router.post(
    "",
    operation_id="training_create_selection_round",
    summary="Set up a selection round",
    status_code=201,
    dependencies=writes(Action.SELECTION_WRITE),
)
async def create_selection_round(body: RoundBody, rounds: RoundsPort, reply: Replies) -> SelectionRound:
    """As a draft, of which nobody is told. Draft sessions join it by their `round_id`."""
    return reply.created(await add_round(rounds, NewRound(**body.model_dump())))


@router.get(
    "/{round_id}",
    operation_id="training_get_selection_round",
    summary="Look at a selection round",
    dependencies=reads(Action.COURSE_READ),
)
async def get_selection_round(round_id: UUID, rounds: RoundsPort, reply: Replies) -> SelectionRound:
    """Its times, its state, and what the caller may do with it."""
    found = await rounds.get(round_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.patch(
    "/{round_id}",
    operation_id="training_update_selection_round",
    summary="Change a selection round",
    dependencies=writes(Action.SELECTION_WRITE),
)
async def update_selection_round(
    round_id: UUID, body: RoundPatch, rounds: RoundsPort, expected: Expected, reply: Replies
) -> SelectionRound:
    """Until it is handed in to the platform."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(await revise_round(rounds, round_id, expected=expected, changes=changes))


@router.post(
    "/{round_id}/open",
    operation_id="training_open_selection_round",
    summary="Open a round for applications",
    dependencies=writes(Action.SELECTION_WRITE),
)
async def open_selection_round(
    round_id: UUID, rounds: RoundsPort, messages: MessagesPort, expected: Expected, now: Now, reply: Replies
) -> SelectionRound:
    """With at least one session. Its draft sessions open with it, and the teachers at work are told."""
    return reply.tagged(await open_round(rounds, messages, round_id, expected=expected, now=now))


@router.post(
    "/{round_id}/close",
    operation_id="training_close_selection_round",
    summary="End a round's applications",
    dependencies=writes(Action.SELECTION_WRITE),
)
async def close_selection_round(
    round_id: UUID, rounds: RoundsPort, expected: Expected, reply: Replies
) -> SelectionRound:
    """Its sessions close with it. What was applied for is audited and decided now."""
    return reply.tagged(await close_round(rounds, round_id, expected=expected))


@router.post(
    "/{round_id}/submit",
    operation_id="training_submit_selection_round",
    summary="Hand a round in to the platform",
    dependencies=writes(Action.SELECTION_WRITE),
)
async def submit_selection_round(
    round_id: UUID,
    rounds: RoundsPort,
    applications: ApplicationsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> SelectionRound:
    """Once every application is decided: the approved ones are `submitted`."""
    submitted = await submit(applications, rounds, round_id, expected=expected, caller=caller, now=now)
    return reply.tagged(submitted)


@router.post(
    "/{round_id}/finish",
    operation_id="training_finish_selection_round",
    summary="Finish a round",
    dependencies=writes(Action.SELECTION_WRITE),
)
async def finish_selection_round(
    round_id: UUID, rounds: RoundsPort, applications: ApplicationsPort, expected: Expected, reply: Replies
) -> SelectionRound:
    """Once the platform has answered to every application handed in."""
    return reply.tagged(await finish(applications, rounds, round_id, expected=expected))
