"""Asks one thing over and over on many connections at once; HTTP/1.1 with keep-alive on bare sockets."""

import asyncio
import time


class Asking(asyncio.Protocol):
    """One connection: sends the request again as soon as its answer is whole."""

    def __init__(self, request: bytes, until: float, done: asyncio.Future[None]) -> None:
        self._request, self._until, self._done = request, until, done
        self._received, self._missing = b"", 0
        self.answers = self.failures = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            self._received += data
            head, end, body = self._received.partition(b"\r\n\r\n")
            if not end:
                return
            self._missing = _length(head) - len(body)
            self._received = b""
            self.failures += not head.startswith(b"HTTP/1.1 200")
        if self._missing == 0:
            self._answered()

    def _answered(self) -> None:
        self.answers += 1
        if time.perf_counter() < self._until:
            self._transport.write(self._request)  # type: ignore[attr-defined]
        else:
            self._transport.close()
            self._finish()

    def connection_lost(self, error: Exception | None) -> None:
        self._finish()

    def _finish(self) -> None:
        if not self._done.done():
            self._done.set_result(None)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("an answer without Content-Length")


async def ask(port: int, request: bytes, *, connections: int, seconds: float) -> tuple[int, float]:
    """How many answers there were, in how many seconds; ValueError when one was not 200."""
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    asking = []
    for _ in range(connections):
        done = loop.create_future()
        one = Asking(request, started + seconds, done)
        await loop.create_connection(lambda one=one: one, "127.0.0.1", port)  # type: ignore[misc]
        asking.append((one, done))
    await asyncio.gather(*(done for _, done in asking))
    if any(one.failures for one, _ in asking):
        raise ValueError("some answers were not 200")
    return sum(one.answers for one, _ in asking), time.perf_counter() - started
