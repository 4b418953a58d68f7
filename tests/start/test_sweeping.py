"""Bytes whose row was never committed are swept away; all others stay."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.jobs import KEPT_ORPHANS
from cli.sweeping import sweep
from cli.worker import queue
from gateways.files import StoredBytes, file_store
from persistence.ids import new_id
from persistence.platform.tables import stored_file
from persistence.provision import DatabaseUrls
from tests.scene import Scene


def lying(folder: Path) -> set[str]:
    return {str(path.relative_to(folder / "files")) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def store(tmp_path: Path) -> StoredBytes:
    return file_store(tmp_path, None)


async def test_only_old_bytes_without_a_row_are_swept(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine, store: StoredBytes, tmp_path: Path
) -> None:
    lost, named = f"{scene.school_id}/2021/{new_id()}", f"{elsewhere.school_id}/2021/{new_id()}"
    foreign = (
        "readme",
        f"{new_id()}/2021/another-deployment-s",
        "not-a-school/2021/x",
        f"{scene.school_id}/deeper/than/ours",
    )
    for key in (lost, named, *foreign):
        await store.keep(key, BytesIO(b"x"))
    await elsewhere.add(
        stored_file,
        key=named,
        filename="a.txt",
        media_type="text/plain",
        size=1,
        sha256="-",
        account_id=new_id(),
        created_at=datetime.now(UTC),
    )
    later = datetime.now(UTC) + timedelta(minutes=1)

    assert await sweep(app_engine, store, before=later - timedelta(hours=1)) == 0
    assert await sweep(app_engine, store, before=later) == 1

    assert lying(tmp_path) == {named, *foreign}


async def test_sweeping_is_due_by_itself_and_spares_what_is_under_way(
    scene: Scene, app_engine: AsyncEngine, urls: DatabaseUrls, store: StoredBytes, tmp_path: Path
) -> None:
    await store.keep(f"{scene.school_id}/2021/{new_id()}", BytesIO(b"x"))
    now = datetime.now(UTC)

    async def swept(due: datetime) -> int:
        async with queue(urls.app).open_async() as app:
            periodic = {one.task.name for one in app.periodic_registry.periodic_tasks.values()}
            assert "sweep_files" in periodic
            own = f"only-{due.timestamp()}"
            job = app.configure_task("sweep_files", queue=own, queueing_lock=own)
            await job.defer_async(timestamp=int(due.timestamp()))
            await app.run_worker_async(
                queues=[own],
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
                additional_context={"engine": app_engine, "files": store},
            )
        return len(lying(tmp_path))

    assert await swept(now) == 1
    assert await swept(now + KEPT_ORPHANS + timedelta(minutes=1)) == 0
