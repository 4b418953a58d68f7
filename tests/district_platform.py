"""The district's platform, simulated, on a port of this machine, as fixtures.

`district_platform` knows everybody and has nothing in its catalogue; `sample_platform` goes with the sample.

    district_platform.add(catalogue=[a_block("SJ-2021-01")], quotas={"SJ-2021-01": 1})
    district_platform.faults(next=["unavailable", "receipt_lost"])
    district_platform.advance()
    for sent in district_platform.callbacks():     # nowhere to go: they stand in the journal, signed
        await client.post(f"{school}/platform-callbacks", content=sent["body"], headers=sent["headers"])
"""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from cli.simulator.app import create_simulator
from cli.simulator.callbacks import Patience, trusted
from cli.simulator.edge import Access
from cli.simulator.sample_world import sample_world
from cli.simulator.simulation import Simulation
from cli.simulator.world import World
from gateways.district_platform.signing import signed
from tests.start.processes import until

ORG, SECRET = "shimen", "what-the-school-and-its-platform-agreed-on"
CALLBACK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HURRIED = Patience(first=0.01, most=0.05, held=0.2, answer=5)


@dataclass
class DistrictPlatform:
    url: str
    simulation: Simulation
    client: httpx2.Client
    org: str = ORG
    secret: str = SECRET
    callback_secret: str = CALLBACK_SECRET

    @property
    def world(self) -> World:
        """With what was added."""
        return self.simulation.platform.world

    def ask(
        self, method: str, target: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        """A request signed as the school's are; `headers` replace the signature's."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        said = signed(self.secret, self.org, method, target, content, at=int(time.time()))
        sent = {"Content-Type": "application/json"} | said | (headers or {})
        return self.client.request(method, target, content=content, headers=sent)

    def rows(self, target: str) -> list[dict[str, str]]:
        """All pages."""
        found, cursor = [], ""
        while True:
            answer = self.ask("GET", target + cursor)
            assert answer.status_code == 200, answer.text
            found += answer.json()["rows"]
            if answer.json()["next_cursor"] is None:
                return found
            cursor = f"{'&' if '?' in target else '?'}cursor={answer.json()['next_cursor']}"

    def journal(self) -> dict[str, Any]:
        """`requests`, `callbacks`, `pending_callbacks`, `faults` with how often each was played."""
        notes: dict[str, Any] = self._control("GET", "journal")
        return notes

    def state(self) -> dict[str, Any]:
        """`submissions` by id, `rounds` by code, the planned `differences`."""
        held: dict[str, Any] = self._control("GET", "state")
        return held

    def callbacks(self) -> list[dict[str, Any]]:
        """What was sent, once all of it was taken."""
        until(lambda: not self.simulation.callbacks.pending)
        sent: list[dict[str, Any]] = self.journal()["callbacks"]
        return sent

    def advance(self) -> list[dict[str, Any]]:
        happened: list[dict[str, Any]] = self._control("POST", "advance")
        return happened

    def add(self, **world: Any) -> Any:
        """`catalogue`, `quotas`, `refusals`, `upheld`, `teachers`, `credits`, `evaluations`."""
        return self._control("POST", "world", world)

    def faults(self, **asked: Any) -> Any:
        """`level`, `shares`, `next`, `seed`, `slow_seconds`, `retry_after`."""
        return self._control("POST", "faults", asked)

    def connect(self, **connection: str) -> Any:
        """`org`, `secret`, `school_url`, `callback_secret`."""
        return self._control("POST", "connection", connection)

    def reset(self) -> Any:
        return self._control("POST", "reset")

    def _control(self, method: str, name: str, body: Any = None) -> Any:
        answer = self.client.request(method, f"/_simulator/{name}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


def a_block(session_code: str, **said: str) -> dict[str, str]:
    """A block of a session, in September 2021 unless another day is said."""
    return {
        "course_code": session_code.rpartition("-")[0] or session_code,
        "title": "单元整体教学设计",
        "provider": "桐乡市教师进修学校",
        "kind": "短期培训",
        "hours": "16",
        "credits": "16",
        "session_code": session_code,
        "starts_at": "2021-09-16 08:30",
        "ends_at": "2021-09-16 16:30",
        "capacity": "30",
    } | said


class Server:
    """One port and one thread for whatever simulator is played just now: starting one takes no time."""

    def __init__(self) -> None:
        self.url = ""
        self._played: ASGIApp | None = None
        self._loop = asyncio.new_event_loop()

    @contextmanager
    def running(self) -> Iterator["Server"]:
        config = uvicorn.Config(self._answer, interface="asgi3", lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            serving = server.serve([listener])
            thread = threading.Thread(target=self._loop.run_until_complete, args=(serving,))
            thread.start()
            try:
                until(lambda: server.started)
                yield self
            finally:
                server.should_exit = True
                thread.join()
                self._loop.close()

    @contextmanager
    def playing(self, world: World, *, seed: int = 1, page_size: int = 1000) -> Iterator[DistrictPlatform]:
        assert self._played is None, "one at a time: a_platform has a port of its own"
        simulation = Simulation(world, seed, Access(ORG, SECRET), page_size=page_size, patience=HURRIED)
        simulation.callbacks.secret = CALLBACK_SECRET
        self._played = create_simulator(simulation)
        try:
            with httpx2.Client(base_url=self.url, timeout=30, verify=trusted(), trust_env=False) as client:
                yield DistrictPlatform(self.url, simulation, client)
        finally:
            asyncio.run_coroutine_threadsafe(simulation.callbacks.stop(), self._loop).result()
            self._played = None

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._played is not None
        await self._played(scope, receive, send)


@contextmanager
def a_platform(world: World, *, seed: int = 1, page_size: int = 1000) -> Iterator[DistrictPlatform]:
    """One more, beside that of the fixtures."""
    with Server().running() as server, server.playing(world, seed=seed, page_size=page_size) as platform:
        yield platform


@pytest.fixture(scope="session")
def platform_server() -> Iterator[Server]:
    with Server().running() as server:
        yield server


@pytest.fixture
def district_platform(platform_server: Server) -> Iterator[DistrictPlatform]:
    with platform_server.playing(World(differences=0, refused_share=0, late_share=0)) as platform:
        yield platform


@pytest.fixture
def sample_platform(platform_server: Server) -> Iterator[DistrictPlatform]:
    with platform_server.playing(sample_world()) as platform:
        yield platform
