"""From a token request to a sign-in: one of three grants, each counted against its own allowance."""

from base64 import b64decode
from typing import Annotated
from urllib.parse import unquote_plus
from uuid import UUID

from fastapi import Depends, Form, Request
from fastapi.exceptions import RequestValidationError

from api.figures import Figures
from api.identity.shapes import NEEDED, TokenRequest
from api.wiring.identity import Begin, PasswordsPort, Policy, VisitNow
from domain.errors import DomainError
from domain.identity import client_signin, sessions, signin
from domain.identity.client_signin import BadClient
from domain.identity.passwords import normal
from domain.identity.signin import SignedIn

TokenForm = Annotated[TokenRequest, Form()]


async def granted(
    request: Request,
    asked: TokenForm,
    begin: Begin,
    passwords: PasswordsPort,
    policy: Policy,
    visit: VisitNow,
) -> SignedIn:
    """Raises what the grants raise, and TooManyRequests."""
    figures: Figures = request.app.state.figures
    try:
        found = await _granted(request, asked, begin, passwords, policy, visit)
    except DomainError as refusal:
        figures.signed_in(asked.grant_type, refusal.code)
        raise
    figures.signed_in(asked.grant_type, "succeeded")
    return found


async def _granted(
    request: Request,
    asked: TokenRequest,
    begin: Begin,
    passwords: PasswordsPort,
    policy: Policy,
    visit: VisitNow,
) -> SignedIn:
    missing = [name for name in NEEDED[asked.grant_type] if not getattr(asked, name)]
    if missing:
        raise RequestValidationError([{"type": "missing", "loc": ("body", name)} for name in missing])
    request.app.state.sign_in_address_rate.spend(visit.address)
    if asked.refresh_token is not None and asked.grant_type == "refresh_token":
        return await sessions.refresh(begin, token=asked.refresh_token, policy=policy, visit=visit)
    if asked.username is not None and asked.password is not None and asked.grant_type == "password":
        username = normal(asked.username)
        request.app.state.sign_in_rate.spend(f"{visit.address} {username}")
        return await signin.sign_in(
            begin, passwords, username=username, password=asked.password, policy=policy, visit=visit
        )
    client_id, secret = _client(request, asked)
    request.app.state.sign_in_rate.spend(f"{visit.address} {client_id}")
    scopes = (asked.scope or "").split()
    return await client_signin.sign_in(
        begin, client_id=client_id, secret=secret, asked=scopes, policy=policy, visit=visit
    )


Granted = Annotated[SignedIn, Depends(granted)]


def _client(request: Request, asked: TokenRequest) -> tuple[UUID, str]:
    """By HTTP Basic or in the body (RFC 6749 §2.3.1). Raises BadClient when neither is there, or readable."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    client_id, secret = asked.client_id or "", asked.client_secret or ""
    try:
        if scheme.lower() == "basic":
            client_id, _, secret = b64decode(encoded, validate=True).decode().partition(":")
            client_id, secret = unquote_plus(client_id), unquote_plus(secret)
        return UUID(client_id), secret
    except ValueError as error:
        raise BadClient() from error
