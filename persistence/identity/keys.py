"""Signing keys: one is active, the next is published before it signs, a retired one outlives its last token.

How a key pair is made, and sealed, is handed in: this module only keeps them.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from persistence.identity.tables import signing_key
from persistence.ids import new_id

TRUSTED_AFTER = timedelta(minutes=65)
"""A retired key's last token may live an hour, and a process may sign with it for a minute more."""

ONE_AT_A_TIME = 7_203_611_956
"""Advisory lock: two processes started together would both make a key, two rotations would skip one."""

MakePair = Callable[[], tuple[str, str]]
"""(public PEM, sealed private PEM)"""


@dataclass(frozen=True, slots=True)
class SigningKey:
    id: UUID
    state: str
    public_pem: str
    private_pem: str
    created_at: datetime
    activated_at: datetime | None
    retired_at: datetime | None


async def public_pem(engine: AsyncEngine, kid: str) -> str | None:
    """The public half of a key that may have signed a living token; None for any other."""
    try:
        wanted = UUID(kid)
    except ValueError:
        return None
    async with engine.connect() as connection:
        return await connection.scalar(
            select(signing_key.c.public_pem).where(signing_key.c.id == wanted, _trusted(datetime.now(UTC)))
        )


async def published(engine: AsyncEngine, now: datetime) -> list[SigningKey]:
    """What others may need to check our tokens: every trusted key, the next one included."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(signing_key).where(_trusted(now)).order_by(signing_key.c.id))
        return [_key(row) for row in rows]


async def every(engine: AsyncEngine) -> list[SigningKey]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(signing_key).order_by(signing_key.c.id.desc()))
        return [_key(row) for row in rows]


async def active(engine: AsyncEngine) -> SigningKey | None:
    async with engine.connect() as connection:
        row = (
            await connection.execute(select(signing_key).where(signing_key.c.state == "active"))
        ).one_or_none()
        return _key(row) if row else None


async def ensure(engine: AsyncEngine, make: MakePair) -> SigningKey:
    """The active key, made with its successor when there is none, once for all processes."""
    async with engine.begin() as connection:
        keys = await _all_for_update(connection)
        now = datetime.now(UTC)
        found = _first(keys, "active") or await _add(connection, "active", make, now)
        if _first(keys, "next") is None:
            await _add(connection, "next", make, now)
        return found


async def rotate(
    engine: AsyncEngine, make: MakePair, opens: Callable[[str], bool], *, distrust: bool = False
) -> SigningKey:
    """The next key signs from now on, and another is published as next; the key that signs now.

    `opens` says whether a sealed key can be opened: after the secret was lost the waiting one cannot, and a
    fresh one takes its place. With `distrust` (a key has leaked) nothing the old keys signed is believed.
    """
    async with engine.begin() as connection:
        keys = await _all_for_update(connection)
        now = datetime.now(UTC)
        waiting = _first(keys, "next")
        if waiting is not None and not opens(waiting.private_pem):
            await _set(connection, [waiting], state="retired", retired_at=now - TRUSTED_AFTER)
            waiting = None
        old = [key for key in keys if key.state == "active"]
        await _set(connection, old, state="retired", retired_at=now)
        if distrust:
            retired = [key for key in keys if key.state == "retired"] + old
            await _set(connection, retired, retired_at=now - TRUSTED_AFTER)
        if waiting is None:
            risen = await _add(connection, "active", make, now)
        else:
            await _set(connection, [waiting], state="active", activated_at=now)
            risen = waiting
        await _add(connection, "next", make, now)
        return risen


def _trusted(now: datetime) -> ColumnElement[bool]:
    return or_(signing_key.c.state != "retired", signing_key.c.retired_at > now - TRUSTED_AFTER)


async def _all_for_update(connection: AsyncConnection) -> list[SigningKey]:
    await connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    return [_key(row) for row in await connection.execute(select(signing_key))]


def _first(keys: Sequence[SigningKey], state: str) -> SigningKey | None:
    return next((key for key in keys if key.state == state), None)


async def _add(connection: AsyncConnection, state: str, make: MakePair, now: datetime) -> SigningKey:
    public, private = await asyncio.to_thread(make)
    key = SigningKey(new_id(), state, public, private, now, now if state == "active" else None, None)
    await connection.execute(
        insert(signing_key).values(
            id=key.id,
            state=state,
            public_pem=public,
            private_pem=private,
            created_at=now,
            activated_at=key.activated_at,
        )
    )
    return key


async def _set(connection: AsyncConnection, keys: Sequence[SigningKey], **values: Any) -> None:
    await connection.execute(
        update(signing_key).where(signing_key.c.id.in_([key.id for key in keys])).values(**values)
    )


def _key(row: Row[Any]) -> SigningKey:
    return SigningKey(
        row.id, row.state, row.public_pem, row.private_pem, row.created_at, row.activated_at, row.retired_at
    )
