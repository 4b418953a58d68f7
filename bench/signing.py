"""Tokens of people who are signed in, made as the service makes them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from api.settings import Settings
from api.wiring.tokens import Tokens
from domain.identity.principal import Place, Principal
from gateways.tokens import Signer, make_key, sign, signer
from persistence.identity.tables import account, account_session, signing_key
from persistence.ids import new_id

SECRET = "bench"


async def a_key(connection: AsyncConnection) -> Signer:
    """The key the service's tokens are signed with from now on."""
    kid, now = new_id(), datetime.now(UTC)
    public_pem, private_pem = make_key(SECRET)
    await connection.execute(
        insert(signing_key).values(
            id=kid,
            state="active",
            public_pem=public_pem,
            private_pem=private_pem,
            created_at=now,
            activated_at=now,
        )
    )
    return signer(str(kid), private_pem, SECRET)


async def sign_in(
    connection: AsyncConnection,
    key: Signer,
    username: str = "bench",
    *,
    schools: tuple[Place, ...] = (),
    districts: tuple[Place, ...] = (),
) -> str:
    """The token of a new account with these places."""
    settings, now = Settings(), datetime.now(UTC)
    account_id, session_id = new_id(), new_id()
    await connection.execute(
        insert(account).values(
            id=account_id, username=username, display_name="某人", kind="person", created_at=now
        )
    )
    await connection.execute(
        insert(account_session).values(
            id=session_id,
            account_id=account_id,
            created_at=now,
            last_used_at=now,
            expires_at=now + timedelta(days=1),
            user_agent="bench",
        )
    )
    tokens = Tokens(issuer=settings.issuer, audience=settings.audience, fetch_key=_no_key)
    principal = Principal(account_id, session_id, 1, schools, districts)
    return sign(tokens.claims(principal, jti=new_id(), now=now, lifetime=timedelta(hours=2)), key)


async def _no_key(_: str) -> str | None:
    """Who makes tokens reads none."""
    return None
