"""Adapters behind the platform's ports."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from api.wiring.request import Asker, Connection, Engine, ThroughDoor
from domain.audit import AuditTrail
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


async def watch(engine: Engine, door: ThroughDoor) -> Callable[[UUID], Awaitable[Operation | None]]:
    """Looks at an operation in a transaction of its own: a stream outlives its request's."""

    async def look(operation_id: UUID) -> Operation | None:
        async with entered(engine, door) as connection:
            return await SqlOperations(connection, door.school_id).get(operation_id)

    return look


async def audit_trail(connection: Connection, caller: Asker) -> AuditTrail:
    return SqlAuditTrail(connection, caller.school_id)


Watch = Annotated[Callable[[UUID], Awaitable[Operation | None]], Depends(watch)]
AuditPort = Annotated[AuditTrail, Depends(audit_trail)]
