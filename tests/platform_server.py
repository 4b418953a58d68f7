"""A platform of the tests' own, on this machine: it notes what it is asked, and says what it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateways.district_platform.signing import is_signed

SECRET, ORG = "the-platform-gave-us-this-one", "shimen"


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    def is_signed_by(self, secret: str, *, at: datetime) -> bool:
        return is_signed(secret, self.headers, self.method, self.target, self.body, at=int(at.timestamp()))


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; `raw` is sent as it stands instead."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    def wire(self) -> bytes:
        if self.raw is not None:
            return self.raw
        lines = [f"HTTP/1.1 {self.status} X", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


Answering = Callable[[Asked], Said]


@dataclass
class Platform:
    """`answer` may be changed while it serves."""

    answer: Answering
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}/api"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        method, target, _ = first.split(" ")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.asked.append(Asked(method, target, headers, body))
        writer.write(self.answer(self.asked[-1]).wire())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(answer: Answering) -> AsyncIterator[Platform]:
    platform = Platform(answer)
    server = await asyncio.start_server(platform.serve, "127.0.0.1", 0)
    async with server:
        platform.port = server.sockets[0].getsockname()[1]
        yield platform


def rows(*given: Any, next_cursor: Any = None) -> Said:
    return Said(body=json.dumps({"rows": list(given), "next_cursor": next_cursor}).encode())


def problem(status: int, code: str, detail: str = "no", **headers: str) -> Said:
    body = json.dumps({"status": status, "code": code, "detail": detail}).encode()
    return Said(status, body, {"Content-Type": "application/problem+json"} | headers)


def always(said: Said) -> Answering:
    return lambda asked: said


def in_turn(*answers: Said) -> Answering:
    left = list(answers)
    return lambda asked: left.pop(0)
