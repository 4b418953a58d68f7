"""A real Chromium driven over its pipe, as DevTools does: pages with a script can be used, not only seen."""

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.gateways.forms import program

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--accept-lang=zh-CN")


@dataclass
class Browser:
    writing: int
    answers: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    last: int = 0

    async def call(self, method: str, session: str | None = None, **params: Any) -> Any:
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        waiting = self.answers[self.last] = asyncio.get_running_loop().create_future()
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        return await asyncio.wait_for(waiting, 30)

    async def page(self, width: int, height: int) -> "BrowserPage":
        target = (await self.call("Target.createTarget", url="about:blank"))["targetId"]
        attached = await self.call("Target.attachToTarget", targetId=target, flatten=True)
        page = BrowserPage(self, attached["sessionId"])
        await page.call("Page.enable")
        await page.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=width < 500,
        )  # fmt: skip
        return page

    async def listen(self, reading: asyncio.StreamReader) -> None:
        while True:
            try:
                told = json.loads((await reading.readuntil(b"\0"))[:-1])
            except asyncio.IncompleteReadError:
                return
            waiting = self.answers.pop(told.get("id", 0), None)
            if waiting is not None:
                if "error" in told:
                    waiting.set_exception(AssertionError(told["error"]))
                else:
                    waiting.set_result(told["result"])


@dataclass
class BrowserPage:
    browser: Browser
    session: str

    async def call(self, method: str, **params: Any) -> Any:
        return await self.browser.call(method, self.session, **params)

    async def go(self, url: str) -> None:
        await self.call("Page.navigate", url=url)

    async def evaluate(self, script: str) -> Any:
        told = await self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return told["result"].get("value")

    async def until(self, script: str) -> Any:
        """Waits for the script to be true in the page, which tells nobody when it is."""
        async with asyncio.timeout(30):
            while not (found := await self.evaluate(script)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return found

    async def shot(self, path: Path) -> bytes:
        picture = base64.b64decode((await self.call("Page.captureScreenshot"))["data"])
        await asyncio.to_thread(path.write_bytes, picture)
        return picture


@asynccontextmanager
async def chromium(profile: Path) -> AsyncIterator[Browser]:
    """It reads commands from its file 3 and answers on 4, each ended by a NUL."""
    path = program("chromium")
    (in_read, in_write), (out_read, out_write) = os.pipe(), os.pipe()
    flags = " ".join((*FLAGS, f"--user-data-dir={profile}"))
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", f"exec {path} {flags} --remote-debugging-pipe about:blank 3<&{in_read} 4>&{out_write}",
        pass_fds=(in_read, out_write), stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    os.close(in_read)
    os.close(out_write)
    reader = asyncio.StreamReader(limit=1 << 26)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(out_read, "rb")
    )
    browser = Browser(in_write)
    listening = asyncio.create_task(browser.listen(reader))
    try:
        yield browser
    finally:
        process.terminate()
        await process.wait()
        await listening
        transport.close()
        os.close(in_write)
