"""A disk is full: for files, for what is made of them, for backups. Nothing is half there."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from typer.testing import CliRunner

from api.app import create_app
from api.settings import Settings
from cli.exporting import export
from cli.operations import Report, run
from cli.worker import outside, queue
from domain.operations import OperationState
from domain.reports.exports import Dataset, ExportAsked, ExportFormat
from gateways.files import file_store
from persistence.platform.tables import operation, stored_file
from persistence.provision import DatabaseUrls
from tests.api.platform.contents import PDF
from tests.faults.disk import Disk, small_disk
from tests.scene import Caller, Issuer, Scene, set_scene
from tests.start.backing_up import commands

pytestmark = pytest.mark.slow

MEGABYTE = 1 << 20


@pytest.fixture
def disk() -> Iterator[Disk]:
    with small_disk(8) as disk:
        yield disk


@pytest.fixture
def kept_there(settings: Settings, disk: Disk) -> Settings:
    return settings.model_copy(update={"data_dir": disk.path})


@pytest.fixture
async def school(
    kept_there: Settings, urls: DatabaseUrls, owner: AsyncEngine, issuer: Issuer
) -> AsyncIterator[Scene]:
    app = create_app(kept_there, urls.app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        yield await set_scene(owner, client, issuer)


async def bring(office: Caller, size: int, key: str) -> Response:
    sent = {"file": ("体会.pdf", PDF + b"a" * size, "application/pdf")}
    return await office.ask("POST", "files", files=sent, headers={"Idempotency-Key": key})


async def test_a_file_there_is_no_room_for_leaves_neither_bytes_nor_row(school: Scene, disk: Disk) -> None:
    office = await school.office()
    first = await bring(office, MEGABYTE, "first")
    before = disk.files()

    refused = await bring(office, 9 * MEGABYTE, "large")
    disk.fill()
    again = await bring(office, MEGABYTE, "second")
    link = await office.post(f"files/{first.json()['id']}/link")
    fetched = await office.get(link.json()["url"])

    assert (first.status_code, len(before)) == (201, 1)
    for answer in (refused, again):
        assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert fetched.status_code == 200
    assert disk.files() == before
    assert len(await school.rows(stored_file)) == 1

    disk.empty()
    assert (await bring(office, MEGABYTE, "second")).status_code == 201
    assert len(disk.files()) == len(await school.rows(stored_file)) == 2


async def test_a_full_temporary_directory_is_told_like_a_full_store(
    school: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = await school.office()
    with small_disk(1) as temporary:
        monkeypatch.setattr(tempfile, "tempdir", str(temporary.path))
        temporary.fill()
        refused = await bring(office, 3 * MEGABYTE, "large")
        temporary.empty()
        left = temporary.files()

    assert (refused.status_code, refused.json()["code"]) == (507, "storage_full")
    assert left == []
    assert await school.rows(stored_file) == []


async def taken(office: Caller, urls: DatabaseUrls, engine: AsyncEngine, there: Settings) -> dict[str, Any]:
    """The operation of a list of standings, once the worker is through with it."""
    asked = await office.post("exports", {"dataset": "credit_standings", "school_year": 2020})
    async with queue(urls.app).open_async() as app:
        await app.run_worker_async(
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            additional_context={"engine": engine, **outside(there)},
        )
    found: dict[str, Any] = (await office.get(asked.headers["location"])).json()
    return found


async def test_a_list_that_cannot_be_kept_says_so_in_its_operation(
    school: Scene, disk: Disk, urls: DatabaseUrls, app_engine: AsyncEngine, kept_there: Settings
) -> None:
    office = await school.office()
    await school.year()
    disk.fill()
    failed = await taken(office, urls, app_engine, kept_there)
    left = disk.files()
    disk.empty()
    done = await taken(office, urls, app_engine, kept_there)

    assert (failed["status"], failed["error"]["code"]) == ("failed", "storage_full")
    assert left == []
    assert done["status"] == "succeeded"
    assert len(disk.files()) == len(await school.rows(stored_file)) == 1


@pytest.mark.parametrize("form", ExportFormat)
async def test_a_list_there_is_no_room_to_write_says_so_on_its_last_try(
    school: Scene, app_engine: AsyncEngine, disk: Disk, monkeypatch: pytest.MonkeyPatch, form: ExportFormat
) -> None:
    await school.year()
    for number in range(300):
        await school.teacher(employee_no=f"N{number}")
    now = datetime.now(UTC)
    operation_id = await school.add(
        operation,
        kind="export",
        state=OperationState.QUEUED,
        done=0,
        arguments={},
        account_id=(office := await school.office()).principal.account_id,
        created_at=now,
        updated_at=now,
    )
    store = file_store(disk.path, None)

    async def work(connection: AsyncConnection, report: Report) -> dict[str, Any]:
        asked = ExportAsked(Dataset.CREDIT_STANDINGS, school_year=2020, format=form)
        account_id = office.principal.account_id
        await export(connection, store, school.school_id, account_id, asked, now=now, report=report)
        return {}

    with small_disk(1) as temporary:
        monkeypatch.setattr(tempfile, "tempdir", str(temporary.path))
        temporary.fill(but=8 << 10)  # for a folder
        await run(app_engine, school.school_id, operation_id, work, last_try=True)
        left = temporary.files()

    found = (await office.get(f"operations/{operation_id}")).json()
    assert (found["status"], found["error"]["code"]) == ("failed", "storage_full")
    assert left == disk.files() == []


@pytest.mark.parametrize("name", ["folder", "one.tar"])
def test_a_backup_there_is_no_room_for_is_not_there(
    urls: DatabaseUrls, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YANXIU_DATABASE_URL", urls.app)
    monkeypatch.setenv("YANXIU_OWNER_DATABASE_URL", urls.owner)
    backed_up = partial(CliRunner().invoke, commands)
    with small_disk(1) as backups:
        backups.fill(but=100 << 10)
        made = backed_up(["backup", str(backups.path / name), "--data-dir", str(tmp_path)])
        left = [one.name for one in backups.path.iterdir()]

    assert made.exit_code == 1
    assert "No space left" in made.output
    assert left == ["ballast"]
