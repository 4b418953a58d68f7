"""Answers kept under an Idempotency-Key, in the transaction whose work they report."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.ids import new_id
from persistence.platform.tables import idempotency_key


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    fingerprint: str
    status: int
    headers: dict[str, Any]
    body: str


async def hold(connection: AsyncConnection, school_id: UUID, account_id: UUID, key: str) -> bool:
    """Takes the key until the transaction ends; False when another request holds it right now."""
    statement = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
    return bool(await connection.scalar(statement, {"name": f"{school_id}/{account_id}/{key}"}))


async def kept(connection: AsyncConnection, school_id: UUID, account_id: UUID, key: str) -> KeptAnswer | None:
    table = idempotency_key.c
    row = (
        await connection.execute(
            select(table.fingerprint, table.status, table.headers, table.body).where(
                table.school_id == school_id, table.account_id == account_id, table.key == key
            )
        )
    ).one_or_none()
    return None if row is None else KeptAnswer(*row)


async def keep(
    connection: AsyncConnection,
    school_id: UUID,
    account_id: UUID,
    key: str,
    answer: KeptAnswer,
    at: datetime,
) -> None:
    await connection.execute(
        insert(idempotency_key).values(
            school_id=school_id,
            id=new_id(),
            account_id=account_id,
            key=key,
            fingerprint=answer.fingerprint,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            created_at=at,
        )
    )
