"""What is true of every file from the platform: templates, catalogues, lists, hostile files, who may."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from domain.columns import Column
from domain.identity.actions import Role
from domain.integration.inbound_columns import COLUMNS, SHEETS
from domain.integration.platform import Inbound
from gateways.sheets import read_workbook
from persistence.ids import new_id
from persistence.platform.tables import file_import
from persistence.training.tables import training_session
from tests.api.integration.platform_files import (
    CREDITS,
    EVALUATIONS,
    RESULTS,
    commit,
    csv_of,
    imported,
    sent,
)
from tests.api.training.catalogue_files import csv_of as catalogue_csv
from tests.api.training.offering import read
from tests.files import a_workbook, a_zip
from tests.gateways.test_hostile_tables import OLE, with_macros
from tests.scene import Caller, Scene

PAGE = Path(__file__).parents[3] / "docs/rooms/integration.md"
CATALOGUE = Inbound.CATALOGUE


@pytest.mark.parametrize("kind", Inbound)
async def test_a_template_has_the_columns_of_its_kind_explained(scene: Scene, kind: Inbound) -> None:
    office = await scene.office()

    made = await office.get("platform-imports/template", kind=kind.value)

    assert made.status_code == 200
    first, explained = read_workbook(made.content)
    assert first.name == SHEETS[kind]
    assert first.header == [column.name for column in COLUMNS[kind]]
    assert all("填" in cells["说明"] for _, cells in explained.rows[1:])


@pytest.mark.parametrize("kind", Inbound)
def test_the_page_has_every_column_as_it_is(kind: Inbound) -> None:
    def told(column: Column) -> str:
        must = "yes" if column.required else ""
        note = column.note + "、".join(column.choices)
        return f"| {column.name} | `{column.field}` | {must} | {note} | {column.example} |"

    page = PAGE.read_text()
    _, _, after = page.partition(f"### `{kind}`")
    table = after.partition("\n##")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and "`" in line]
    assert rows == [told(column) for column in COLUMNS[kind]]


async def test_a_workbook_is_read_by_the_sheet_of_its_kind(scene: Scene) -> None:
    await scene.year()
    await scene.teacher(employee_no="1")
    office = await scene.office()
    header = [column.name for column in COLUMNS[CREDITS]]
    row = [2020, 1, "张伟", "HZ-1", "课例", "短期培训", 8, 7.5, "2021-04-01"]

    both = a_workbook({"说明": [["随便"]], "平台学分": [header, row]})
    only = a_workbook({"Sheet1": [header, row]})
    neither = a_workbook({"甲": [header], "乙": [header]})

    for data in (both, only):
        answer = await sent(office, CREDITS, data, "2020", format="xlsx")
        assert (answer.status_code, answer.json()["row_errors"]) == (201, [])
    refused = await sent(office, CREDITS, neither, "2020", format="xlsx")
    assert (refused.status_code, refused.json()["code"]) == (422, "unreadable_file")
    assert "平台学分" in refused.json()["detail"]


async def test_a_catalogue_comes_in_here_as_by_its_own_way(scene: Scene) -> None:
    office = await scene.office()

    answer = await sent(office, CATALOGUE, catalogue_csv({}))
    done = await commit(office, answer.json())
    once_more = await sent(office, CATALOGUE, catalogue_csv({}), "2020")

    assert (answer.status_code, done.status_code) == (201, 200)
    assert [one.code for one in await scene.rows(training_session)] == ["SJ-1"]
    assert await read(office, f"catalogue-imports/{done.json()['id']}") == done.json()
    assert [one["id"] for one in (await read(office, "catalogue-imports"))["items"]] == [done.json()["id"]]
    assert (once_more.status_code, once_more.json()["code"]) == (422, "import_about_wrong")


async def test_a_catalogue_looked_over_here_may_be_committed_there_and_the_other_way(scene: Scene) -> None:
    office = await scene.office()
    here = (await sent(office, CATALOGUE, catalogue_csv({}))).json()
    there = await office.ask(
        "POST",
        "catalogue-imports",
        files={"file": ("c.csv", catalogue_csv({"班次代码": "SJ-2"}))},
        data={"format": "csv"},
    )

    first = await office.step(f"catalogue-imports/{here['id']}/commit", version=1)
    second = await commit(office, there.json())

    assert (first.status_code, second.status_code) == (200, 200)
    assert sorted(one.code for one in await scene.rows(training_session)) == ["SJ-1", "SJ-2"]


async def test_a_list_is_of_the_platforms_kinds_and_narrowed_by_them(scene: Scene) -> None:
    await scene.year()
    await scene.teacher(employee_no="1")
    office = await scene.office()
    await office.ask(
        "POST",
        "roster-imports",
        files={"file": ("r.csv", "工号,姓名\n1,张伟\n".encode())},
        data={"format": "csv"},
    )
    (roster,) = await scene.rows(file_import)
    row = {"school_year": "2020", "employee_no": "1", "course_code": "X", "title": "课"}
    row |= {"kind": "online", "hours": "1", "credits": "1"}
    listed = await imported(office, CREDITS, [row], "2020")
    other = (await sent(office, EVALUATIONS, csv_of(EVALUATIONS, []), "2020")).json()

    async def ids(query: str) -> list[str]:
        return [one["id"] for one in (await read(office, f"platform-imports{query}"))["items"]]

    assert await ids("") == [other["id"], listed["id"]]
    assert await ids("?kind=platform_credits") == [listed["id"]]
    assert await ids("?kind=platform_credits&kind=evaluations&limit=1") == [other["id"]]
    assert await ids("?kind=catalogue") == []
    assert await read(office, f"platform-imports/{listed['id']}") == listed
    assert (await office.get(f"platform-imports/{roster.id}")).status_code == 404
    assert (await commit(office, {"id": roster.id, "version": 1})).status_code == 404
    assert (await commit(office, {"id": new_id(), "version": 1})).status_code == 404


@pytest.mark.parametrize(
    ("role", "seeing", "sending"),
    [
        (Role.RESEARCH_OFFICE, 200, 201),
        (Role.PRINCIPAL, 200, 403),
        (Role.ACADEMIC_AFFAIRS, 403, 403),
        (Role.TEACHER, 403, 403),
    ],
)
async def test_the_office_brings_in_and_the_principal_looks(
    scene: Scene, role: Role, seeing: int, sending: int
) -> None:
    await scene.year()
    who = await scene.signed_in(role)

    assert (await who.get("platform-imports")).status_code == seeing
    assert (await sent(who, EVALUATIONS, csv_of(EVALUATIONS, []), "2020")).status_code == sending


async def _to_platform(office: Caller, data: bytes, format: str) -> Response:
    return await sent(office, RESULTS, data, "R1", format=format)


def _to(path: str) -> Callable[[Caller, bytes, str], Any]:
    async def send(office: Caller, data: bytes, format: str) -> Response:
        name = {"file": (f"平台.{format}", data)}
        return await office.ask("POST", path, files=name, data={"format": format})

    return send


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(_to_platform, id="platform-imports"),
        pytest.param(_to("catalogue-imports"), id="catalogue-imports"),
        pytest.param(_to("roster-imports"), id="roster-imports"),
    ],
)
@pytest.mark.parametrize(
    ("format", "data", "status", "said"),
    [
        pytest.param("csv", "工号\n曾\n".encode() + "曾\n".encode("gbk"), 422, "第 3 行", id="two encodings"),
        pytest.param("csv", b"a\n1\n\x00\n", 422, "第 3 行", id="NUL"),
        pytest.param("csv", b'a,b\n1,2\n"3,4\n', 422, "平台.csv 从第 3 行", id="broken quotes"),
        pytest.param("csv", b"a\n1,2\n", 422, "第 2 行", id="a cell too many"),
        pytest.param("csv", b"," * 1_000_000, 413, "200", id="a million columns"),
        pytest.param("csv", b"", 422, "空", id="nothing"),
        pytest.param("csv", a_zip({"a.txt": "a"}), 422, "xlsx", id="a ZIP for a CSV"),
        pytest.param("csv", OLE, 422, ".xls", id="an .xls for a CSV"),
        pytest.param("xlsx", OLE, 422, ".xls", id="an .xls"),
        pytest.param("xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), 422, "密码", id="encrypted"),
        pytest.param("xlsx", b"a,b\n", 422, "Excel", id="a CSV for a workbook"),
        pytest.param("xlsx", a_workbook({"S": [["a"] * 201]}), 413, "200", id="columns of a workbook"),
    ],
)
async def test_a_hostile_file_is_refused_with_a_sentence(
    scene: Scene, send: Any, format: str, data: bytes, status: int, said: str
) -> None:
    office = await scene.office()

    answer = await send(office, data, format)

    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == ("unreadable_file" if status == 422 else "file_too_large")
    assert said in answer.json()["detail"]
    assert await scene.rows(file_import) == []


async def test_a_workbook_with_macros_is_read_for_its_data(scene: Scene) -> None:
    await scene.year()
    office = await scene.office()

    answer = await sent(office, CREDITS, with_macros(), "2020", format="xlsx")

    assert answer.status_code == 201
    assert {one["code"] for one in answer.json()["row_errors"]} == {"missing_column"}


async def test_the_platforms_files_may_be_longer_than_others(scene: Scene) -> None:
    await scene.year()
    office = await scene.office()
    fields = ["school_year", "employee_no", "course_code", "title", "kind", "hours", "credits"]
    out = io.StringIO(",".join(fields) + "\n" + "2020,1,X,课,online,1,1\n" * 20_001)
    whole = out.getvalue().encode()

    longest = await sent(office, CREDITS, whole[: whole.rindex(b"2020")], "2020")
    longer = await sent(office, CREDITS, whole, "2020")

    assert longest.status_code == 201
    assert len(longest.json()["row_errors"]) == 1_000
    assert (longer.status_code, longer.json()["code"]) == (413, "file_too_large")
