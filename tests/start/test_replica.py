"""Two embedded servers, one streaming to the other, which answers who only reads as long as it keeps up."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import event, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from api.app import create_app
from api.settings import Settings
from cli.migrate import upgrade
from persistence.embedded import EmbeddedServer, running
from persistence.embedded_programs import account_for, programs
from persistence.engine import create_engine
from persistence.people.tables import teacher
from persistence.provision import APP, OWNER, DatabaseUrls, provision
from persistence.replica import Replica
from persistence.transaction import in_school
from tests.pooler import POOLED, reaching
from tests.scene import Scene, an_issuer, set_scene

pytestmark = pytest.mark.slow

LAG = 2.0


@dataclass(frozen=True, slots=True)
class Pair:
    home: Path
    """The standby's."""

    primary: DatabaseUrls
    standby: EmbeddedServer

    @property
    def url(self) -> str:
        return self.standby.url(APP, "yanxiu")

    def say(self, sql: str) -> None:
        """To the standby, as its superuser."""
        with psycopg.connect(self.standby.url("postgres", "postgres", ""), autocommit=True) as connection:
            connection.execute(sql.encode())


@pytest.fixture(scope="module")
def homes() -> Iterator[Path]:
    """Where the server's account has a way in: a standby finds the primary by its path."""
    base = Path(tempfile.mkdtemp(prefix="yanxiu-replica-"))
    base.chmod(0o755)
    for name in ("primary", "standby"):
        (base / name).mkdir()
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(base / name, nobody.pw_uid, nobody.pw_gid)
    yield base
    shutil.rmtree(base)


@pytest.fixture(scope="module")
def pair(homes: Path) -> Iterator[Pair]:
    with running(homes / "primary", durable=False) as primary, reaching(primary) as reach:
        urls = reach(provision(primary, "yanxiu"))
        upgrade(urls.owner)
        copy(primary, homes / "standby")
        with running(homes / "standby", durable=False) as standby:
            yield Pair(homes / "standby", urls, standby)


def copy(primary: EmbeddedServer, home: Path) -> None:
    account = account_for(home)
    address = f"host={primary.socket_dir} port=5432 user=postgres"
    command = [str(programs(account) / "pg_basebackup"), "-d", address, "-D", str(home / "postgres")]
    subprocess.run([*command, "-R", "-X", "stream", "-c", "fast"], cwd="/", check=True, **account)


@pytest.fixture
async def engines(pair: Pair) -> AsyncIterator[tuple[AsyncEngine, AsyncEngine, AsyncEngine]]:
    """The owner's, the service's, and that of the replica."""
    each = (pair.primary.owner, pair.primary.app, pair.url)
    made = [create_engine(url, behind_pooler=POOLED) for url in each]
    yield made[0], made[1], made[2]
    for engine in made:
        await engine.dispose()


@pytest.fixture
async def service(pair: Pair, settings: Settings) -> AsyncIterator[tuple[AsyncClient, Replica]]:
    told = settings.model_copy(update={"replica_database_url": pair.url, "replica_lag_seconds": LAG})
    app = create_app(told, pair.primary.app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        yield client, app.state.replica


@pytest.fixture
async def here(
    engines: tuple[AsyncEngine, AsyncEngine, AsyncEngine], service: tuple[AsyncClient, Replica]
) -> AsyncIterator[Scene]:
    owner, _, _ = engines
    yield await set_scene(owner, service[0], await an_issuer(owner))
    async with owner.begin() as connection:  # one key signs at a time
        await connection.execute(text("DELETE FROM signing_key"))


async def seen(replica: Replica, primary: AsyncEngine, scene: Scene) -> tuple[bool, int]:
    """Whether the replica was asked, and how many teachers it, or the primary, has."""
    async with (
        in_school(primary, scene.school_id) as given,
        replica.instead_of(given, scene.school_id) as found,
    ):
        return found is not given, await found.scalar(select(func.count()).select_from(teacher)) or 0


async def until_seen(replica: Replica, primary: AsyncEngine, scene: Scene, wanted: tuple[bool, int]) -> None:
    deadline = time.monotonic() + 30
    while (found := await seen(replica, primary, scene)) != wanted:
        assert time.monotonic() < deadline, f"still {found}"


async def test_a_replica_that_keeps_up_is_asked_and_one_that_is_late_is_not(
    pair: Pair, engines: tuple[AsyncEngine, AsyncEngine, AsyncEngine], here: Scene
) -> None:
    _, primary, standby = engines
    replica = Replica(standby, primary, lag_seconds=LAG)
    await here.teacher()
    await until_seen(replica, primary, here, (True, 1))

    pair.say("SELECT pg_wal_replay_pause()")
    await here.teacher()
    assert await seen(replica, primary, here) == (True, 1)
    await until_seen(replica, primary, here, (False, 2))

    pair.say("SELECT pg_wal_replay_resume()")
    await until_seen(replica, primary, here, (True, 2))


async def test_a_school_sees_its_own_rows_only_on_the_replica_too(
    engines: tuple[AsyncEngine, AsyncEngine, AsyncEngine],
    here: Scene,
    service: tuple[AsyncClient, Replica],
) -> None:
    owner, primary, standby = engines
    other = await set_scene(owner, here.client, here.issuer)
    await other.teacher()
    await here.teacher()

    await until_seen(Replica(standby, primary, lag_seconds=LAG), primary, here, (True, 1))


async def test_overviews_are_read_from_the_replica_and_what_changes_something_is_not(
    here: Scene, service: tuple[AsyncClient, Replica]
) -> None:
    _, replica = service
    said: list[str] = []
    event.listen(replica.engine.sync_engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    await here.year()
    office = await here.office()
    while not await replica.is_fresh():
        pass
    said.clear()

    listed = await office.get("teachers")
    untouched = [*said]
    overview = await office.get("overviews/office")

    assert (listed.status_code, overview.status_code) == (200, 200)
    assert [one for one in untouched if "lsn" not in one] == []
    assert any("set_school" in one for one in said)


async def test_a_primary_is_no_replica(
    engines: tuple[AsyncEngine, AsyncEngine, AsyncEngine], here: Scene
) -> None:
    _, primary, _ = engines
    replica = Replica(primary, primary, lag_seconds=LAG)

    assert await seen(replica, primary, here) == (False, 0)


async def test_while_the_replica_is_away_the_primary_answers(
    homes: Path, engines: tuple[AsyncEngine, AsyncEngine, AsyncEngine], here: Scene
) -> None:
    _, primary, _ = engines
    gone = create_async_engine(f"postgresql+asyncpg://{OWNER}@/yanxiu?host={homes}&port=5432")
    await here.teacher()

    assert await seen(Replica(gone, primary, lag_seconds=LAG), primary, here) == (False, 1)
    late = Replica(gone, primary, lag_seconds=LAG)
    late._as_of = late._looked_at = time.monotonic()  # it was there a moment ago
    assert await seen(late, primary, here) == (False, 1)
    await gone.dispose()
