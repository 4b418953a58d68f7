"""Adapters behind the platform's ports."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from api.wiring.request import Asker, Connection, Engine, ThroughDoor
from domain.audit import AuditTrail
from domain.errors import NotFound
from domain.imports import Imports
from domain.operations import Operation, Operations
from persistence.platform.audit import SqlAuditTrail
from persistence.platform.health import check
from persistence.platform.imports import SqlImports
from persistence.platform.operations import SqlOperations
from persistence.transaction import entered


async def readiness(engine: Engine) -> dict[str, str]:
    return await check(engine)


async def operations(connection: Connection, caller: Asker) -> Operations:
    return SqlOperations(connection, caller.school_id)


async def imports(connection: Connection, caller: Asker) -> Imports:
    return SqlImports(connection, caller.school_id)


OperationsPort = Annotated[Operations, Depends(operations)]
ImportsPort = Annotated[Imports, Depends(imports)]


@dataclass(frozen=True, slots=True)
class Watched:
    """An operation as it stood when the stream began, and how to look again: a stream outlives its request's
    transaction, so each look has its own."""

    first: Operation
    again: Callable[[], Awaitable[Operation]]


async def watch(operation_id: UUID, engine: Engine, door: ThroughDoor) -> Watched:
    """Raises NotFound before the stream begins, while it can still be answered as such."""

    async def look() -> Operation:
        async with entered(engine, door) as connection:
            found = await SqlOperations(connection, door.school_id).get(operation_id)
        if found is None:
            raise NotFound()
        return found

    return Watched(await look(), look)


async def audit_trail(connection: Connection, caller: Asker) -> AuditTrail:
    return SqlAuditTrail(connection, caller.school_id)


Watch = Annotated[Watched, Depends(watch)]
AuditPort = Annotated[AuditTrail, Depends(audit_trail)]
