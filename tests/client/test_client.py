"""The client of the contract against a living service, in Node and in a real browser."""

import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cli.sample import PASSWORD
from tests.client.building import CLIENT, build, modules, node, run
from tests.journeys.browser import Browser, chromium
from tests.start.sampled import sampled

pytestmark = pytest.mark.slow

DOCUMENTED = "http://127.0.0.1:8000"
HTML = """<!doctype html><meta charset="utf-8"><title>A page of another origin</title>
<script type="importmap">{"imports": {"openapi-fetch": "/node_modules/openapi-fetch/dist/index.mjs"}}</script>
<script type="module" src="/dist/flow/page.js"></script>
"""


BROWSER = """
const kept = new Map();
globalThis.localStorage = {
  getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value),
  removeItem: (name) => kept.delete(name),
};
globalThis.location = { assign: (url) => console.log("to", String(url)) };
globalThis.document = { querySelector: () => ({ files: [new File(["教案"], "教案.txt")] }) };
"""
"""What the documentation's program has of a browser when Node runs it."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def pages(folder: Path) -> Iterator[str]:
    """The folder's files on a port, and so of an origin, of their own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build(tmp_path_factory.mktemp("client") / "built")
    (folder / "page.html").write_text(HTML)
    return folder


@pytest.fixture(scope="module")
def origins(built: Path) -> Iterator[tuple[str, str]]:
    """Of a page that the service's settings let in, and of one that they do not."""
    with pages(built) as ours, pages(built) as foreign:
        yield ours, foreign


@pytest.fixture(scope="module")
def address(origins: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service with the sample school."""
    with pytest.MonkeyPatch.context() as setting:
        setting.setenv("YANXIU_CORS_ORIGINS", f'["{origins[0]}"]')
        with sampled(tmp_path_factory.mktemp("service")) as address:
            yield address


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with chromium(tmp_path / "profile") as browser:
        yield browser


def test_the_client_follows_the_contract() -> None:
    script = modules() / "openapi-typescript" / "bin" / "cli.js"
    options = ("--default-non-nullable", "false", "--output", "src/schema.d.ts", "--check")
    run(node(), str(script), "../openapi.json", *options, cwd=CLIENT)


def test_a_desk_does_a_day_s_work_through_the_client(
    built: Path, address: str, origins: tuple[str, str]
) -> None:
    told = run(node(), "dist/flow/flow.js", address, PASSWORD, origins[0], cwd=built)

    assert told.count("ok ") == 14, told


def test_the_documentation_s_program_runs(built: Path, address: str) -> None:
    program = (built / "dist" / "page" / "for-frontend.js").read_text()
    assert DOCUMENTED in program
    (built / "dist" / "page" / "here.js").write_text(BROWSER + program.replace(DOCUMENTED, address))

    told = run(node(), "dist/page/here.js", cwd=built)

    assert "succeeded" in told
    assert re.search(rf"^to {address}/api/v1/files/", told, re.MULTILINE), told


async def shown(browser: Browser, origin: str, address: str, and_more: str = "") -> dict[str, Any]:
    page = await browser.page(800, 600)
    await page.go(f"{origin}/page.html?service={address}&password={PASSWORD}{and_more}")
    told: dict[str, Any] = await page.until("window.told")
    return told


async def test_a_page_of_an_origin_in_the_settings_works_and_reads_the_headers_it_needs(
    browser: Browser, address: str, origins: tuple[str, str]
) -> None:
    told = await shown(browser, origins[0], address)

    assert "error" not in told, told
    assert told["before"] != told["after"]
    assert told["after"].strip('"').isdigit()
    assert told["location"].startswith("/api/v1/schools/shimen/operations/")
    assert (told["ended"], told["file"], told["cookies"]) == ("succeeded", "教案.txt", "")
    assert len(told["request_id"]) == 16
    assert 1 <= int(told["Retry-After"]) <= 60
    assert told["RateLimit"]
    assert told["RateLimit-Policy"] == '"caller";q=600;w=60'


async def test_a_page_of_any_other_origin_is_refused_by_the_browser(
    browser: Browser, address: str, origins: tuple[str, str]
) -> None:
    told = await shown(browser, origins[1], address, "&stranger=yes")

    assert told == {"seen": ["TypeError", "TypeError"]}
