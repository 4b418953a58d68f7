"""Moving a training session along: opened, closed, held, called off."""

from uuid import UUID

from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.catalogue import CataloguePort, SessionsPort
from api.wiring.request import Asker, Expected, Now, Replies, writes
from domain.identity.actions import Action
from domain.training.holding import cancel_session, move_session
from domain.training.sessions import TrainingSession

router = room("training", "/schools/{school}/training-sessions/{session_id}")


class CancelBody(Body):
    reason: Paragraph | None = None
    """What those enrolled will read in their history."""


NO_REASON = CancelBody()


@router.post(
    "/open",
    operation_id="training_open_session",
    summary="Open a session for enrolment",
    dependencies=writes(Action.COURSE_WRITE),
)
async def open_session(
    session_id: UUID, sessions: SessionsPort, expected: Expected, now: Now, reply: Replies
) -> TrainingSession:
    """From now on, or from the opening of its enrolment window; a closed session may be opened again."""
    return reply.tagged(await move_session(sessions, session_id, "open", expected=expected, now=now))


@router.post(
    "/close",
    operation_id="training_close_session",
    summary="Close enrolment in a session",
    dependencies=writes(Action.COURSE_WRITE),
)
async def close_session(
    session_id: UUID, sessions: SessionsPort, expected: Expected, now: Now, reply: Replies
) -> TrainingSession:
    """Nobody enrols any more; those who wait may still get a seat that is freed."""
    return reply.tagged(await move_session(sessions, session_id, "close", expected=expected, now=now))


@router.post(
    "/complete",
    operation_id="training_complete_session",
    summary="Mark a session as held",
    dependencies=writes(Action.COURSE_WRITE),
)
async def complete_session(
    session_id: UUID, sessions: SessionsPort, expected: Expected, now: Now, reply: Replies
) -> TrainingSession:
    """Once it is closed and its last block is over."""
    return reply.tagged(await move_session(sessions, session_id, "complete", expected=expected, now=now))


@router.post(
    "/cancel",
    operation_id="training_cancel_session",
    summary="Call a session off",
    dependencies=writes(Action.COURSE_WRITE),
)
async def call_session_off(
    session_id: UUID,
    catalogue: CataloguePort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: CancelBody = NO_REASON,
) -> TrainingSession:
    """Everybody who applies, waits or is placed is cancelled and told; planned credits are taken back."""
    cancelled = await cancel_session(
        catalogue, session_id, expected=expected, reason=body.reason, caller=caller, now=now
    )
    return reply.tagged(cancelled)
