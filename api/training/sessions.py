"""The sessions courses are held in."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import From, To, Windowed
from api.routes import room
from api.shapes import Body, Code, Flag, Instant, Line, omitted
from api.wiring.catalogue import CataloguePort, SessionsPort
from api.wiring.request import Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.training.catalogue import SessionState
from domain.training.holding import add_session, revise_session
from domain.training.sessions import Block, NewSession, SessionFilter, TrainingSession

router = room("training", "/schools/{school}/training-sessions")

Capacity = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class BlockBody(Body):
    starts_at: Instant
    ends_at: Instant


Blocks = Annotated[list[BlockBody], Field(min_length=1, max_length=200)]


class SessionBody(Body):
    course_id: UUID
    code: Code
    place: Line | None = None
    capacity: Capacity
    waitlist: Flag = False
    """Whether those who come too late wait for a seat."""

    enrolment_opens_at: Instant | None = None
    enrolment_closes_at: Instant | None = None
    blocks: Blocks
    """When it is held; a day's training is one block, a course of several days one for each."""

    platform_id: Code | None = None
    round_id: UUID | None = None
    """The selection round it belongs to, while that is a draft or open."""


class SessionPatch(Body):
    code: Code = omitted()
    place: Line | None = None
    capacity: Capacity = omitted()
    """More promotes from the waitlist; less is refused below the seats taken."""

    waitlist: Flag = omitted()
    enrolment_opens_at: Instant | None = None
    enrolment_closes_at: Instant | None = None
    blocks: Blocks = omitted()
    """All of them: what is sent replaces what stood."""

    platform_id: Code | None = None
    round_id: UUID | None = None
    """A draft session joins or leaves a round that is a draft or open."""


def blocks_of(bodies: list[BlockBody]) -> list[Block]:
    return [Block(body.starts_at, body.ends_at) for body in bodies]


@router.get(
    "",
    operation_id="training_list_sessions",
    summary="Look through the training sessions",
    dependencies=reads(Action.COURSE_READ),
)
async def list_sessions(
    sessions: SessionsPort,
    window: Windowed,
    course_id: UUID | None = None,
    round_id: UUID | None = None,
    state: Annotated[tuple[SessionState, ...], Query(description="Repeat for any of several.")] = (),
    starts_from: From = None,
    starts_to: To = None,
    sort: Literal["starts_at", "-starts_at"] = "starts_at",
    include: Annotated[
        tuple[Literal["course"], ...], Query(description="What to show along with each.")
    ] = (),
) -> Page[TrainingSession]:
    """Sessions by when they start, each with its blocks and the seats left."""
    filters = SessionFilter(course_id, round_id, state, starts_from, starts_to)
    latest = sort == "-starts_at"
    return await sessions.list(filters, window, latest_first=latest, with_course="course" in include)


@router.post(
    "",
    operation_id="training_create_session",
    summary="Add a training session",
    status_code=201,
    dependencies=writes(Action.COURSE_WRITE),
)
async def create_session(body: SessionBody, catalogue: CataloguePort, reply: Replies) -> TrainingSession:
    """As a draft: nobody can enrol until it is opened."""
    new = NewSession(**{**body.model_dump(), "blocks": blocks_of(body.blocks)})
    return reply.created(await add_session(catalogue, new))


@router.get(
    "/{session_id}",
    operation_id="training_get_session",
    summary="Look at a training session",
    dependencies=reads(Action.COURSE_READ),
)
async def get_session(session_id: UUID, sessions: SessionsPort, reply: Replies) -> TrainingSession:
    """One session with its blocks and the seats left."""
    session = await sessions.get(session_id)
    if session is None:
        raise NotFound()
    return reply.tagged(session)


@router.patch(
    "/{session_id}",
    operation_id="training_update_session",
    summary="Change a training session",
    dependencies=writes(Action.COURSE_WRITE),
)
async def update_session(
    session_id: UUID,
    body: SessionPatch,
    catalogue: CataloguePort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> TrainingSession:
    """More seats go to the waitlist at once; other days may move planned credits to another school year."""
    changes: dict[str, Any] = body.model_dump(exclude_unset=True)
    blocks = blocks_of(body.blocks) if changes.pop("blocks", None) else None
    return reply.tagged(
        await revise_session(
            catalogue, session_id, expected=expected, changes=changes, blocks=blocks, now=now
        )
    )
