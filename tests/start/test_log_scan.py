"""The service, started as an operator starts it and asked with marked secrets, logs none of them."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from domain.identity.actions import Role
from persistence.embedded import EmbeddedServer
from persistence.identity.tables import account
from persistence.ids import new_id
from persistence.provision import DatabaseUrls, provision
from tests.api.identity.people import CHEAP, a_person
from tests.conftest import migrate
from tests.contract.matrix import SCHOOL_ROUTES, Route, sent
from tests.contract.population import path_for, populate
from tests.pooler import POOLED, Reach
from tests.scene import Issuer, Scene, an_issuer, set_scene
from tests.start.processes import ROOT
from tests.start.test_serve import announced

pytestmark = pytest.mark.untraced

MARK = "zq4mark"
"""In everything that must not be logged, and nowhere else."""

SECRETS = {
    "password": f"{MARK}-password",
    "cookie": f"session={MARK}-cookie",
    "code": f"{MARK}-code",
    "bearer": f"{MARK}-bearer",
    "name": f"标记{MARK}",
    "phone": "13987650001",
    "content": f"{MARK}-content",
}
GENERATED = re.compile(r"^x[0-9a-f]{12}$")


def marked(value: Any) -> Any:
    """A body whose free texts carry the mark."""
    if isinstance(value, dict):
        return {name: marked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [marked(inner) for inner in value]
    return f"{MARK}{value}" if isinstance(value, str) and GENERATED.match(value) else value


@dataclass(frozen=True, slots=True)
class Ground:
    """A database of its own, whose jobs are all ours, and whoever signs tokens for it."""

    urls: DatabaseUrls
    owner: AsyncEngine
    issuer: Issuer


@pytest.fixture(scope="module")
async def ground(server: EmbeddedServer, reach: Reach) -> AsyncIterator[Ground]:
    urls = provision(server, f"logged_{new_id().hex}")  # a process may come back to this module
    await asyncio.to_thread(migrate, urls.owner)
    owner = create_async_engine(urls.owner)
    yield Ground(reach(urls), owner, await an_issuer(owner))
    await owner.dispose()


@asynccontextmanager
async def serving(ground: Ground, folder: Path, leak: str) -> AsyncIterator[tuple[Scene, Path]]:
    """The whole service with its worker, at its most talkative; a school in it, and its log."""
    given = {
        "YANXIU_DATABASE_URL": ground.urls.app,
        "YANXIU_OWNER_DATABASE_URL": ground.urls.owner,
        "YANXIU_BEHIND_POOLER": str(POOLED),
        "YANXIU_DATA_DIR": str(folder),
        "YANXIU_SECRET": "a secret of the tests",
        "YANXIU_LOG_LEVEL": "DEBUG",
        "YANXIU_LOG_FORMAT": "json",
        "YANXIU_RATE_PER_MINUTE": "1000000",
        "YANXIU_SIGN_IN_PER_MINUTE": "1000000",
    }
    command = [sys.executable, "-m", "tests.start.leaking", leak, "serve", "--port", "0", "--no-migrate"]
    log = folder / "log"
    with (
        log.open("w") as err,
        subprocess.Popen(  # noqa: ASYNC220 nobody waits for it here
            command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=err, env={**os.environ, **given}
        ) as process,
    ):
        try:
            async with asked(ground, await asyncio.to_thread(announced, process)) as scene:
                yield scene, log
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 30)


@asynccontextmanager
async def asked(ground: Ground, address: str) -> AsyncIterator[Scene]:
    async with httpx2.AsyncClient(base_url=address, timeout=30) as client:
        yield await set_scene(ground.owner, client, ground.issuer)


async def ask_all(scene: Scene, routes: list[Route]) -> list[str]:
    """Asks as somebody, as nobody and with a bad token; the tokens that were used."""
    ids = await populate(scene)
    office = await scene.both_offices()
    kept = {"password_hash": CHEAP.hash(SECRETS["password"]), "display_name": SECRETS["name"]}
    person = await a_person(scene, Role.RESEARCH_OFFICE)
    async with scene.owner.begin() as connection:
        await connection.execute(update(account).where(account.c.id == person.account_id).values(**kept))
    issued = (await person.sign_in(SECRETS["password"])).json()
    await person.sign_in(f"{SECRETS['password']}!")
    await scene.teacher(SECRETS["name"], phone=SECRETS["phone"])
    for one in routes:
        path = path_for(one.path.replace("{school}", scene.code), ids)
        options = marked(sent(one.method, one.path))
        if "files" in options:
            options["files"] = {
                name: (f"{MARK}.csv", SECRETS["content"].encode()) for name in options["files"]
            }
        headers = {"Cookie": SECRETS["cookie"], "If-Match": '"1"', "Idempotency-Key": f"{MARK}{len(path)}"}
        await office.ask(one.method, path, headers=headers, **options)
    for one in routes[::4]:
        path = path_for(one.path.replace("{school}", scene.code), ids)
        options = sent(one.method, one.path) | {"params": {"code": SECRETS["code"], "q": SECRETS["phone"]}}
        await office.ask(one.method, path, **options)
        bad = {"Authorization": f"Bearer {SECRETS['bearer']}"}
        await scene.client.request(one.method, path, headers=bad, **options)
    return [office.token, *(issued[name] for name in ("access_token", "refresh_token"))]


async def fail(scene: Scene) -> None:
    """Errors that nobody expected, in the middle of statements that were given marked values."""
    office = await scene.both_offices()
    async with scene.owner.begin() as connection:
        await connection.execute(text("ALTER TABLE course RENAME COLUMN title TO title_of_old"))
    try:
        one = next(one for one in SCHOOL_ROUTES if str(one) == "POST /api/v1/schools/{school}/courses")
        answer = await office.post("courses", marked(sent(one.method, one.path))["json"])
        assert answer.status_code == 500
    finally:
        async with scene.owner.begin() as connection:
            await connection.execute(text("ALTER TABLE course RENAME COLUMN title_of_old TO title"))


def leaked(log: str, tokens: list[str]) -> list[str]:
    """The lines with a mark or a token in them."""
    secrets = [MARK, SECRETS["phone"], *tokens]
    return [line[:300] for line in log.splitlines() if any(one in line for one in secrets)]


def events(log: str) -> Iterator[dict[str, Any]]:
    for line in log.splitlines():
        if line.startswith("{"):
            yield json.loads(line)


@pytest.mark.slow
async def test_nothing_that_is_secret_is_logged(ground: Ground, tmp_path: Path) -> None:
    async with serving(ground, tmp_path, "none") as (scene, log):
        tokens = await ask_all(scene, SCHOOL_ROUTES)
        await fail(scene)
    said = log.read_text()

    assert leaked(said, tokens) == []
    named = [one["event"] for one in events(said)]
    assert named.count("request") > len(SCHOOL_ROUTES), "without a line for each there is nothing to scan"
    assert "exception" in said
    assert "procrastinate" in said


@pytest.mark.slow
@pytest.mark.parametrize("leak", ["query", "headers", "access_log"])
async def test_a_leak_is_found(ground: Ground, tmp_path: Path, leak: str) -> None:
    """Otherwise nobody knew whether the scan could find anything."""
    routes = [one for one in SCHOOL_ROUTES if one.path.endswith("/courses")]
    async with serving(ground, tmp_path, leak) as (scene, log):
        tokens = await ask_all(scene, routes)

    assert leaked(log.read_text(), tokens)
