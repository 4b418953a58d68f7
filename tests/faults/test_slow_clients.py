"""Clients that send or read a byte now and then, many at once: they are cut off, and others served."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.people.tables import teacher
from persistence.platform.tables import stored_file
from persistence.provision import DatabaseUrls
from tests.api.platform.contents import PDF
from tests.faults.proxy import Ends
from tests.faults.world import WITHIN, Live, live, until
from tests.scene import Caller, Issuer, Scene, set_scene

pytestmark = pytest.mark.slow

CROWD = 200  # more than FEW, the soft limit of open files the service is started with
FEW = 150
POOL = 3
PATIENCE = 2
PAUSE = 0.2
MEMORY = 250 << 20
"""Bytes the service may take for a whole crowd. An upload takes up to 1 MiB before it goes to the disk."""


@pytest.fixture(scope="module")
def service(urls: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with live(
        urls, tmp_path_factory.mktemp("data"), files=FEW, client_seconds=str(PATIENCE), pool_size=str(POOL)
    ) as service:
        yield service


@pytest.fixture
async def school(service: Live, owner: AsyncEngine, issuer: Issuer) -> AsyncIterator[Scene]:
    async with AsyncClient(base_url=service.address, timeout=WITHIN) as client:
        yield await set_scene(owner, client, issuer)


async def dribbles(ends: Ends, head: bytes, slowly: bytes) -> bytes:
    """Sends the head at once and the rest byte by byte, until it is cut off: what it was answered."""
    reader, writer = ends
    answered = asyncio.ensure_future(_all_of(reader))
    writer.write(head)
    with suppress(ConnectionError):
        for byte in slowly:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(PAUSE)
            if answered.done():
                break
    answer = await answered
    writer.close()
    return answer


async def _all_of(reader: asyncio.StreamReader) -> bytes:
    answer = b""
    with suppress(ConnectionError):
        while more := await reader.read(1 << 16):
            answer += more
    return answer


async def while_others_are_served(
    service: Live, office: Caller, crowd: Callable[[], Awaitable[bytes]], size: int = CROWD
) -> list[bytes]:
    """What each of the crowd was answered, after it was seen that somebody else is, and what it cost."""
    before, open_before = service.memory(), service.connections()
    slow = [asyncio.ensure_future(crowd()) for _ in range(size)]

    async def all_there() -> bool:
        return service.connections() >= open_before + size // 2

    await until(all_there)
    most = 0
    async with asyncio.timeout(2 * WITHIN):
        while not all(one.done() for one in slow):
            assert (await office.get("teachers")).status_code == 200
            most = max(most, service.memory() - before)
            await asyncio.sleep(PAUSE)

    async def all_gone() -> bool:
        return service.connections() <= open_before + POOL

    await until(all_gone)
    assert most < MEMORY
    return await asyncio.gather(*slow)


def head(method: str, path: str, office: Caller, **more: str) -> bytes:
    named = {"host": "yanxiu", "authorization": f"Bearer {office.token}"} | more
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode()


async def test_heads_that_never_end_are_cut_off(service: Live, school: Scene) -> None:
    office = await school.office()

    async def crowd() -> bytes:
        ends = await asyncio.open_connection("127.0.0.1", service.port)
        return await dribbles(ends, b"GET /livez HTTP/1.1\r\nx-slow: ", b"a" * 1_000)

    assert set(await while_others_are_served(service, office, crowd)) == {b""}


@pytest.mark.parametrize(
    "sent", [b"GET /livez?" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", b"\x16\x03\x01 hello\r\n\r\n"]
)
async def test_what_is_no_request_is_answered_with_a_problem(service: Live, sent: bytes) -> None:
    ends = await asyncio.open_connection("127.0.0.1", service.port)

    head, _, body = (await dribbles(ends, sent, b"")).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head
    assert f"content-length: {len(body)}".encode() in head
    assert json.loads(body)["code"] == "malformed_request"


async def test_who_says_nothing_is_cut_off(service: Live, school: Scene) -> None:
    office = await school.office()

    async def crowd() -> bytes:
        return await dribbles(await asyncio.open_connection("127.0.0.1", service.port), b"", b"")

    assert set(await while_others_are_served(service, office, crowd)) == {b""}


async def test_after_an_answer_bytes_without_end_do_not_hold_the_connection(
    service: Live, school: Scene
) -> None:
    office = await school.office()
    refused = head("POST", f"{office.base}/files", office, content_length="100000")  # of no media type

    async def crowd() -> bytes:
        ends = await asyncio.open_connection("127.0.0.1", service.port)
        return await dribbles(ends, refused, b"a" * 1_000)

    for answer in await while_others_are_served(service, office, crowd):
        assert answer.startswith(b"HTTP/1.1 415")


async def test_a_body_that_comes_too_slowly_is_refused_with_a_code_of_its_own(
    service: Live, school: Scene
) -> None:
    office = await school.office()
    body = json.dumps({"employee_no": "T1", "name": "张伟"}).encode()
    asked = head(
        "POST",
        f"{office.base}/teachers",
        office,
        content_type="application/json",
        content_length=str(len(body)),
        accept_language="en",
    )

    async def crowd() -> bytes:
        return await dribbles(await asyncio.open_connection("127.0.0.1", service.port), asked, body)

    for one in await while_others_are_served(service, office, crowd):
        said = json.loads(one.partition(b"\r\n\r\n")[2])
        assert (said["status"], said["code"]) == (408, "body_too_slow")
        assert "faster network" in said["detail"]
    assert await school.rows(teacher) == []


async def test_uploads_that_stand_still_take_little_memory_and_leave_nothing(
    service: Live, school: Scene
) -> None:
    office = await school.office()
    form = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF
    asked = head(
        "POST",
        f"{office.base}/files",
        office,
        content_type="multipart/form-data; boundary=b",
        content_length=str(40 << 20),
    )

    async def crowd() -> bytes:
        ends = await asyncio.open_connection("127.0.0.1", service.port)
        return await dribbles(ends, asked + form + b"a" * (900 << 10), b"a" * 1_000)

    for answer in await while_others_are_served(service, office, crowd):
        assert b"body_too_slow" in answer
    assert await school.rows(stored_file) == []


async def test_downloads_nobody_fetches_are_cut_off_and_take_little_memory(
    service: Live, school: Scene
) -> None:
    office = await school.office()
    content = PDF + b"a" * (20 << 20)
    kept = await office.ask("POST", "files", files={"file": ("a.pdf", content, "application/pdf")})
    link = (await office.post(f"files/{kept.json()['id']}/link")).json()["url"]
    asked = head("GET", link.removeprefix(service.address), office)

    async def crowd() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port, limit=1_000)
        writer.write(asked)
        started = await reader.readline()

        async def cut_off() -> bool:
            return service.connections() < CROWD // 2

        await until(cut_off)
        writer.transport.abort()
        return started

    assert set(await while_others_are_served(service, office, crowd)) == {b"HTTP/1.1 200 OK\r\n"}


async def test_who_fetches_slowly_but_does_gets_all(service: Live, school: Scene) -> None:
    """In pieces, with pauses: no window of the patience is empty."""
    office = await school.office()
    content = PDF + b"a" * (8 << 20)
    kept = await office.ask("POST", "files", files={"file": ("a.pdf", content, "application/pdf")})
    link = (await office.post(f"files/{kept.json()['id']}/link")).json()["url"]

    reader, writer = await asyncio.open_connection("127.0.0.1", service.port, limit=1 << 16)
    writer.write(head("GET", link.removeprefix(service.address), office, connection="close"))
    fetched, pieces = b"", 0
    while piece := await reader.read(1 << 16):
        fetched, pieces = fetched + piece, pieces + 1
        if pieces % 16 == 0:
            await asyncio.sleep(PATIENCE / 4)
    writer.close()
    assert fetched.partition(b"\r\n\r\n")[2] == content
