"""Signing in and out (RFC 6749, RFC 7009), and the keys others check our tokens with (RFC 7517)."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Response

from api.identity.grants import Granted
from api.identity.shapes import TOKEN_REQUEST, RevokeRequest
from api.routes import StrictRoute, room
from api.wiring.identity import Begin, IssuerPort, KeySet, MaybeBearer, VisitNow
from domain.errors import Unauthenticated
from domain.identity import sessions
from domain.identity.principal import scope_of

router = room("identity", "/auth")
well_known = APIRouter(
    prefix="/.well-known", tags=["identity"], route_class=StrictRoute, redirect_slashes=False
)


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """RFC 6749 §5.1."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    """Seconds."""

    scope: str
    """Every permission the token carries in any place; roles and their reach narrow it place by place."""

    refresh_token: str | None = None
    """Works once; shown again, it ends the whole sign-in. A service client gets none."""


@dataclass(frozen=True, slots=True)
class JsonWebKey:
    kty: str
    alg: str
    use: str
    kid: str
    n: str
    e: str


@dataclass(frozen=True, slots=True)
class JsonWebKeys:
    keys: list[JsonWebKey]


@router.post(
    "/token",
    operation_id="identity_issue_token",
    summary="Sign in, or continue a sign-in",
    openapi_extra=TOKEN_REQUEST,
    response_model_exclude_none=True,
)
async def issue_token(
    granted: Granted, issuer: IssuerPort, visit: VisitNow, response: Response
) -> TokenAnswer:
    """Three grants: `password`, `refresh_token`, `client_credentials`.

    A refresh token works once. Used a second time, by whomever, it ends the whole sign-in. Ten wrong
    passwords in a row lock an account for a quarter of an hour; the answer stays that to a wrong password.
    """
    token = await issuer.issue(granted.principal, now=visit.at, until=granted.until)
    response.headers["Cache-Control"] = "no-store"
    return TokenAnswer(
        token.text, "Bearer", token.seconds, scope_of(granted.principal), granted.refresh_token
    )


@router.post(
    "/revoke",
    operation_id="identity_revoke_token",
    summary="Sign out",
    status_code=204,
    response_model=None,
    openapi_extra={"security": [{"bearer": []}, {}]},
)
async def revoke_token(
    begin: Begin, visit: VisitNow, bearer: MaybeBearer, asked: Annotated[RevokeRequest | None, Form()] = None
) -> None:
    """Ends the sign-in of the refresh token sent, known or not; without one, that of the bearer token."""
    if asked is not None and asked.token:
        await sessions.sign_out_by_token(begin, token=asked.token, visit=visit)
    elif bearer is not None:
        await sessions.sign_out(
            begin, account_id=bearer.account_id, session_id=bearer.session_id, visit=visit
        )
    else:
        raise Unauthenticated()


@well_known.get(
    "/jwks.json", operation_id="identity_read_jwks", summary="The keys our tokens are signed with"
)
async def read_jwks(keys: KeySet) -> JsonWebKeys:
    """The active key, the one that follows it, and those whose last tokens may still live."""
    return JsonWebKeys([JsonWebKey(**key) for key in keys])
