"""The display and the telephone's page in a real Chromium: scanned, signed in, the name on the display.

By the real clock, as the tokens the page signs in with are.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import update

from api.app import create_app
from api.settings import Settings
from gateways.qr import svg
from persistence.identity.tables import account
from persistence.provision import DatabaseUrls
from tests.activity_scene import ActivityScene, set_activity_scene
from tests.api.identity.people import HASHED, PASSWORD
from tests.journeys.browser import Browser, BrowserPage, chromium
from tests.scene import Caller, Scene
from tests.start.processes import until

pytestmark = pytest.mark.slow

SHOTS = os.environ.get("YANXIU_TEST_SCREENSHOTS")


@dataclass(frozen=True, slots=True)
class Service:
    app: FastAPI
    origin: str

    def now(self) -> datetime:
        moment: datetime = self.app.state.clock()
        return moment


@pytest.fixture
async def service(urls: DatabaseUrls, settings: Settings, app: FastAPI) -> AsyncIterator[Service]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    made = create_app(settings.model_copy(update={"public_url": origin}), urls.app)
    server = uvicorn.Server(uvicorn.Config(made, host="127.0.0.1", port=port, log_config=None))
    serving = asyncio.create_task(server.serve())
    await asyncio.to_thread(until, lambda: server.started)
    yield Service(made, origin)
    server.should_exit = True
    await serving


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with chromium(tmp_path / "profile") as found:
        yield found


@pytest.fixture
async def place(scene: Scene, service: Service) -> ActivityScene:
    """Of an activity that began ten minutes ago."""
    return await set_activity_scene(scene, begins=service.now() - timedelta(minutes=10))


async def may_sign_in(scene: Scene, who: Caller, username: str) -> None:
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(account)
            .where(account.c.id == who.principal.account_id)
            .values(username=username, password_hash=HASHED)
        )


async def displayed(place: ActivityScene, browser: Browser) -> BrowserPage:
    link = (await place.leader.post(f"{place.path}/display-links")).json()["url"]
    page = await browser.page(1280, 800)
    await page.go(link)
    await page.until("document.querySelector('#code svg') !== null")
    return page


async def test_a_telephone_scans_and_the_display_shows_the_name(
    place: ActivityScene, service: Service, browser: Browser, tmp_path: Path, app: FastAPI
) -> None:
    shots = Path(SHOTS) if SHOTS else tmp_path
    app.state.settings, kept = service.app.state.settings, app.state.settings
    try:
        display = await displayed(place, browser)
    finally:
        app.state.settings = kept
    username = f"zhang{place.zhang_id.hex[-8:]}"
    await may_sign_in(place.scene, place.zhang, username)
    await display.shot(shots / "display-before.png")

    telephone = await browser.page(360, 740)
    address = f"{service.origin}/s/{place.scene.code}/{place.activity['id']}"
    code = place.code(service.app, service.now())
    on_display = await display.evaluate(
        "document.querySelector('#code svg path:last-of-type').getAttribute('d')"
    )
    both = [
        svg(f"{address}#{place.code(service.app, service.now() - timedelta(seconds=s))}") for s in (0, 15)
    ]
    assert any(on_display in one for one in both)
    await telephone.go(f"{address}#{code}")
    await telephone.until("!document.getElementById('form').hidden")
    await telephone.shot(shots / "scan-form.png")
    fill = f"const f = document.forms[0]; f.username.value = '{username}'; f.password.value = '{PASSWORD}';"
    await telephone.evaluate(f"{{ {fill} f.requestSubmit(); }}")
    await telephone.until("!document.getElementById('state').hidden")

    assert await telephone.evaluate("document.getElementById('title').textContent") == "迟到"
    await display.until("document.querySelector('#names li') !== null")
    assert await display.evaluate("document.querySelector('#names li').textContent") == "张伟 · 迟到"
    assert await telephone.evaluate("document.documentElement.scrollWidth") == 360
    await telephone.shot(shots / "scan-done.png")
    await display.shot(shots / "display-after.png")

    await telephone.go("about:blank")
    await telephone.go(f"{address}#{place.code(service.app, service.now())}")
    await telephone.until("!document.getElementById('state').hidden")
    assert "已有记录" in await telephone.evaluate("document.getElementById('text').textContent")
    assert await telephone.evaluate("document.getElementById('form').hidden")
    await telephone.shot(shots / "scan-twice.png")
