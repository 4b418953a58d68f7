"""Long work, run by the worker: its change and its success are one commit; its progress shows before."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.problems import DatabaseFull, InternalError
from api.texts import sentence
from cli.watching import operation_ended
from domain.errors import DomainError
from domain.files import StorageFull
from domain.operations import OperationState
from gateways.files import has_no_room
from persistence.outages import is_full
from persistence.platform.operations import SqlOperations
from persistence.transaction import in_school

log = structlog.get_logger("yanxiu.operation")

Report = Callable[[int, int], Awaitable[None]]
Work = Callable[[AsyncConnection, Report], Awaitable[dict[str, Any]]]
Before = Callable[[Report], Awaitable[None]]


class Cancelled(Exception):
    """Somebody asked the work to stop; what it did so far is rolled back."""


async def run(
    engine: AsyncEngine,
    school_id: UUID,
    operation_id: UUID,
    work: Work,
    *,
    last_try: bool,
    before: Before | None = None,
    result_url: Callable[[dict[str, Any]], str] | None = None,
) -> None:
    """Runs the work once. A refusal ends it as failed; another error does so on the last try, else is raised.

    `work` gets a transaction in the school and a `report(done, total)` to call between its steps; from what
    it returns `result_url` says where the outcome can be fetched. `before` waits for machines elsewhere,
    while no transaction is open.
    """
    if not await _begin(engine, school_id, operation_id):
        return
    report = _reporter(engine, school_id, operation_id)
    try:
        if before is not None:
            await before(report)
        async with in_school(engine, school_id) as connection:
            result = await work(connection, report)
            await SqlOperations(connection, school_id).change(
                operation_id,
                at=datetime.now(UTC),
                state=OperationState.SUCCEEDED,
                result=result,
                result_url=None if result_url is None else result_url(result),
            )
        operation_ended(OperationState.SUCCEEDED)
    except Cancelled:
        await _end(engine, school_id, operation_id, OperationState.CANCELLED)
    except DomainError as refusal:
        await _end(engine, school_id, operation_id, OperationState.FAILED, refusal=refusal)
    except Exception as error:
        if not last_try:
            raise
        log.exception("operation_failed", operation=str(operation_id))
        await _end(engine, school_id, operation_id, OperationState.FAILED, refusal=_told(error))


def _told(error: Exception) -> DomainError:
    """What became of it, for the person who asked: a disk without room is theirs to report, and not ours."""
    if is_full(error):
        return DatabaseFull()
    return StorageFull() if isinstance(error, OSError) and has_no_room(error) else InternalError()


async def give_up(engine: AsyncEngine, arguments: Mapping[str, Any]) -> None:
    """For a job that will not be begun again: the operation it does, if any, has failed."""
    if "operation_id" not in arguments:
        return
    school_id, operation_id = UUID(arguments["school_id"]), UUID(arguments["operation_id"])
    if await _begin(engine, school_id, operation_id):
        await _end(engine, school_id, operation_id, OperationState.FAILED, refusal=InternalError())


async def _begin(engine: AsyncEngine, school_id: UUID, operation_id: UUID) -> bool:
    """False when there is nothing to do any more: cancelled while it waited, or done by an earlier try."""
    async with in_school(engine, school_id) as connection:
        operations = SqlOperations(connection, school_id)
        found = await operations.for_update(operation_id)
        if found is None or found.status not in (OperationState.QUEUED, OperationState.RUNNING):
            return False
        await operations.change(operation_id, at=datetime.now(UTC), state=OperationState.RUNNING)
        return True


async def _end(
    engine: AsyncEngine,
    school_id: UUID,
    operation_id: UUID,
    state: OperationState,
    refusal: DomainError | None = None,
) -> None:
    error = (
        None
        if refusal is None
        else {"code": refusal.code, "detail": sentence(refusal.code, refusal.facts, "")}
    )
    async with in_school(engine, school_id) as connection:
        await SqlOperations(connection, school_id).change(
            operation_id, at=datetime.now(UTC), state=state, error=error
        )
    operation_ended(state)


def _reporter(engine: AsyncEngine, school_id: UUID, operation_id: UUID) -> Report:
    """Progress is written in a transaction of its own, so that it is seen while the work is not yet."""

    async def report(done: int, total: int) -> None:
        async with in_school(engine, school_id) as connection:
            operations = SqlOperations(connection, school_id)
            if await operations.cancel_requested(operation_id):
                raise Cancelled()
            await operations.change(operation_id, at=datetime.now(UTC), done=done, total=total)

    return report
