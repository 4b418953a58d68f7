"""Databases of a thousand teachers and of a million, in one server, for `bench.scale`.

Only what its reads look at, in the product's own tables with their indexes and fences. The superuser writes
it without the checks of foreign keys, which hold by the way the rows are made; with them, and with all that a
school has (`yanxiu sample --schools`), a million teachers take several times as long and as much room.
"""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import asyncpg

from api.settings import Settings
from api.wiring.tokens import Tokens
from domain.identity.actions import Role
from domain.identity.principal import Place, Principal
from domain.training.policy import CREDIT_POLICY
from gateways.tokens import make_key, sign, signer
from persistence.ids import new_id

TEACHERS = 60
AT_ONCE, BATCH = 2, 100
HERE = Path(__file__).parent
DRAWN = {
    ":given": "ARRAY['伟', '芳', '敏', '静', '丽', '强', '磊', '军']",
    ":rules": f"'{json.dumps(CREDIT_POLICY.defaults)}'::jsonb",
}


def statements() -> list[str]:
    text = (HERE / "scale_data.sql").read_text()
    for name, value in DRAWN.items():
        text = text.replace(name, value)
    return text.split(";\n\n")


async def fill(url: str, schools: int) -> int:
    """Makes the schools that are missing, and says how many; ended half way, it goes on from there."""
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("SELECT count(*) FROM district") == 0:
            await connection.execute("INSERT INTO district (id, code, name) VALUES (uuidv7(), 'd', '桐乡市')")
        there = {row["code"] for row in await connection.fetch("SELECT code FROM school")}
        missing = [no for no in range(1, schools + 1) if code_of(no) not in there]
        waiting = iter(missing[start : start + BATCH] for start in range(0, len(missing), BATCH))
        await asyncio.gather(*(_fill_some(url, waiting) for _ in range(AT_ONCE)))
        if missing:
            await connection.execute("VACUUM ANALYZE")
            await connection.execute("CHECKPOINT")
        return len(missing)
    finally:
        await connection.close()


def code_of(no: int) -> str:
    return f"m{no:05}"


async def _fill_some(url: str, waiting: Iterator[list[int]]) -> None:
    connection = await asyncpg.connect(url, command_timeout=600)
    try:
        await connection.execute("SET session_replication_role = replica")
        for numbers in waiting:
            async with connection.transaction():
                for one in statements():
                    await connection.execute(one.replace(":numbers", f"ARRAY{numbers}"))
    finally:
        await connection.close()


async def sign_in(url: str, chosen: int, drawn: Random) -> dict[str, tuple[str, list[str]]]:
    """Of so many schools drawn at random the token of somebody in the office, and the teachers' ids."""
    now, settings = datetime.now(UTC), Settings()
    account_id, session_id, kid = new_id(), new_id(), new_id()
    public_pem, private_pem = make_key("bench")
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("DELETE FROM signing_key")
        await connection.execute(
            "INSERT INTO account (id, username, display_name, kind, created_at)"
            " VALUES ($1, $2, '某人', 'person', now())",
            account_id,
            account_id.hex,
        )
        await connection.execute(
            "INSERT INTO account_session (id, account_id, created_at, last_used_at, expires_at, user_agent)"
            " VALUES ($1, $2, $3, $3, $4, 'bench')",
            session_id,
            account_id,
            now,
            now + timedelta(days=1),
        )
        await connection.execute(
            "INSERT INTO signing_key (id, state, public_pem, private_pem, created_at, activated_at)"
            " VALUES ($1, 'active', $2, $3, $4, $4)",
            kid,
            public_pem,
            private_pem,
            now,
        )
        schools = await connection.fetch("SELECT id, code FROM school ORDER BY code")
        picked = drawn.sample(schools, min(chosen, len(schools)))
        found = {}
        tokens = Tokens(issuer=settings.issuer, audience=settings.audience, fetch_key=_nobodys)
        key = signer(str(kid), private_pem, "bench")
        for school in picked:
            place = Place(school["id"], school["code"], frozenset({Role.RESEARCH_OFFICE}))
            principal = Principal(account_id, session_id, 1, (place,), ())
            claims = tokens.claims(principal, jti=new_id(), now=now, lifetime=timedelta(hours=2))
            people = await connection.fetch("SELECT id FROM teacher WHERE school_id = $1", school["id"])
            found[school["code"]] = sign(claims, key), [str(row["id"]) for row in people]
        return found
    finally:
        await connection.close()


async def _nobodys(_: str) -> str | None:
    return None
