"""Adapters behind the ports of the exchange with the district's platform."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.shapes import Instant
from api.wiring.platform import SealingPort
from api.wiring.request import Asker, Connection, Engine, Now
from api.wiring.settlements import SqlSettlements
from domain.integration.callbacks import BadCallbackSignature, Call, Callbacks, Settlements
from domain.integration.connection import Connections
from domain.integration.pulling import Begin, Pulls
from domain.outgoing import Outgoing
from gateways.district_platform.callbacks import fresh_secret, is_from_platform
from gateways.sealing import NotOurs, Sealing
from persistence.integration.callbacks import SqlCallbacks
from persistence.integration.connections import SealedConnection, SqlConnections, sealed_connection
from persistence.integration.pulls import SqlPulls, start_pull
from persistence.transaction import in_school
from persistence.weekplan.subscriptions import school_named

log = structlog.get_logger("yanxiu.callback")

SCHOOL = re.compile(r"[\w.\-]{1,64}")
MOST = 2**53 - 1


async def connections(
    request: Request, connection: Connection, caller: Asker, sealing: SealingPort
) -> Connections:
    school = request.path_params["school"]
    called = f"{request.app.state.settings.public_url}/api/v1/schools/{school}/platform-callbacks"
    return SqlConnections(connection, caller.school_id, seal=sealing.sealed, callback_url=called)


async def outgoing(request: Request) -> Outgoing:
    found: Outgoing = request.app.state.outgoing
    return found


async def begin(connection: Connection, caller: Asker, now: Now) -> Begin:
    account = caller.account_id
    return partial(start_pull, connection, caller.school_id, account_id=account, asked_for=True, at=now)


async def callbacks(connection: Connection, caller: Asker) -> Callbacks:
    return SqlCallbacks(connection, caller.school_id)


async def fresh() -> str:
    return fresh_secret()


class CallbackBody(BaseModel):
    """What the platform says. Fields it has besides are its own affair."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    type: Annotated[
        str, Field(max_length=64, pattern=r"^[a-z_]+(\.[a-z_]+)*$", examples=["catalogue.changed"])
    ]
    timestamp: Instant
    sequence: Annotated[int, Field(strict=True, ge=0, le=MOST)]
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Believed:
    """A call that is the platform's own, and what it may set going."""

    call: Call
    callbacks: Callbacks
    pulls: Pulls
    settlements: Settlements


async def believed(
    request: Request, engine: Engine, sealing: SealingPort, now: Now
) -> AsyncIterator[Believed]:
    """Nothing is written for a call that is not believed, and its sender is told nothing but that."""
    request.app.state.callback_rate.spend(request.client.host if request.client else "")
    body, name = await request.body(), request.path_params["school"]
    school_id = None
    if SCHOOL.fullmatch(name) is not None:
        async with engine.connect() as connection:
            school_id = await school_named(connection, name)
    if school_id is None:
        raise _refused("unknown_school", None)
    async with in_school(engine, school_id) as connection:
        found = await sealed_connection(connection, school_id)
        if found is None or not found.enabled:
            raise _refused("not_connected", school_id)
        if not is_from_platform(_secrets(found, sealing, now), dict(request.headers), body, now=now):
            raise _refused("not_signed", school_id)
        yield Believed(
            _read(request.headers["webhook-id"], body),
            SqlCallbacks(connection, school_id),
            SqlPulls(connection, school_id, account_id=found.account_id),
            SqlSettlements(connection, school_id),
        )


def _refused(why: str, school_id: UUID | None) -> BadCallbackSignature:
    """All there is of such a call is this line."""
    log.warning("platform_callback_refused", why=why, school=None if school_id is None else str(school_id))
    return BadCallbackSignature()


def _secrets(found: SealedConnection, sealing: Sealing, now: Now) -> list[str]:
    """What may sign at this moment; nothing when the deployment's own secret was lost."""
    good = [found.callback_secret]
    if found.previous_secret is not None and found.previous_secret_until is not None:
        good += [found.previous_secret] if now < found.previous_secret_until else []
    try:
        return [sealing.opened(one) for one in good]
    except NotOurs:
        return []


def _read(callback_id: str, body: bytes) -> Call:
    try:
        said = CallbackBody.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise RequestValidationError([one | {"loc": ("body", *one["loc"])} for one in found]) from error
    return Call(callback_id, said.type, said.sequence, said.data)


ConnectionsPort = Annotated[Connections, Depends(connections)]
OutgoingPort = Annotated[Outgoing, Depends(outgoing)]
BeginPull = Annotated[Begin, Depends(begin)]
CallbacksPort = Annotated[Callbacks, Depends(callbacks)]
FreshSecret = Annotated[str, Depends(fresh)]
BelievedCall = Annotated[Believed, Depends(believed, scope="function")]
