"""A TCP proxy between two parties, which a test may slow down, cut off or let fall silent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from pathlib import Path

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Reach = Callable[[], Awaitable[Ends]]


class Way(StrEnum):
    THERE = "there"  # from who connects
    BACK = "back"


class Proxy:
    """What happens to the bytes on their way is changed while it runs, and holds for every connection."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self.latency = 0.0
        """Seconds each way."""
        self.passed = dict.fromkeys(Way, 0)
        """Bytes so far."""
        self.turns = 0
        """How often somebody was answered after asking: round trips."""
        self._last = Way.BACK
        self._silent: dict[Way, bool] = dict.fromkeys(Way, False)
        self._forgotten: set[asyncio.StreamWriter] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._fault: tuple[Way, int, Callable[[], None]] | None = None
        self.port = 0

    def cut(self) -> None:
        """Every connection, as a pulled cable that is noticed: both ends see a reset."""
        for writer in list(self._writers):
            writer.transport.abort()

    def fall_silent(self, *ways: Way) -> None:
        """What is sent that way (or any) vanishes; connections stay open, and new ones are taken."""
        self._silent.update(dict.fromkeys(ways or Way, True))

    def forget(self) -> None:
        """The connections there are stay silent for ever; new ones are as good as any."""
        self._forgotten.update(self._writers)

    def speak(self) -> None:
        """What vanished stays lost, as it does for a connection that was given up meanwhile."""
        self.forget()
        self._silent = dict.fromkeys(Way, False)

    def after(self, count: int, way: Way, fault: Callable[[], None]) -> None:
        """Once: lets so many more bytes pass that way, and then the fault comes."""
        self._fault = (way, self.passed[way] + count, fault)

    @property
    def connections(self) -> int:
        return len(self._writers) // 2

    def spare(self) -> None:
        """The fault of `after`, if it did not come, is called off."""
        self._fault = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await self._reach()
        except OSError:
            writer.transport.abort()
            return
        both = {writer, far_writer}
        self._writers |= both
        try:
            async with asyncio.TaskGroup() as pumps:
                pumps.create_task(self._pump(reader, far_writer, Way.THERE))
                pumps.create_task(self._pump(far_reader, writer, Way.BACK))
        finally:
            self._writers -= both
            for one in both:
                one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
        with suppress(OSError):
            while chunk := await reader.read(1 << 16):
                if self.latency:
                    await asyncio.sleep(self.latency)
                self._note_turn(way)
                for part, fault in self._parts(chunk, way):
                    if not (self._silent[way] or writer in self._forgotten):
                        self.passed[way] += len(part)
                        writer.write(part)
                        await writer.drain()
                    if fault is not None:
                        fault()
            if writer.can_write_eof():
                writer.write_eof()

    def _note_turn(self, way: Way) -> None:
        if way is Way.BACK and self._last is Way.THERE:
            self.turns += 1
        self._last = way

    def _parts(self, chunk: bytes, way: Way) -> list[tuple[bytes, Callable[[], None] | None]]:
        if self._fault is None or self._fault[0] is not way:
            return [(chunk, None)]
        left, fault = self._fault[1] - self.passed[way], self._fault[2]
        if len(chunk) < left:
            return [(chunk, None)]
        self._fault = None
        return [(chunk[:left], fault), (chunk[left:], None)]


def by_tcp(port: int, host: str = "127.0.0.1") -> Reach:
    return lambda: asyncio.open_connection(host, port)


def by_socket(path: Path) -> Reach:
    return lambda: asyncio.open_unix_connection(str(path))


@asynccontextmanager
async def proxying(reach: Reach) -> AsyncIterator[Proxy]:
    proxy = Proxy(reach)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.cut()
