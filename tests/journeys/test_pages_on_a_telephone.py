"""The pages for telephones in a real browser, 360 pixels wide, with scripts and everything else as it is."""

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from httpx2 import AsyncClient

from api.app import create_app
from api.settings import Settings
from persistence.provision import DatabaseUrls
from tests.api.notices.notice_scene import NoticeScene, set_notice_scene
from tests.gateways.forms import program
from tests.scene import Scene
from tests.start.processes import until

pytestmark = pytest.mark.slow

WIDTH, HEIGHT = 360, 1000
SHOTS = os.environ.get("YANXIU_TEST_SCREENSHOTS")
"""A folder to keep the pictures in, for a person to look at."""


@pytest.fixture
async def origin(urls: DatabaseUrls, settings: Settings, app: FastAPI) -> AsyncIterator[str]:
    """The service on a port, as a telephone reaches it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_app(settings, urls.app), host="127.0.0.1", port=port, log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await asyncio.to_thread(until, lambda: server.started)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@pytest.fixture
async def desk(scene: Scene) -> NoticeScene:
    return await set_notice_scene(scene)


async def browse(tmp_path: Path, *arguments: str) -> str:
    chromium = program("chromium")
    given = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--accept-lang=zh-CN"]
    process = await asyncio.create_subprocess_exec(
        chromium,
        *given,
        f"--user-data-dir={tmp_path}/profile",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    out, _ = await asyncio.wait_for(process.communicate(), timeout=60)
    return out.decode()


async def looked_at(tmp_path: Path, name: str, url: str) -> tuple[bytes, str]:
    """The picture of a page and its document, as the browser has laid it out."""
    folder = Path(SHOTS) if SHOTS else tmp_path
    picture = folder / f"{name}.png"
    await browse(tmp_path, f"--screenshot={picture}", f"--window-size={WIDTH},{HEIGHT}", url)
    return picture.read_bytes(), await browse(tmp_path, "--dump-dom", f"--window-size={WIDTH},{HEIGHT}", url)


def size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


async def test_a_paper_is_verified_on_a_telephone(desk: NoticeScene, origin: str, tmp_path: Path) -> None:
    made = await desk.issued()
    at = f"{origin}/v/{desk.scene.code}"

    picture, document = await looked_at(tmp_path, "verify", f"{at}/{made['code']}")
    await looked_at(tmp_path, "unknown", f"{at}/ABCD-EFGH-JKMN")
    await desk.reissued(made)
    _, void = await looked_at(tmp_path, "void", f"{at}/{made['code']}")

    assert size(picture) == (WIDTH, HEIGHT)
    assert len(set(picture)) > 100  # something is on it
    assert "2030-001" in document
    assert "有效" in document
    assert "已作废" in void


async def test_a_copy_is_acknowledged_on_a_telephone(desk: NoticeScene, origin: str, tmp_path: Path) -> None:
    copy = (await desk.copies(await desk.issued()))["teacher"]
    path = (await desk.link(copy)).json()["url"].removeprefix("http://127.0.0.1:8000")

    _, document = await looked_at(tmp_path, "copy", origin + path)
    (method,) = re.findall(r'<form method="(\w+)">', document)
    async with AsyncClient(base_url=origin) as telephone:
        pressed = await telephone.request(method.upper(), path)
    _, again = await looked_at(tmp_path, "used", origin + path)

    assert "我已知悉，签收" in document
    assert "已签收" in pressed.text
    assert "只能使用一次" in again
