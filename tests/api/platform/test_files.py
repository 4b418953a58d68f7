"""Bringing files: told by their content, kept whole or not at all, fetched by links that end."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from fastapi import FastAPI
from httpx2 import Response
from obstore.store import MemoryStore

from api.settings import Settings
from domain.files import StorageFull
from domain.identity.actions import Role
from gateways.files import StoredBytes
from persistence.platform.tables import stored_file
from tests.api.platform import contents
from tests.scene import Caller, Scene


async def brought(caller: Caller, content: bytes, name: str = "体会.pdf", **headers: str) -> Response:
    files = {"file": (name, content, "application/octet-stream")}
    named = {header.replace("_", "-"): value for header, value in headers.items()}
    return await caller.ask("POST", "files", files=files, headers=named)


def lying(settings: Settings, scene: Scene) -> list[Path]:
    """The school's files on the disk, half ones too."""
    folder = settings.data_dir / "files" / str(scene.school_id)
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
async def teacher(scene: Scene) -> Caller:
    return await scene.signed_in(Role.TEACHER, teacher_id=await scene.teacher())


@pytest.mark.parametrize(
    ("content", "sent", "shown", "media_type"),
    [
        pytest.param(contents.PDF, "体会.pdf", "体会.pdf", "application/pdf", id="pdf"),
        pytest.param(contents.PNG, "a.PNG", "a.PNG", "image/png", id="png"),
        pytest.param(contents.JPEG, "IMG_1.jpeg", "IMG_1.jpeg", "image/jpeg", id="jpeg"),
        pytest.param(contents.GIF, "a.gif", "a.gif", "image/gif", id="gif"),
        pytest.param(contents.WEBP, "a.webp", "a.webp", "image/webp", id="webp"),
        pytest.param(contents.MP4, "课.mp4", "课.mp4", "video/mp4", id="mp4"),
        pytest.param(contents.TEXT, "笔记.md", "笔记.md", "text/plain", id="text"),
        pytest.param(b"@echo off\r\n", "看看.bat", "看看.bat.txt", "text/plain", id="a text that would run"),
        pytest.param(contents.PDF, "plan.doc", "plan.doc.pdf", "application/pdf", id="named as another type"),
        pytest.param(contents.office("word/document.xml"), "a.docx", "a.docx", "docx", id="docx"),
        pytest.param(contents.office("xl/workbook.xml"), "a.xlsx", "a.xlsx", "xlsx", id="xlsx"),
        pytest.param(contents.office("ppt/presentation.xml"), "a.pptx", "a.pptx", "pptx", id="pptx"),
        pytest.param(contents.compound("WordDocument"), "a.doc", "a.doc", "application/msword", id="doc"),
        pytest.param(contents.compound("Workbook"), "a.xls", "a.xls", "application/vnd.ms-excel", id="xls"),
        pytest.param(contents.compound("PowerPoint Document"), "a.ppt", "a.ppt", "powerpoint", id="ppt"),
    ],
)
async def test_a_file_is_what_its_content_says(
    teacher: Caller, content: bytes, sent: str, shown: str, media_type: str
) -> None:
    answer = await brought(teacher, content, sent)

    assert answer.status_code == 201, answer.text
    kept = answer.json()
    named = {"docx": "wordprocessingml", "xlsx": "spreadsheetml", "pptx": "presentationml"}
    assert named.get(media_type, media_type) in kept["media_type"]
    assert (kept["filename"], kept["size"]) == (shown, len(content))
    assert (await teacher.get(answer.headers["location"])).json() == kept


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(contents.ELF, id="a program of Linux"),
        pytest.param(contents.WINDOWS, id="a program of Windows"),
        pytest.param(contents.MACH, id="a program of macOS"),
        pytest.param(contents.SCRIPT, id="a script"),
        pytest.param(contents.zipped(**{"a.txt": b"x"}), id="an archive"),
        pytest.param(contents.RAR, id="a rar"),
        pytest.param(contents.SEVEN, id="a 7z"),
        pytest.param(contents.GZIP, id="a gzip"),
        pytest.param(contents.zipped(**{"word/document.xml": b"x"}), id="half an office file"),
        pytest.param(contents.office("word/document.xml", **{"word/vbaProject.bin": b"x"}), id="with macros"),
        pytest.param(b"PK\x03\x04" + b"\x00" * 100, id="a broken ZIP"),
        pytest.param(contents.office("xl/workbook.xml")[:-10], id="a ZIP cut short"),
        pytest.param(contents.compound("\u0005SummaryInformation"), id="an installer"),
        pytest.param(contents.compound(circle=True), id="a compound file in a circle"),
        pytest.param(contents.compound("WordDocument")[:300], id="a compound file cut short"),
        pytest.param("教案".encode("gb18030"), id="not UTF-8"),
        pytest.param(b"a\x00b", id="a NUL in a text"),
        pytest.param("教案".encode()[:-1], id="a text cut inside a character"),
    ],
)
async def test_what_is_not_a_known_type_is_refused_and_not_kept(
    scene: Scene, settings: Settings, teacher: Caller, content: bytes
) -> None:
    answer = await brought(teacher, content, "体会.pdf")

    assert (answer.status_code, answer.json()["code"]) == (422, "file_type_not_allowed")
    assert lying(settings, scene) == []
    assert await scene.rows(stored_file) == []


@pytest.mark.parametrize("make", [contents.bomb, contents.overlapping], ids=["deep", "overlapping"])
async def test_a_file_that_unpacks_without_measure_is_refused_unopened(
    scene: Scene, settings: Settings, teacher: Caller, make: Callable[[], bytes]
) -> None:
    answer = await brought(teacher, make(), "成绩.xlsx")

    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert lying(settings, scene) == []


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "undeclared"])
async def test_sixty_mebibytes_are_refused_before_the_rest_is_read(
    scene: Scene, settings: Settings, teacher: Caller, declared: bool
) -> None:
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'
        for _ in range(60):
            sent += 1
            yield b"x" * (1 << 20)
        yield b"\r\n--x--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    headers |= {"Content-Length": str(60 << 20)} if declared else {}
    answer = await teacher.ask("POST", "files", content=body(), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert lying(settings, scene) == []
    assert sent == (0 if declared else 51)


async def test_one_byte_above_the_limit_is_too_many(teacher: Caller) -> None:
    answer = await brought(teacher, contents.PDF.ljust((50 << 20) + 1), "a.pdf")

    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")


async def test_a_stranger_s_file_is_not_even_received(scene: Scene) -> None:
    received = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal received
        for _ in range(40):
            received += 1
            yield b"x" * (1 << 20)

    headers = {"Content-Type": "multipart/form-data; boundary=x", "Authorization": "Bearer x"}
    answer = await scene.client.post(f"{scene.base}/files", content=body(), headers=headers)

    assert (answer.status_code, received) == (401, 0)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param("../../etc/passwd", "passwd.pdf", id="up and away"),
        pytest.param("..\\..\\windows\\x.pdf", "x.pdf", id="with backslashes"),
        pytest.param("长" * 800 + ".pdf", "长" * 120 + ".pdf", id="800 characters"),
        pytest.param("x\u202efdp.exe", "xfdp.exe.pdf", id="written backwards"),
        pytest.param("...", "file.pdf", id="only dots"),
        pytest.param(".pdf", "file.pdf", id="only an ending"),
        pytest.param('a"b;<c>.pdf', "ab;c.pdf", id="quotes"),
    ],
)
async def test_a_name_is_only_shown_and_shown_safely(
    scene: Scene, settings: Settings, teacher: Caller, sent: str, shown: str
) -> None:
    answer = await brought(teacher, contents.PDF, sent)

    (path,) = lying(settings, scene)
    year = datetime.now(UTC).year
    assert answer.json()["filename"] == shown
    assert path.relative_to(settings.data_dir / "files").parts == (
        str(scene.school_id),
        str(year),
        answer.json()["id"],
    )


async def test_sent_twice_with_one_key_it_is_kept_once(scene: Scene, teacher: Caller) -> None:
    first = await brought(teacher, contents.PDF, Idempotency_Key="k")
    again = await brought(teacher, contents.PDF, Idempotency_Key="k")
    other = await brought(teacher, contents.PNG, Idempotency_Key="k")

    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(await scene.rows(stored_file)) == 1


async def test_a_link_fetches_the_very_bytes_without_signing_in(scene: Scene, teacher: Caller) -> None:
    content = contents.PDF * 50_000
    file_id = (await brought(teacher, content, '体会 "终稿".pdf')).json()["id"]

    link = (await teacher.post(f"files/{file_id}/link")).json()
    fetched = await scene.client.get(link["url"])

    assert fetched.content == content
    assert fetched.headers["content-type"] == "application/pdf"
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert fetched.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E4%BD%93%E4%BC%9A%20%E7%BB%88%E7%A8%BF.pdf"
    )
    left = datetime.fromisoformat(link["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)


async def test_a_link_ends_and_cannot_be_made_by_hand(scene: Scene, teacher: Caller, app: FastAPI) -> None:
    file_id = (await brought(teacher, contents.PDF)).json()["id"]
    url = (await teacher.post(f"files/{file_id}/link")).json()["url"]
    start, _, token = url.rpartition("/")
    (row,) = await scene.rows(stored_file)
    ended = app.state.sealing.link(scene.school_id, row.id, until=datetime.now(UTC) - timedelta(seconds=1))

    forged = [token[:at] + ("b" if token[at] == "a" else "a") + token[at + 1 :] for at in (0, 30, 50, 95)]
    for wrong in (ended, *forged, token[:-4], "x", "体会", "A" * 96):
        answer = await scene.client.get(f"{start}/{wrong}")
        assert (answer.status_code, answer.json()["code"]) == (404, "link_ended"), wrong


async def test_another_teacher_s_file_is_not_there_and_the_office_sees_it(
    scene: Scene, elsewhere: Scene, teacher: Caller
) -> None:
    file_id = (await brought(teacher, contents.PDF)).json()["id"]
    colleague = await scene.signed_in(Role.TEACHER, teacher_id=await scene.teacher())
    stranger = await elsewhere.office()

    for nobody in (colleague, stranger):
        assert (await nobody.get(f"files/{file_id}")).status_code == 404
        assert (await nobody.post(f"files/{file_id}/link")).status_code == 404
    assert (await (await scene.office()).post(f"files/{file_id}/link")).status_code == 200


async def test_bytes_that_are_gone_are_said_to_be(scene: Scene, settings: Settings, teacher: Caller) -> None:
    file_id = (await brought(teacher, contents.PDF)).json()["id"]
    link = (await teacher.post(f"files/{file_id}/link")).json()
    lying(settings, scene)[0].unlink()

    assert (await scene.client.get(link["url"])).status_code == 404


class FullDisk(StoredBytes):
    """As a disk without room answers; `tests/gateways/test_files.py` has the real one."""

    async def keep(self, key: str, content: BinaryIO) -> None:
        raise StorageFull()


@pytest.fixture
def full_disk(app: FastAPI) -> Iterator[None]:
    usual, app.state.files = app.state.files, FullDisk(MemoryStore())
    yield
    app.state.files = usual


@pytest.mark.usefixtures("full_disk")
async def test_a_full_disk_is_507_and_leaves_nothing(scene: Scene, teacher: Caller) -> None:
    answer = await brought(teacher, contents.PDF)

    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert answer.headers["content-type"] == "application/problem+json"
    assert await scene.rows(stored_file) == []
