"""The archive of a closed project, opened elsewhere (issue: unzip, sha256sum -c, Chinese names)."""

import asyncio
import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.settings import Settings
from cli.worker import outside, queue
from domain.projects.materials import MaterialKind
from persistence.provision import DatabaseUrls
from tests.project_scene import ProjectScene, all_done, uploaded


@pytest.fixture
def worker(urls: DatabaseUrls, app_engine: AsyncEngine, settings: Settings) -> Any:
    async def work() -> None:
        async with queue(urls.app).open_async() as app:
            await app.run_worker_async(
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
                additional_context={"engine": app_engine, **outside(settings)},
            )

    return work


async def archived(place: ProjectScene, worker: Any) -> bytes:
    closed = await place.close()
    assert closed.status_code == 200, closed.text
    await worker()
    file_id = (await place.again())["archive_file_id"]
    assert file_id is not None
    link = (await place.office.post(f"files/{file_id}/link")).json()["url"]
    fetched = await place.scene.client.get(link)
    assert fetched.headers["content-type"] == "application/zip"
    return fetched.content


async def test_the_archive_has_everything_and_an_index(place: ProjectScene, worker: Any) -> None:
    file_id = await uploaded(place.callers["张伟"], "=反思（终稿）.pdf")
    work = await place.callers["张伟"].post(f"{place.path}/homeworks", {"file_id": file_id})
    assert work.status_code == 201
    await all_done(place)

    with zipfile.ZipFile(io.BytesIO(await archived(place, worker))) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        index = list(csv.reader(io.StringIO(opened.read("index.csv").decode("utf-8-sig"))))
        outcomes = opened.read("考核结果.csv").decode("utf-8-sig")
        page = opened.read("index.html").decode()

    assert "1 方案/v1 方案.pdf" in names
    assert "2 签到表/v1 试卷分析课签到表.pdf" in names
    assert "2 签到表/v1 试卷分析课签到表.xlsx" in names
    assert "3 记录/v1 研讨记录（一）.pdf" in names
    assert "5 教师作业/成员作业/001 李娜 作业.txt" in names
    assert "6 评价表/v1 试卷分析课评价表.xlsx" in names
    assert {row[0] for row in index[1:]} == set(names) - {"index.csv", "index.html", "SHA256SUMS"}
    assert "李娜,否,缺勤" in outcomes
    assert "张伟,是,," in outcomes
    assert "3 记录/v1 研讨记录（一）.pdf" in page


@pytest.mark.skipif(
    not (shutil.which("unzip") and shutil.which("sha256sum")), reason="no unzip, no sha256sum"
)
async def test_it_verifies_where_it_is_unpacked(place: ProjectScene, worker: Any, tmp_path: Path) -> None:
    await all_done(place)
    (tmp_path / "archive.zip").write_bytes(await archived(place, worker))

    def unpacked() -> subprocess.CompletedProcess[str]:
        environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
        subprocess.run(["unzip", "-q", "archive.zip"], cwd=tmp_path, env=environment, check=True)
        return subprocess.run(
            ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=tmp_path, env=environment, check=False,
            capture_output=True, text=True,
        )  # fmt: skip

    checked = await asyncio.to_thread(unpacked)
    assert checked.returncode == 0, checked.stderr
    assert "3 记录/v1 研讨记录（一）.pdf: OK" in checked.stdout
    assert (tmp_path / "3 记录" / "v1 研讨记录（一）.pdf").is_file()
    with zipfile.ZipFile(tmp_path / "archive.zip") as opened:
        opened.extractall(tmp_path / "again")
    assert (tmp_path / "again" / "3 记录" / "v1 研讨记录（一）.pdf").is_file()


async def test_what_was_reopened_meanwhile_is_not_archived(place: ProjectScene, worker: Any) -> None:
    await all_done(place)
    await place.close()
    await place.again()
    await place.reopen()
    await worker()
    assert (await place.again())["archive_file_id"] is None
    await place.close()
    await worker()
    assert (await place.again())["archive_file_id"] is not None


async def test_every_version_is_in_it(place: ProjectScene, worker: Any) -> None:
    await place.hand_in(MaterialKind.PLAN)
    plan = (await place.materials())["plan"]
    await place.office.step(
        f"materials/{plan['id']}/return", version=plan["version"], json={"remark": "缺日程"}
    )
    await all_done(place)
    with zipfile.ZipFile(io.BytesIO(await archived(place, worker))) as opened:
        plans = [name for name in opened.namelist() if name.startswith("1 ")]
    assert plans == ["1 方案/v1 方案.pdf", "1 方案/v2 方案.pdf"]
