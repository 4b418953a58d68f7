"""Who is signed in, outside any school; and the adapters behind this room's ports."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from api.settings import Settings
from api.wiring.issuing import Issuer
from api.wiring.request import (
    Asker,
    Connection,
    Engine,
    Now,
    OwnConnection,
    Someone,
    assert_stands,
    authenticated,
)
from domain.identity.accounts import SchoolAccounts
from domain.identity.api_keys import ApiKeys
from domain.identity.clients import ServiceClients
from domain.identity.history import Visit
from domain.identity.me import OwnAccount
from domain.identity.principal import Principal
from domain.identity.sessions import Sessions
from domain.identity.signin import Passwords, SignInPolicy
from gateways.passwords import fresh_password
from gateways.tokens import jwk
from persistence.identity.accounts import SqlSchoolAccounts
from persistence.identity.api_keys import SqlApiKeys
from persistence.identity.clients import SqlServiceClients
from persistence.identity.keys import published
from persistence.identity.me import SqlOwnAccount
from persistence.identity.sessions import BeginSqlSessions, SqlSessions, beginning


async def signed_in(engine: Engine, principal: Someone) -> Principal:
    """As `OwnConnection`, for a route that keeps no transaction open. Raises SessionOver."""
    await assert_stands(engine, principal)
    return principal


SignedIn = Annotated[Principal, Depends(signed_in)]
"""Who asks, on a route that names no school: the token is good, and the sign-in behind it still stands."""


async def maybe_bearer(request: Request) -> Principal | None:
    return await authenticated(request) if "authorization" in request.headers else None


async def visit(request: Request, now: Now) -> Visit:
    agent = "".join(letter for letter in request.headers.get("user-agent", "") if letter.isprintable())
    address = request.client.host if request.client else ""
    return Visit(now, address, agent[:200], request.scope.get("yanxiu.request_id", ""))


async def settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


async def policy(settings: Annotated[Settings, Depends(settings)]) -> SignInPolicy:
    return SignInPolicy(idle=timedelta(days=settings.refresh_token_days))


async def begin(engine: Engine) -> BeginSqlSessions:
    return beginning(engine)


async def passwords(request: Request) -> Passwords:
    found: Passwords = request.app.state.passwords
    return found


async def issuer(request: Request) -> Issuer:
    found: Issuer = request.app.state.issuer
    return found


async def key_set(engine: Engine, now: Now) -> list[dict[str, str]]:
    return [jwk(str(key.id), key.public_pem) for key in await published(engine, now)]


async def sessions(connection: OwnConnection) -> Sessions:
    return SqlSessions(connection)


async def own_account(connection: OwnConnection, principal: Someone) -> OwnAccount:
    return SqlOwnAccount(connection, principal)


async def school_accounts(connection: Connection, caller: Asker, now: Now) -> SchoolAccounts:
    return SqlSchoolAccounts(connection, caller, now)


async def service_clients(connection: Connection, caller: Asker, now: Now) -> ServiceClients:
    return SqlServiceClients(connection, caller, now)


async def api_keys(connection: Connection, caller: Asker, now: Now) -> ApiKeys:
    return SqlApiKeys(connection, caller, now)


async def initial_password() -> str:
    return fresh_password()


MaybeBearer = Annotated[Principal | None, Depends(maybe_bearer)]
VisitNow = Annotated[Visit, Depends(visit)]
Policy = Annotated[SignInPolicy, Depends(policy)]
Begin = Annotated[BeginSqlSessions, Depends(begin)]
"""Opens transactions outside any school, for what must be kept although the answer is a refusal."""

PasswordsPort = Annotated[Passwords, Depends(passwords)]
IssuerPort = Annotated[Issuer, Depends(issuer)]
KeySet = Annotated[list[dict[str, str]], Depends(key_set)]
SessionsPort = Annotated[Sessions, Depends(sessions)]
OwnAccountPort = Annotated[OwnAccount, Depends(own_account)]
SchoolAccountsPort = Annotated[SchoolAccounts, Depends(school_accounts)]
ServiceClientsPort = Annotated[ServiceClients, Depends(service_clients)]
ApiKeysPort = Annotated[ApiKeys, Depends(api_keys)]
InitialPassword = Annotated[str, Depends(initial_password)]
