"""A list on its way from a cursor into a file: what goes wrong ends it cleanly, and memory stays small."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.settings import Settings
from cli.exporting import Part, Row, export, fed
from cli.operations import Cancelled
from domain.reports.exports import Dataset, ExportAsked, ExportFormat
from gateways.files import StoredBytes, file_store
from persistence.ids import new_id
from persistence.platform.files import SqlFiles
from persistence.platform.tables import stored_file
from persistence.training.tables import credit_award, credit_entry
from persistence.transaction import in_school
from tests.export_scene import MARCH, set_export_scene
from tests.scene import Scene

NOW = datetime(2021, 4, 1, tzinfo=UTC)
LONG = 100_000


async def parts_of(*parts: Part) -> AsyncIterator[Part]:
    for part in parts:
        yield part


async def test_a_thread_is_fed_part_by_part() -> None:
    found: list[Row] = []

    await fed(parts_of([(1,), (2,)], [(3,)]), found.extend)

    assert found == [(1,), (2,), (3,)]


async def test_what_fetching_raises_ends_the_writing() -> None:
    async def breaking() -> AsyncIterator[Part]:
        yield [(1,)]
        raise Cancelled()

    with pytest.raises(Cancelled):
        await fed(breaking(), lambda rows: [*rows].clear())


async def test_a_cancelled_feeding_ends_its_thread_first() -> None:
    """Or it would go on asking for rows of a connection that is somebody else's by then."""
    started, ended, proceed = asyncio.Event(), threading.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def write(rows: Iterator[Row]) -> None:
        for _ in rows:
            loop.call_soon_threadsafe(started.set)
            proceed.wait(5)
        ended.set()

    async def endless() -> AsyncIterator[Part]:
        while True:
            yield [(1,)]

    feeding = asyncio.create_task(fed(endless(), write))
    await started.wait()
    feeding.cancel()
    loop.call_later(0, proceed.set)
    with pytest.raises(asyncio.CancelledError):
        await feeding
    assert ended.is_set()


async def exported(
    scene: Scene, engine: AsyncEngine, store: StoredBytes, asked: ExportAsked, path: Path
) -> list[tuple[int, int]]:
    """Fetches the file to the path; what was reported on the way is given back."""
    told: list[tuple[int, int]] = []

    async def report(done: int, total: int) -> None:
        told.append((done, total))

    async with in_school(engine, scene.school_id) as connection:
        file_id, _ = await export(connection, store, scene.school_id, new_id(), asked, now=NOW, report=report)
        kept = await SqlFiles(connection, scene.school_id).kept(file_id)
    assert kept is not None
    with path.open("wb") as out:
        async for chunk in await store.read(kept.key):
            out.write(chunk)
    return told


async def test_work_that_is_told_to_stop_keeps_no_file(
    scene: Scene, app_engine: AsyncEngine, settings: Settings
) -> None:
    await set_export_scene(scene)
    store, asked = file_store(settings.data_dir, None), ExportAsked(Dataset.CREDIT_ENTRIES)

    async def stop(done: int, total: int) -> None:
        if done:
            raise Cancelled()

    with pytest.raises(Cancelled):
        async with in_school(app_engine, scene.school_id) as connection:
            await export(connection, store, scene.school_id, new_id(), asked, now=NOW, report=stop)
    assert await scene.rows(stored_file) == []


@pytest.mark.slow
@pytest.mark.parametrize("format", ExportFormat)
async def test_a_hundred_thousand_rows_take_seconds_and_little_memory(
    scene: Scene, app_engine: AsyncEngine, settings: Settings, tmp_path: Path, format: ExportFormat
) -> None:
    await ledger_of(scene, LONG)
    store, asked = file_store(settings.data_dir, None), ExportAsked(Dataset.CREDIT_ENTRIES, format)
    await exported(scene, app_engine, store, ExportAsked(Dataset.ENROLMENTS, format), tmp_path / "warm")
    idle, began = memory("VmRSS", forgetting=True), perf_counter()

    told = await exported(scene, app_engine, store, asked, tmp_path / "list")

    took, above = perf_counter() - began, memory("VmHWM") - idle
    assert took < 15
    assert above < 100
    assert (told[0], told[-1], len(told)) == ((0, LONG), (LONG, LONG), 21)
    if format is ExportFormat.XLSX:
        sheet = CalamineWorkbook.from_path(str(tmp_path / "list")).get_sheet_by_index(0)
        assert (sheet.total_height, sheet.total_width) == (LONG, 11)  # the last line and column, from 0
    else:
        assert (tmp_path / "list").read_bytes().count(b"\n") == LONG + 1


def memory(which: str, *, forgetting: bool = False) -> float:
    """MiB of this process: VmRSS now, or VmHWM at its most since the most was forgotten."""
    if forgetting:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which)) / 1024


async def ledger_of(scene: Scene, length: int) -> None:
    teacher_id = await scene.teacher()
    same: dict[str, Any] = {
        "teacher_id": teacher_id,
        "school_year": 2020,
        "category": "short",
        "title": "初中心理健康教育课例研讨",
        "hours": Decimal("20.00"),
        "credits": Decimal("72.10"),
        "earned_at": MARCH,
    }
    award_id = await scene.add(credit_award, cycle_year=2020, state="confirmed", reasons=[], **same)
    rows: list[dict[str, UUID]] = [{"id": new_id()} for _ in range(length)]
    line = insert(credit_entry).values(
        school_id=scene.school_id,
        award_id=award_id,
        account="confirmed",
        kind="confirm",
        account_id=new_id(),
        entered_at=MARCH,
        reason="=1+1",
        **same,
    )
    async with scene.owner.begin() as connection:
        await connection.execute(line, rows)
        assert await connection.scalar(select(credit_entry.c.id).limit(1))
