"""Asks on many connections at once, over and over; HTTP/1.1 with keep-alive on bare sockets."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter, process_time
from typing import cast


class TooFewRequests(RuntimeError):
    """The server answered all that was made ready before the time was over."""


@dataclass(frozen=True, slots=True)
class Answers:
    count: int
    seconds: float
    """From the first request, which all connections send at once, to the last answer."""

    p50: float
    p99: float
    """In seconds, from the sending of a request to the last byte of its answer."""

    client_cpu: float
    """Seconds of CPU the asking took: as long as it is far below `seconds`, nobody waited for the client."""


class Asking(asyncio.Protocol):
    """One connection: sends the next request as soon as the answer to the last is whole."""

    def __init__(self, requests: Iterator[bytes], status: bytes, done: asyncio.Future[None]) -> None:
        self._requests, self._status, self._done = requests, status, done
        self._received, self._missing = b"", 0
        self._until = self._sent_at = 0.0
        self.took: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by name

    def start(self, until: float) -> None:
        self._until = until
        self._send()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._finish(TooFewRequests())
        else:
            self._sent_at = perf_counter()
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            self._received += data
            head, end, body = self._received.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(self._status):
                self._finish(ValueError(f"answered {self._received[:500]!r}"))
                return
            self._missing = _length(head) - len(body)
            self._received = b""
        if self._missing == 0:
            self._answered()

    def _answered(self) -> None:
        now = perf_counter()
        self.took.append(now - self._sent_at)
        if now < self._until:
            self._send()
        else:
            self._finish(None)

    def connection_lost(self, error: Exception | None) -> None:
        self._finish(error or ConnectionError("the server hung up"))

    def _finish(self, error: Exception | None) -> None:
        if not self._done.done():
            if error is None:
                self._done.set_result(None)
            else:
                self._done.set_exception(error)
        self._transport.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("an answer without Content-Length")


async def ask(
    port: int, requests: Iterator[bytes], *, status: int, connections: int, seconds: float
) -> Answers:
    """What came back in that time, the requests shared out among the connections as they come free.

    Raises ValueError when an answer has another status, TooFewRequests, ConnectionError.
    """
    loop = asyncio.get_running_loop()
    asking = []
    for _ in range(connections):
        done = loop.create_future()
        one = Asking(requests, b"HTTP/1.1 %d" % status, done)
        await loop.create_connection(lambda one=one: one, "127.0.0.1", port)  # type: ignore[misc]
        asking.append((one, done))
    cpu, started = process_time(), perf_counter()
    for one, _ in asking:
        one.start(started + seconds)
    await asyncio.gather(*(done for _, done in asking))
    passed = perf_counter() - started
    took = [each for one, _ in asking for each in one.took]
    parts = quantiles(took, n=100, method="inclusive")
    return Answers(len(took), passed, parts[49], parts[98], process_time() - cpu)
