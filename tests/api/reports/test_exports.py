"""Taking lists out: asked for, worked at, watched, and fetched as a file."""

import asyncio
import csv
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from httpx2 import Response
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from api.settings import Settings
from cli.worker import CONCURRENCY, outside, queue, ready
from domain.identity.actions import Action, Role
from domain.reports.exports import Dataset
from persistence.provision import DatabaseUrls
from tests.export_scene import ExportScene, set_export_scene
from tests.scene import Caller, Scene


@dataclass(frozen=True, slots=True)
class Desk:
    export: ExportScene
    office: Caller
    urls: DatabaseUrls
    engine: AsyncEngine
    settings: Settings

    async def taken(self, who: Caller, **body: Any) -> dict[str, Any]:
        """The operation, once the worker is through with it."""
        answer = await who.post("exports", body)
        assert answer.status_code == 202, answer.text
        assert answer.headers["location"].endswith(f"operations/{answer.json()['id']}")
        async with queue(self.urls.app).open_async() as app:
            await app.run_worker_async(
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
                additional_context={"engine": self.engine, **outside(self.settings)},
            )
        operation: dict[str, Any] = (await who.get(answer.headers["location"])).json()
        return operation

    async def file(self, who: Caller, operation: dict[str, Any]) -> Response:
        assert operation["status"] == "succeeded", operation
        link = await who.post(f"{operation['result_url']}/link")
        assert link.status_code in (200, 201), link.text
        return await self.export.scene.client.get(link.json()["url"])


@pytest.fixture
async def desk(scene: Scene, urls: DatabaseUrls, app_engine: AsyncEngine, settings: Settings) -> Desk:
    export = await set_export_scene(scene)
    return Desk(export, export.credit.office, urls, app_engine, settings)


async def test_a_list_comes_as_a_workbook(desk: Desk) -> None:
    done = await desk.taken(desk.office, dataset="cover_entries")

    assert (done["progress"], done["result"]["rows"]) == ({"done": 2, "total": 2}, 2)
    fetched = await desk.file(desk.office, done)
    assert "attachment" in fetched.headers["content-disposition"]
    sheet = CalamineWorkbook.from_filelike(BytesIO(fetched.content)).get_sheet_by_name("代课明细")
    header, first, second = (dict(enumerate(row)) for row in sheet.to_python())
    assert (header[3], header[9]) == ("工号", "金额（元）")
    assert (first[4], first[5], first[8]) == ("张伟", "被代课", 1.0)
    assert (second[4], second[5], second[9]) == ("=李娜", "代课", 45.5)


async def test_a_list_comes_as_csv_with_nothing_a_spreadsheet_would_run(desk: Desk) -> None:
    done = await desk.taken(desk.office, dataset="credit_standings", school_year=2020, format="csv")
    plain = await desk.taken(
        desk.office, dataset="credit_standings", school_year=2020, format="csv", byte_order_mark=False
    )

    fetched = await desk.file(desk.office, done)
    assert fetched.headers["content-type"].startswith("text/csv")
    header, *rows = csv.reader(fetched.content.decode("utf-8-sig").splitlines())
    assert header[:3] == ["学年", "工号", "姓名"]
    assert [row[2] for row in rows] == ["'=李娜", "张伟"]
    assert fetched.content == b"\xef\xbb\xbf" + (await desk.file(desk.office, plain)).content


@pytest.mark.parametrize("dataset", Dataset)
async def test_every_list_can_be_taken_out(desk: Desk, dataset: Dataset) -> None:
    year = {"school_year": 2020, "teacher_ids": [str(desk.export.zhang)]}
    done = await desk.taken(desk.office, dataset=dataset, **year)

    data = (await desk.file(desk.office, done)).content
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + done["result"]["rows"] > 1


async def test_finance_takes_out_and_fetches_what_is_paid_and_nothing_else(desk: Desk) -> None:
    finance = await desk.export.scene.signed_in(Role.FINANCE)

    done = await desk.taken(finance, dataset="cover_entries")
    refused = await finance.post("exports", {"dataset": "credit_entries"})

    assert (await desk.file(finance, done)).status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_teachers_take_nothing_out_and_fetch_nothing_of_others(desk: Desk) -> None:
    teacher = await desk.export.scene.signed_in(Role.TEACHER, teacher_id=desk.export.zhang)
    done = await desk.taken(desk.office, dataset="cover_entries")

    assert (await teacher.post("exports", {"dataset": "cover_entries"})).status_code == 403
    assert (await teacher.post(f"{done['result_url']}/link")).status_code == 404


async def test_a_script_takes_out_what_its_scopes_let_it_read(desk: Desk) -> None:
    scopes = frozenset({Action.EXPORT_WRITE, Action.COVER_PAY_READ})
    script = await desk.export.scene.signed_in(Role.SERVICE_CLIENT, scopes=scopes)

    assert (await script.post("exports", {"dataset": "cover_entries"})).status_code == 202
    assert (await script.post("exports", {"dataset": "credit_entries"})).status_code == 403


async def test_the_audit_names_what_was_taken_out(scene: Scene) -> None:
    office = await scene.office()
    await office.post("exports", {"dataset": "credit_entries", "format": "csv"})

    (entry,) = (await office.get("audit-entries")).json()["items"]
    assert entry["action"] == "reports_create_export"
    assert entry["facts"] == {"dataset": "credit_entries", "format": "csv"}


async def test_a_year_the_calendar_does_not_know_ends_it_with_its_reason(desk: Desk) -> None:
    done = await desk.taken(desk.office, dataset="credit_standings", school_year=1999)

    assert (done["status"], done["error"]["code"]) == ("failed", "school_year_unknown")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"dataset": "credit_standings"}, "export_year_missing", id="no year"),
        pytest.param(
            {"dataset": "credit_standings", "school_year": 2020, "day_from": "2021-03-01"},
            "export_without_days",
            id="days of a year's list",
        ),
        pytest.param(
            {"dataset": "attendances", "day_from": "2021-03-01", "day_to": "2021-03-01"},
            "export_days_reversed",
            id="no day left",
        ),
        pytest.param({"dataset": "salaries"}, "invalid_input", id="no such list"),
        pytest.param({"dataset": "attendances", "format": "pdf"}, "invalid_input", id="no such format"),
        pytest.param({"dataset": "attendances", "group": "maths"}, "invalid_input", id="no such filter"),
    ],
)
async def test_what_cannot_be_taken_out_is_refused_at_once(
    scene: Scene, body: dict[str, Any], code: str
) -> None:
    refused = await (await scene.office()).post("exports", body)

    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_two_are_worked_at_side_by_side(desk: Desk) -> None:
    """Each holds a connection, and writes its progress through another."""
    asked = [await desk.office.post("exports", {"dataset": "cover_entries"}) for _ in range(2)]

    async with asyncio.timeout(20), ready(desk.urls.app, desk.settings) as (app, context):
        await app.run_worker_async(
            concurrency=CONCURRENCY,
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            additional_context=context,
        )

    for answer in asked:
        await desk.file(desk.office, (await desk.office.get(answer.headers["location"])).json())
