"""Watching long work, and asking it to stop."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.routes import room
from api.wiring.platform import OperationsPort, Watch
from api.wiring.request import Expected, Now, Replies, reads, writes
from domain.errors import NotFound, Unauthenticated
from domain.identity.actions import Action
from domain.operations import Operation, OperationState

router = room("platform", "/schools/{school}/operations")

ENDED = {OperationState.SUCCEEDED, OperationState.FAILED, OperationState.CANCELLED}
POLL_SECONDS = 0.5


@router.get(
    "/{operation_id}",
    operation_id="platform_get_operation",
    summary="See how long work stands",
    dependencies=reads(Action.OPERATION_READ),
)
async def get_operation(operation_id: UUID, operations: OperationsPort, reply: Replies) -> Operation:
    """Its status, its progress, and where its outcome can be fetched."""
    found = await operations.get(operation_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{operation_id}/cancel",
    operation_id="platform_cancel_operation",
    summary="Ask long work to stop",
    dependencies=writes(Action.OPERATION_CANCEL),
)
async def cancel_operation(
    operation_id: UUID, operations: OperationsPort, expected: Expected, now: Now, reply: Replies
) -> Operation:
    """Queued work never starts; running work stops at its next step, and what it did is undone."""
    return reply.tagged(await operations.cancel(operation_id, expected=expected, at=now))


@router.get(
    "/{operation_id}/events",
    operation_id="platform_watch_operation",
    summary="Watch long work as server-sent events",
    dependencies=reads(Action.OPERATION_READ),
    response_class=EventSourceResponse,
)
async def watch_operation(watch: Watch) -> AsyncIterator[ServerSentEvent]:
    """An event `progress` for each change, and `ended` with the last; each carries the whole operation."""
    found, seen = watch.first, 0
    while True:
        if found.version != seen:
            seen = found.version
            event = "ended" if found.status in ENDED else "progress"
            yield ServerSentEvent(data=found, event=event, id=str(seen))
        if found.status in ENDED:
            return
        await asyncio.sleep(POLL_SECONDS)
        try:
            found = await watch.again()
        except Unauthenticated:
            return  # signed out meanwhile
