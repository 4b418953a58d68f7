"""The server's patience with clients that send or read a byte now and then, so as to hold a connection.

uvicorn closes a connection on which nothing is asked for five seconds, and waits for ever once a first byte
came, or once an answer is not fetched. Bodies are watched where they are read (`api.routes`).
"""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.errors import unparsed
from api.routes import SLOWEST_CLIENT


class PatientProtocol(HttpToolsProtocol):
    """The connection ends unless a head is whole in time, and some of an answer is fetched in as much."""

    def __init__(self, *given: Any, patience: float, **named: Any) -> None:
        super().__init__(*given, **named)
        self._patience = patience
        self._head: asyncio.TimerHandle | None = None
        self._fetching: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._head = self._later(self.transport.abort)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head is None and (self.cycle is None or self.cycle.response_complete):
            self._head = self._later(self.transport.abort)

    def on_headers_complete(self) -> None:
        _cancel(self._head)
        self._head = None
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """As every refusal, though no request came of it."""
        answer = unparsed()
        headers = [*answer.raw_headers, (b"connection", b"close")]
        lines = [b"HTTP/1.1 400 Bad Request", *(b"%b: %b" % header for header in headers)]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(answer.body)]))
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_fetching()

    def resume_writing(self) -> None:
        _cancel(self._fetching)
        super().resume_writing()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch_closing()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._watch_closing()

    def connection_lost(self, exc: Exception | None) -> None:
        _cancel(self._head)
        _cancel(self._fetching)
        super().connection_lost(exc)

    def _later(self, act: Callable[..., object], *given: object) -> asyncio.TimerHandle:
        return self.loop.call_later(self._patience, act, *given)

    def _watch_closing(self) -> None:
        """A closed connection stays open until what was answered is fetched."""
        if self.transport.is_closing():
            self._watch_fetching()

    def _watch_fetching(self) -> None:
        _cancel(self._fetching)
        self._fetching = self._later(self._assert_fetching, self.transport.get_write_buffer_size())

    def _assert_fetching(self, unsent: int) -> None:
        fetched = unsent - self.transport.get_write_buffer_size()
        if fetched < SLOWEST_CLIENT * self._patience:
            self.transport.abort()
        else:
            self._watch_fetching()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
