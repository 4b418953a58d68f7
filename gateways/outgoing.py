"""Requests to addresses that people entered, kept out of the network the service stands in.

A name is looked up once, every address it has must be public, and the connection goes to the very address
that was looked at: a name that answers otherwise a moment later (rebinding) gains nothing. Redirects are not
followed, proxies of the environment not asked. An operator names the hosts of the school's own network that
may be reached all the same, over plain HTTP too.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpcore2

from domain.outgoing import Answer, NotReached, TargetRefused

Lookup = Callable[[str, int], Sequence[str]]
"""The addresses of a name; OSError when it has none."""


CONNECT_WITHIN = 3.0
"""Seconds for each address of a name: one that swallows packets leaves time for the next."""


def addresses_of(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedClient:
    """Behind the port `Outgoing`."""

    def __init__(self, *, private_hosts: Collection[str] = (), lookup: Lookup = addresses_of) -> None:
        """`private_hosts`: names, or addresses as they are written, that may lead into a private network."""
        self._private_hosts = {host.lower() for host in private_hosts}
        self._lookup = lookup

    async def check(self, address: str) -> None:
        host, port = self._target(address)
        await self._found(host, port)

    async def send(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        within: float = 10.0,
        at_most: int = 1 << 16,
    ) -> Answer:
        host, port = self._target(address)
        try:
            async with asyncio.timeout(within):
                backend = _Pinned(await self._found(host, port))
                return await _exchange(backend, method, address, headers, body, at_most)
        except TimeoutError as error:
            raise NotReached(host=host, why="too_slow") from error
        except _TooLarge as error:
            raise NotReached(host=host, why="answer_too_large") from error
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
            # Connecting takes two steps, and names the failure of either alike.
            raise NotReached(host=host, why="no_tls" if backend.is_connected else "no_connection") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException) as error:
            raise NotReached(host=host, why="cut_off") from error

    def _target(self, address: str) -> tuple[str, int]:
        try:
            parts = urlsplit(address)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError as error:
            raise TargetRefused(host="", why="unreadable_address") from error
        if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
            raise TargetRefused(host=host, why="unreadable_address")
        if not address.isascii() or any(character <= " " for character in address):
            raise TargetRefused(host=host, why="unreadable_address")
        if parts.scheme == "http" and host not in self._private_hosts:
            raise TargetRefused(host=host, why="not_https")
        return host, port or (443 if parts.scheme == "https" else 80)

    async def _found(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.to_thread(self._lookup, host, port)
        except (OSError, UnicodeError) as error:
            raise NotReached(host=host, why="unknown_host") from error
        if host not in self._private_hosts and not all(map(_is_public, found)):
            raise TargetRefused(host=host, why="private_host")
        return list(found)


def _is_public(address: str) -> bool:
    """Neither private itself nor a private one in IPv6 clothes (mapped, 6to4, NAT64)."""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour
        if one in _NAT64:
            inner = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return one.is_global and not one.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class _TooLarge(Exception):
    pass


class _Pinned(httpcore2.AsyncNetworkBackend):
    """Connects to the addresses that were looked at, whatever the name says by now."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses
        self._network = httpcore2.AnyIOBackend()
        self.is_connected = False

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        failed: Exception = httpcore2.ConnectError(f"no address for {host}")
        for address in self._addresses:
            try:
                stream = await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
                self.is_connected = True
                return stream
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed


async def _exchange(
    backend: _Pinned,
    method: str,
    address: str,
    headers: Mapping[str, str],
    body: bytes,
    at_most: int,
) -> Answer:
    timeouts = {"timeout": {"connect": CONNECT_WITHIN}}
    sent = [*headers.items(), ("Accept-Encoding", "identity"), ("Connection", "close")]
    async with (
        httpcore2.AsyncConnectionPool(network_backend=backend) as pool,
        pool.stream(method, address, headers=sent, content=body, extensions=timeouts) as response,
    ):
        received = bytearray()
        async for chunk in response.aiter_stream():
            received += chunk
            if len(received) > at_most:
                raise _TooLarge()
        return Answer(
            response.status,
            {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers},
            bytes(received),
        )
