"""Long work, kept beside the job that does it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NotFound
from domain.lifecycle import actions, advance, match
from domain.operations import LIFECYCLE, Operation, OperationState, Progress
from persistence.ids import new_id
from persistence.platform.tables import operation
from persistence.queue import enqueue


class SqlOperations:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def start(
        self,
        kind: str,
        *,
        arguments: dict[str, Any],
        account_id: UUID,
        at: datetime,
        lock: str | None = None,
    ) -> Operation:
        """Of the jobs of one `lock` one runs at a time."""
        operation_id = new_id()
        await self._connection.execute(
            insert(operation).values(
                school_id=self._school_id,
                id=operation_id,
                kind=kind,
                state=OperationState.QUEUED,
                done=0,
                arguments=arguments,
                account_id=account_id,
                created_at=at,
                updated_at=at,
            )
        )
        job = {"school_id": str(self._school_id), "operation_id": str(operation_id), **arguments}
        await enqueue(self._connection, kind, job, lock=lock)
        started = await self.get(operation_id)
        assert started is not None
        return started

    async def get(self, operation_id: UUID) -> Operation | None:
        row = (await self._connection.execute(self._one(operation_id))).mappings().one_or_none()
        return None if row is None else _operation(row)

    async def for_update(self, operation_id: UUID) -> Operation | None:
        """The operation, locked until the transaction ends."""
        statement = self._one(operation_id).with_for_update()
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else _operation(row)

    async def cancel_requested(self, operation_id: UUID) -> bool:
        asked = self._one(operation_id).with_only_columns(operation.c.cancel_requested)
        return bool(await self._connection.scalar(asked))

    async def cancel(self, operation_id: UUID, *, expected: int, at: datetime) -> Operation:
        found = await self.for_update(operation_id)
        if found is None:
            raise NotFound()
        match(found.version, expected)
        state = advance(LIFECYCLE, found.status, "cancel")
        return await self.change(operation_id, at=at, state=state, cancel_requested=True)

    async def change(self, operation_id: UUID, *, at: datetime, **values: Any) -> Operation:
        """Sets columns of one operation and counts its version on."""
        row = (
            (
                await self._connection.execute(
                    update(operation)
                    .where(operation.c.school_id == self._school_id, operation.c.id == operation_id)
                    .values(version=operation.c.version + 1, updated_at=at, **values)
                    .returning(operation)
                )
            )
            .mappings()
            .one()
        )
        return _operation(row)

    def _one(self, operation_id: UUID) -> Select[Any]:
        return select(operation).where(
            operation.c.school_id == self._school_id, operation.c.id == operation_id
        )


def _operation(row: RowMapping) -> Operation:
    state = OperationState(row["state"])
    return Operation(
        id=row["id"],
        kind=row["kind"],
        status=state,
        progress=Progress(row["done"], row["total"]),
        result_url=row["result_url"],
        result=row["result"],
        error=row["error"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
        allowed_actions=actions(LIFECYCLE, state),
    )
