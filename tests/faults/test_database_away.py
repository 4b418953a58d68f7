"""The database goes away and comes back: nobody is told a lie, and nothing needs restarting."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from api.app import create_app
from api.settings import Settings
from domain.operations import OperationState
from persistence.embedded import running
from persistence.platform.tables import operation
from persistence.provision import provision
from tests.conftest import migrate
from tests.scene import Caller, Scene, an_issuer, set_scene


class Stoppable:
    """A server of this test's own, which may be stopped and started."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir, self._stack = data_dir, ExitStack()
        self.start()

    def start(self) -> None:
        self.server = self._stack.enter_context(running(self._data_dir, durable=False))

    def stop(self) -> None:
        self._stack.close()


@pytest.fixture
async def stoppable(tmp_path: Path) -> AsyncIterator[Stoppable]:
    server = Stoppable(tmp_path / "postgres")
    yield server
    server.stop()


@pytest.fixture
async def office(stoppable: Stoppable, settings: Settings) -> AsyncIterator[Caller]:
    urls = provision(stoppable.server, "away")
    migrate(urls.owner)
    owner = create_async_engine(urls.owner)
    app = create_app(settings, urls.app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        issuer = await an_issuer(owner)
        yield await (await set_scene(owner, client, issuer)).office()
    await owner.dispose()


async def test_it_answers_503_while_the_database_is_away_and_200_when_it_is_back(
    stoppable: Stoppable, office: Caller
) -> None:
    assert (await office.get("audit-entries")).status_code == 200

    stoppable.stop()
    away = await office.get("audit-entries")
    not_ready = await office.get("/readyz")
    alive = await office.get("/livez")
    stoppable.start()
    back = [(await office.get("audit-entries")).status_code for _ in range(2)]

    assert (away.status_code, away.json()["code"]) == (503, "unavailable")
    assert int(away.headers["retry-after"]) > 0
    assert not_ready.status_code == 503
    assert alive.status_code == 200
    assert back[-1] == 200
    assert (await office.get("/readyz")).status_code == 200


@asynccontextmanager
async def dying_at_commit(owner: AsyncEngine, operation_id: UUID) -> AsyncIterator[None]:
    """The server process that commits a change of this operation ends itself while it does so."""
    name = f"dies_{operation_id.hex}"
    die = "BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END"
    async with owner.begin() as connection:
        for statement in (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {die} $$",
            f"CREATE CONSTRAINT TRIGGER {name} AFTER UPDATE ON operation DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW WHEN (NEW.id = '{operation_id}') EXECUTE FUNCTION {name}()",
        ):
            await connection.execute(text(statement))
    yield
    async with owner.begin() as connection:
        await connection.execute(text(f"DROP FUNCTION {name} CASCADE"))


async def test_a_commit_that_fails_is_never_answered_as_success(scene: Scene, owner: AsyncEngine) -> None:
    """The server process behind the transaction is gone just when it is to commit."""
    office = await scene.office()
    now = datetime.now(UTC)
    queued = await scene.add(
        operation,
        kind="probe",
        state=OperationState.QUEUED,
        done=0,
        arguments={},
        account_id=office.principal.account_id,
        created_at=now,
        updated_at=now,
    )

    async with dying_at_commit(owner, queued):
        answer = await office.step(f"operations/{queued}/cancel", version=1)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    async with owner.connect() as connection:
        state = await connection.scalar(text("SELECT state FROM operation WHERE id = :id"), {"id": queued})
    assert state == OperationState.QUEUED
    assert (await office.step(f"operations/{queued}/cancel", version=1)).status_code == 200
