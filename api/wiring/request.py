"""How a request gets in: who asks, may they, in which school, in whose transaction.

The order is fixed by `reads` and `writes`, which every route under a school declares: the token is checked
and the action allowed, then one transaction is opened in the school, then a kept answer is looked for.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Protocol, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Request, Response, params
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.problems import KeyInFlight, KeyRequired, KeyReused, MalformedHeader, VersionRequired
from api.wiring.tokens import Tokens
from domain.errors import Forbidden, NotFound, Unauthenticated
from domain.identity.access import Caller, Officer
from domain.identity.actions import Action
from domain.identity.api_keys import MARK
from domain.identity.principal import Principal
from persistence.identity.api_keys import key_holder
from persistence.identity.places import ensure_stands
from persistence.platform import answers, audit
from persistence.transaction import NOWHERE, Door, entered


class Replay(Exception):
    """The same request was answered before: that answer is given again."""

    def __init__(self, response: Response) -> None:
        self.response = response


def header(request: Request, name: bytes, otherwise: str = "") -> str:
    """The first of its name, which is in small letters. Starlette's mapping takes a microsecond for it."""
    for given, value in request.scope["headers"]:
        if given == name:
            return str(value, "latin-1")
    return otherwise


async def bearer(request: Request) -> Principal:
    """Who the bearer token speaks for, an access token or an API key; Unauthenticated without a good one."""
    scheme, _, token = header(request, b"authorization").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated()
    if token.startswith(MARK):
        return await key_holder(request.app.state.engine, token, at=request.app.state.clock())
    tokens: Tokens = request.app.state.tokens
    return await tokens.principal(token)


async def authenticated(request: Request) -> Principal:
    """As `bearer`, and spends of the caller's rate."""
    principal = await bearer(request)
    request.scope["yanxiu.account"] = account = str(principal.account_id)
    request.app.state.rate.spend(account)
    return principal


class Permission:
    """A route's declared permission: lets the caller in, and is found again by tests that walk the routes."""

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(self, request: Request) -> None:
        principal = await authenticated(request)
        try:
            request.state.caller = principal.caller(request.path_params["school"], self.action)
        except (Forbidden, NotFound):
            # A token older than its roles is dead, not weak: its bearer refreshes, and has what was granted.
            await assert_stands(request.app.state.engine, principal)
            raise


async def assert_stands(engine: AsyncEngine, principal: Principal) -> None:
    """Raises SessionOver when the sign-in behind the token is over, or its roles changed since."""
    async with engine.connect() as connection:
        await ensure_stands(connection, principal.session_id, principal.access_version)


class DistrictPermission(Permission):
    """As `Permission`, for a route under a district."""

    async def __call__(self, request: Request) -> None:
        principal = await authenticated(request)
        try:
            request.state.officer = principal.officer(request.path_params["district"], self.action)
        except (Forbidden, NotFound):
            await assert_stands(request.app.state.engine, principal)
            raise


async def current(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


async def clock(request: Request) -> datetime:
    """By the clock the application was made with; tests hand in their own."""
    found: datetime = request.app.state.clock()
    return found


async def engine(request: Request) -> AsyncEngine:
    found: AsyncEngine = request.app.state.engine
    return found


Asker = Annotated[Caller, Depends(current)]
Now = Annotated[datetime, Depends(clock)]
Engine = Annotated[AsyncEngine, Depends(engine)]


def door_of(caller: Caller) -> Door:
    return Door(caller.school_id, caller.session_id, caller.access_version)


async def door(caller: Asker) -> Door:
    return door_of(caller)


ThroughDoor = Annotated[Door, Depends(door)]


async def transaction(request: Request) -> AsyncIterator[AsyncConnection]:
    """Of the caller, who was let in. It asks the request itself: nearly everything depends on it, and what it
    depended on would be looked at again for each that does (20 µs)."""
    state = request.state
    async with entered(request.app.state.engine, door_of(state.caller)) as connection:
        state.connection = connection
        yield connection


# scope="function": the commit comes after the answer is rendered and before it is sent, so a 201 is never a
# lie, and what is kept under an Idempotency-Key is the very answer.
Connection = Annotated[AsyncConnection, Depends(transaction, scope="function")]


async def officer(request: Request) -> Officer:
    found: Officer = request.state.officer
    return found


DistrictAsker = Annotated[Officer, Depends(officer)]
Someone = Annotated[Principal, Depends(authenticated)]
"""Anybody signed in, for routes of their own things. Spends of the caller's rate: depend on it once."""


async def district_transaction(engine: Engine, officer: DistrictAsker) -> AsyncIterator[AsyncConnection]:
    async with entered(engine, Door(NOWHERE, officer.session_id, officer.access_version)) as connection:
        yield connection


async def own_transaction(engine: Engine, someone: Someone) -> AsyncIterator[AsyncConnection]:
    async with entered(engine, Door(NOWHERE, someone.session_id, someone.access_version)) as connection:
        yield connection


DistrictConnection = Annotated[AsyncConnection, Depends(district_transaction, scope="function")]
OwnConnection = Annotated[AsyncConnection, Depends(own_transaction, scope="function")]


async def once(
    request: Request,
    connection: Connection,
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="Any unique value. The same request sent again with it is done once.",
        ),
    ] = None,
) -> None:
    if idempotency_key is None:
        return
    caller: Caller = request.state.caller
    is_held, kept = await answers.held(connection, caller.school_id, caller.account_id, idempotency_key)
    if not is_held:
        raise KeyInFlight()
    fingerprint = await fingerprint_of(request)
    if kept is None:
        request.state.keep = (idempotency_key, fingerprint)
    elif kept.fingerprint != fingerprint:
        raise KeyReused()
    else:
        headers = dict(kept.headers) | {"Idempotency-Replayed": "true"}
        raise Replay(Response(kept.body, kept.status, headers, media_type="application/json"))


async def key_required(request: Request) -> None:
    if "idempotency-key" not in request.headers:
        raise KeyRequired()


async def fingerprint_of(request: Request) -> str:
    digest = hashlib.sha256()
    for part in (request.method, request.url.path, request.url.query):
        digest.update(part.encode() + b"\n")
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        await _add_form(digest, request)
    else:
        digest.update(await request.body())
    return digest.hexdigest()


async def _add_form(digest: Any, request: Request) -> None:
    """By its fields, not by its bytes: the boundary between them is another each time it is sent."""
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            digest.update(f"{name}={len(value)}:{value}\n".encode())
        else:
            digest.update(f"{name}={value.size}:{value.filename}\n".encode())
            while chunk := await value.read(1 << 20):
                digest.update(chunk)
            await value.seek(0)


def reads(action: Action) -> Sequence[params.Depends]:
    """What a route that only looks declares."""
    return [Depends(Permission(action))]


async def still_signed_in(engine: Engine, caller: Asker) -> None:
    """Raises SessionOver."""
    async with engine.connect() as connection:
        await ensure_stands(connection, caller.session_id, caller.access_version)


def hands_out(action: Action) -> Sequence[params.Depends]:
    """What a route declares that opens no transaction, and so has nothing else that asks whether the sign-in
    still stands."""
    return [*reads(action), Depends(still_signed_in)]


def reads_district(action: Action) -> Sequence[params.Depends]:
    """What a route under a district declares; it sees what is district-wide, and no school's rows."""
    return [Depends(DistrictPermission(action))]


def writes(action: Action, *, key: bool = False) -> Sequence[params.Depends]:
    """What a route that changes something declares; `key` where an Idempotency-Key is a must."""
    return [Depends(Permission(action)), *([Depends(key_required)] if key else []), Depends(once)]


async def settle(request: Request, response: Response) -> None:
    """Inside the transaction, when the answer is rendered: keep it, and write the audit of the change.

    Reading is audited where somebody looked into what is another's (`Reply.looked_into`).
    """
    state = request.state
    if request.method == "GET" and not getattr(state, "looked_into", False):
        return
    if getattr(state, "recorded", False):
        return
    connection: AsyncConnection | None = getattr(state, "connection", None)
    caller: Caller | None = getattr(state, "caller", None)
    if connection is None or caller is None:
        return
    entry = _record(request, response.headers.get("location") or request.url.path)
    await audit.record(connection, entry, _keeping(request, response))


def recorded_early(request: Request, subject: str) -> audit.Record | None:
    """What the audit says of a change, with the facts noted so far, for who writes both in one statement.

    None where the answer is to be kept, which is not known yet.
    """
    state = request.state
    if getattr(state, "keep", None) is not None:
        return None
    state.recorded = True
    return _record(request, subject)


def _record(request: Request, subject: str) -> audit.Record:
    state, scope = request.state, request.scope
    caller: Caller = state.caller
    return audit.Record(
        caller.school_id,
        datetime.now(UTC),
        caller.account_id,
        scope["route"].operation_id,
        subject,
        scope.get("yanxiu.request_id", ""),
        getattr(state, "facts", {}),
    )


def _keeping(request: Request, response: Response) -> answers.Keeping | None:
    """What is to be kept of the answer, where a key was given."""
    keep = getattr(request.state, "keep", None)
    if keep is None:
        return None
    key, fingerprint = keep
    headers = {name: response.headers[name] for name in ("location", "etag") if name in response.headers}
    body = _kept(bytes(response.body), getattr(request.state, "shown_once", ()))
    return answers.Keeping(key, answers.KeptAnswer(fingerprint, response.status_code, headers, body))


def _kept(body: bytes, shown_once: Sequence[str]) -> str:
    """The answer as it may lie in the database: a secret in it is shown to the first asker alone."""
    if not shown_once:
        return body.decode()
    return json.dumps(json.loads(body) | dict.fromkeys(shown_once), ensure_ascii=False)


async def expected_version(
    if_match: Annotated[
        str | None, Header(alias="If-Match", description='The ETag of the version decided on, such as "3".')
    ] = None,
) -> int:
    if if_match is None:
        raise VersionRequired()
    quoted = if_match.removeprefix("W/")
    if not (
        quoted.startswith('"') and quoted.endswith('"') and quoted[1:-1].isascii() and quoted[1:-1].isdigit()
    ):
        raise MalformedHeader(header="If-Match")
    return min(int(quoted[1:-1][:10]), 2**31 - 1)


Expected = Annotated[int, Depends(expected_version)]
"""The version the caller decided on; the use case refuses with Stale when another stands."""


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


class Identified(Protocol):
    @property
    def id(self) -> UUID | None: ...


Thing = TypeVar("Thing", bound=Versioned)
Made = TypeVar("Made", bound=Identified)


class Reply:
    """What goes with the body: where the thing is, and which version of it this is."""

    def __init__(self, response: Response, request: Request) -> None:
        self._response, self._request = response, request

    def tagged(self, thing: Thing) -> Thing:
        self._response.headers["ETag"] = f'"{thing.version}"'
        return thing

    def created(self, thing: Made, collection: str | None = None) -> Made:
        """The thing, with its Location: below the collection posted to unless another is named."""
        base = collection or self._request.url.path
        self._response.headers["Location"] = f"{base}/{thing.id}"
        version = getattr(thing, "version", None)  # an append-only thing has but one
        if version is not None:
            self._response.headers["ETag"] = f'"{version}"'
        return thing

    def set_up(self, thing: Thing) -> Thing:
        """A thing of which there is one: it is where it was posted to."""
        self._response.headers["Location"] = self._request.url.path
        return self.tagged(thing)

    def shown_once(self, *fields: str) -> None:
        """These fields of the body hold a secret: nothing caches it, and a replay answers null instead."""
        self._request.state.shown_once = fields
        self._response.headers["Cache-Control"] = "no-store"

    def note(self, **facts: Any) -> None:
        """Facts the audit entry of this request shall carry; JSON values, no personal secrets."""
        assert not getattr(self._request.state, "recorded", False), "the audit is written already"
        self._request.state.facts = getattr(self._request.state, "facts", {}) | facts

    def looked_into(self, caller: Caller, teacher_ids: Iterable[UUID]) -> None:
        """Whose personal files this request reads: when any is another's, it is on record like a change."""
        others = sorted({str(one) for one in teacher_ids if one != caller.teacher_id})
        if others:
            self._request.state.looked_into = True
            self.note(teacher_ids=others)


async def reply(request: Request, response: Response) -> Reply:
    return Reply(response, request)


Replies = Annotated[Reply, Depends(reply)]
