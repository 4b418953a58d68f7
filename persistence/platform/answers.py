"""Answers kept under an Idempotency-Key, in the transaction whose work they report."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Text, cast, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.ids import new_id
from persistence.platform.tables import idempotency_key
from persistence.statements import InTurn, as_json, given, parameter


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    fingerprint: str
    status: int
    headers: dict[str, Any]
    body: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """The answer to a request sent with this key."""

    key: str
    answer: KeptAnswer

    def parameters(self, at: datetime) -> dict[str, Any]:
        """Of KEEP, besides the school and the account."""
        return {
            "the_idempotency_key_id": new_id(),
            "the_key": self.key,
            "the_fingerprint": self.answer.fingerprint,
            "the_status": self.answer.status,
            "the_headers": as_json(self.answer.headers),
            "the_body": self.answer.body,
            "the_created_at": at,
        }


_COLUMNS = (
    "school_id",
    "id",
    "account_id",
    "key",
    "fingerprint",
    "status",
    "headers",
    "body",
    "created_at",
)
KEEP = insert(idempotency_key).values(given(idempotency_key, *_COLUMNS)).returning(idempotency_key.c.id)

_ITS = idempotency_key.c
_KEPT = given(idempotency_key, "school_id", "account_id", "key")
_NAME = parameter("name", Text)
# The lock first: what another request keeps while this one asks for it must be seen.
_HOLD_AND_READ = InTurn(
    select(func.pg_try_advisory_xact_lock(func.hashtextextended(_NAME, 0), type_=Boolean).label("is_held")),
    select(_ITS.fingerprint, _ITS.status, cast(_ITS.headers, Text).label("headers"), _ITS.body).where(
        *(_ITS[name] == value for name, value in _KEPT.items())
    ),
)


async def held(
    connection: AsyncConnection, school_id: UUID, account_id: UUID, key: str
) -> tuple[bool, KeptAnswer | None]:
    """Takes the key until the transaction ends, False when another request holds it right now; and the answer
    kept for it."""
    ((is_held,),), kept = await _HOLD_AND_READ.rows(
        connection,
        name=f"{school_id}/{account_id}/{key}",
        the_school_id=school_id,
        the_account_id=account_id,
        the_key=key,
    )
    for fingerprint, status, headers, body in kept:
        return is_held, KeptAnswer(fingerprint, status, json.loads(headers), body)
    return is_held, None
