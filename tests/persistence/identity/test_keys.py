"""Signing keys in a database of their own: made once, rotated, trusted just long enough."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.wiring.issuing import Issuer, SecretLost
from api.wiring.tokens import Tokens
from domain.errors import Unauthenticated
from domain.identity.principal import Principal
from gateways import tokens
from persistence.embedded import EmbeddedServer
from persistence.engine import create_engine
from persistence.identity import keys
from persistence.identity.tables import signing_key
from persistence.ids import new_id
from persistence.provision import provision
from tests.conftest import migrate
from tests.pooler import POOLED, Reach

SECRET = "the secret of these tests"


@pytest.fixture(scope="module")
async def database(server: EmbeddedServer, worker_id: str, reach: Reach) -> AsyncIterator[AsyncEngine]:
    urls = reach(provision(server, f"keys_{worker_id}"))
    await asyncio.to_thread(migrate, urls.owner)
    engine = create_engine(urls.app, behind_pooler=POOLED)
    yield engine
    await engine.dispose()


@pytest.fixture
async def engine(database: AsyncEngine) -> AsyncEngine:
    async with database.begin() as connection:
        await connection.execute(delete(signing_key))
    return database


def pair() -> tuple[str, str]:
    return tokens.make_key(SECRET)


def opens(pem: str) -> bool:
    return tokens.opens(pem, secret=SECRET)


async def states(engine: AsyncEngine) -> list[str]:
    return [key.state for key in reversed(await keys.every(engine))]


class Process:
    """One of several that serve: its own caches, its own clock."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.seconds = 0.0
        self.tokens = Tokens(
            issuer="yanxiu", audience="yanxiu-api", fetch_key=self._fetch, clock=lambda: self.seconds
        )
        self.issuer = Issuer(engine, self.tokens, secret=lambda: SECRET, lifetime=timedelta(minutes=15))
        self.fetched = 0
        self._engine = engine

    async def _fetch(self, kid: str) -> str | None:
        self.fetched += 1
        return await keys.public_pem(self._engine, kid)

    async def issue(self) -> str:
        now = datetime.now(UTC)
        principal = Principal(new_id(), new_id(), 1, ())
        return (await self.issuer.issue(principal, now=now, until=now + timedelta(days=1))).text


async def test_many_first_sign_ins_make_one_active_key_and_one_next(engine: AsyncEngine) -> None:
    made = await asyncio.gather(*(keys.ensure(engine, pair) for _ in range(5)))

    assert len({key.id for key in made}) == 1
    assert sorted(await states(engine)) == ["active", "next"]


async def test_the_next_key_is_published_before_it_signs(engine: AsyncEngine) -> None:
    await keys.ensure(engine, pair)
    published = {key.id for key in await keys.published(engine, datetime.now(UTC))}

    risen = await keys.rotate(engine, pair, opens)

    assert risen.id in published
    assert sorted(await states(engine)) == ["active", "next", "retired"]


async def test_rotations_at_once_each_move_one_step(engine: AsyncEngine) -> None:
    await keys.ensure(engine, pair)

    risen = await asyncio.gather(*(keys.rotate(engine, pair, opens) for _ in range(3)))

    assert len({key.id for key in risen}) == 3
    assert sorted(await states(engine)) == ["active", "next", "retired", "retired", "retired"]


async def test_a_token_outlives_the_rotation_of_its_key(engine: AsyncEngine) -> None:
    process = Process(engine)
    token = await process.issue()
    await keys.rotate(engine, pair, opens)

    for trusting in (process, Process(engine)):
        trusting.seconds += 60
        await trusting.tokens.principal(token)


async def test_a_retired_key_is_trusted_until_its_last_token_has_expired(engine: AsyncEngine) -> None:
    old = await keys.ensure(engine, pair)
    await keys.rotate(engine, pair, opens)
    now = datetime.now(UTC)

    for age, trusted in ((keys.TRUSTED_AFTER - timedelta(minutes=1), True), (keys.TRUSTED_AFTER, False)):
        async with engine.begin() as connection:
            await connection.execute(
                update(signing_key).where(signing_key.c.id == old.id).values(retired_at=now - age)
            )
        assert (await keys.public_pem(engine, str(old.id)) is not None) is trusted
        assert (old.id in {key.id for key in await keys.published(engine, now)}) is trusted


async def test_a_distrusted_key_is_refused_within_a_minute_where_its_token_is_known(
    engine: AsyncEngine,
) -> None:
    process = Process(engine)
    token = await process.issue()
    await process.tokens.principal(token)

    await keys.rotate(engine, pair, opens, distrust=True)

    await process.tokens.principal(token)  # believed a moment longer, by this process
    process.seconds += 60
    with pytest.raises(Unauthenticated):
        await process.tokens.principal(token)
    with pytest.raises(Unauthenticated):
        await Process(engine).tokens.principal(token)


async def test_a_key_is_looked_for_once_a_minute_not_once_a_request(engine: AsyncEngine) -> None:
    process = Process(engine)
    token = await process.issue()

    for _ in range(20):
        await process.tokens.principal(token)

    assert process.fetched == 1


async def test_forgetting_keys_asks_again_at_once(engine: AsyncEngine) -> None:
    process = Process(engine)
    token = await process.issue()
    await process.tokens.principal(token)
    await keys.rotate(engine, pair, opens, distrust=True)

    process.tokens.forget_keys()

    with pytest.raises(Unauthenticated):
        await process.tokens.principal(token)


async def test_a_private_key_lies_sealed_and_a_lost_secret_is_named(engine: AsyncEngine) -> None:
    key = await keys.ensure(engine, lambda: tokens.make_key("a secret since lost"))

    assert "ENCRYPTED" in key.private_pem
    with pytest.raises(SecretLost):
        await Process(engine).issue()


async def test_rotation_heals_a_lost_secret(engine: AsyncEngine) -> None:
    await keys.ensure(engine, lambda: tokens.make_key("a secret since lost"))

    await keys.rotate(engine, pair, opens)

    process = Process(engine)
    await process.tokens.principal(await process.issue())


async def test_rotating_before_anybody_signed_in_makes_the_first_keys(engine: AsyncEngine) -> None:
    await keys.rotate(engine, pair, opens)

    assert sorted(await states(engine)) == ["active", "next"]


async def test_an_id_that_is_none_finds_no_key(engine: AsyncEngine) -> None:
    await keys.ensure(engine, pair)

    assert await keys.public_pem(engine, "not-an-id") is None
    assert await keys.public_pem(engine, str(new_id())) is None
