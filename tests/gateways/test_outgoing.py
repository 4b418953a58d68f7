"""Requests to addresses that people entered: where they go, and where they never do."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from domain.outgoing import NotReached, TargetRefused
from gateways.outgoing import GuardedClient, addresses_of

HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Said: yes\r\n\r\nhello"


@asynccontextmanager
async def answering(answer: bytes, *, hold: bool = False) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server on this machine that says the same to everybody; `hold` keeps the connection open."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        if hold:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


def at_school(*hosts: str) -> GuardedClient:
    return GuardedClient(private_hosts=hosts)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/hook",
        "https://10.1.2.3/hook",
        "https://100.64.0.1/hook",
        "https://0.0.0.0/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://[2002:7f00:1::]/hook",
        "https://[64:ff9b::7f00:1]/hook",
        "https://[fe80::1]/hook",
        "https://2130706433/hook",
        "https://0177.0.0.1/hook",
        "https://localhost/hook",
        "https://224.0.0.1/hook",
    ],
)
async def test_a_private_address_is_refused_however_it_is_written(address: str) -> None:
    with pytest.raises(TargetRefused) as refused:
        await GuardedClient().check(address)
    assert refused.value.facts["why"] == "private_host"
    with pytest.raises(TargetRefused):
        await GuardedClient().send("POST", address, headers={}, body=b"{}")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://example.org/", "not_https"),
        ("ftp://example.org/", "unreadable_address"),
        ("https://user:word@example.org/", "unreadable_address"),
        ("https:///nobody", "unreadable_address"),
        ("https://example.org:port/", "unreadable_address"),
        ("https://example.org/a b", "unreadable_address"),
        ("https://学校.example/", "unreadable_address"),
    ],
)
async def test_an_address_of_another_kind_is_refused(address: str, why: str) -> None:
    with pytest.raises(TargetRefused) as refused:
        await GuardedClient().check(address)
    assert refused.value.facts["why"] == why


async def test_a_name_with_one_private_address_is_refused() -> None:
    def both(host: str, port: int) -> Sequence[str]:
        return ["93.184.216.34", "192.168.1.1"]

    with pytest.raises(TargetRefused):
        await GuardedClient(lookup=both).check("https://two-faced.example/")


async def test_a_name_is_looked_up_once_and_what_was_looked_at_is_connected_to() -> None:
    """A rebinding name: public when it is looked at, this machine a moment later."""
    answers = [["192.0.2.1"], ["127.0.0.1"]]

    def rebinding(host: str, port: int) -> Sequence[str]:
        return answers.pop(0)

    async with answering(HELLO) as (port, asked):
        client = GuardedClient(private_hosts=["rebinding.example"], lookup=rebinding)
        with pytest.raises(NotReached):
            await client.send("POST", f"http://rebinding.example:{port}/", headers={}, within=0.5)
    assert asked == []
    assert len(answers) == 1


async def test_the_operator_may_name_a_host_of_the_schools_network() -> None:
    async with answering(HELLO) as (port, asked):
        client = at_school("localhost")
        answer = await client.send(
            "POST", f"http://localhost:{port}/hook?a=1", headers={"X-Of-Ours": "1"}, body=b"{}"
        )
    assert (answer.status, answer.body, answer.headers["x-said"]) == (200, b"hello", "yes")
    assert asked[0].startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert f"localhost:{port}".encode() in asked[0]


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    async with answering(moved) as (port, asked):
        answer = await at_school("localhost").send("POST", f"http://localhost:{port}/", headers={})
    assert answer.status == 302
    assert len(asked) == 1


async def test_an_answer_without_end_is_cut_short() -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000
    async with answering(endless) as (port, _):
        with pytest.raises(NotReached) as failed:
            await at_school("localhost").send("GET", f"http://localhost:{port}/", headers={}, at_most=1000)
    assert failed.value.facts["why"] == "answer_too_large"


async def test_one_who_does_not_answer_is_given_up() -> None:
    async with answering(b"", hold=True) as (port, _):
        with pytest.raises(NotReached) as failed:
            await at_school("localhost").send("GET", f"http://localhost:{port}/", headers={}, within=0.2)
    assert failed.value.facts["why"] == "too_slow"


@pytest.mark.parametrize(("answer", "why"), [(b"", "cut_off"), (b"nonsense\r\n\r\n", "cut_off")])
async def test_half_an_answer_is_none(answer: bytes, why: str) -> None:
    async with answering(answer) as (port, _):
        with pytest.raises(NotReached) as failed:
            await at_school("localhost").send("GET", f"http://localhost:{port}/", headers={})
    assert failed.value.facts["why"] == why


async def test_nobody_at_home() -> None:
    async with answering(HELLO) as (port, _):
        pass
    with pytest.raises(NotReached) as failed:
        await at_school("localhost").send("GET", f"http://localhost:{port}/", headers={})
    assert failed.value.facts["why"] == "no_connection"


@asynccontextmanager
async def with_a_certificate_of_its_own(folder: Path) -> AsyncIterator[int]:
    """A server that speaks TLS with a certificate it made itself; its port."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    kept = folder / "server.pem"
    plain = serialization.NoEncryption()
    kept.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(kept)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HELLO)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_a_certificate_nobody_vouches_for_is_no_answer(tmp_path: Path) -> None:
    async with with_a_certificate_of_its_own(tmp_path) as port:
        with pytest.raises(NotReached) as failed:
            await at_school("localhost").send("GET", f"https://localhost:{port}/", headers={})
    assert failed.value.facts["why"] == "no_tls"


async def test_one_that_speaks_no_tls_is_no_answer_either() -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HELLO)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(NotReached) as failed:
            await at_school("localhost").send("GET", f"https://localhost:{port}/", headers={})
    assert failed.value.facts["why"] == "no_tls"


async def test_a_name_with_two_addresses_is_reached_at_the_second() -> None:
    """Nobody listens at the first: that costs no more than the refusal."""

    def two(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.2", "127.0.0.1"]

    async with answering(HELLO) as (port, asked):
        client = GuardedClient(private_hosts=["twice.example"], lookup=two)
        answer = await client.send("GET", f"http://twice.example:{port}/", headers={})
    assert (answer.status, len(asked)) == (200, 1)


@contextmanager
def swallowing(address: str, port: int) -> Iterator[None]:
    """A listener that is never served: once those waiting are as many as may, it does not even refuse."""
    with socket.create_server((address, port), backlog=0), ExitStack() as waiting:
        for _ in range(4):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex((address, port))
        yield


async def test_an_address_that_swallows_packets_leaves_time_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gateways.outgoing.CONNECT_WITHIN", 0.2)

    def two(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.2", "127.0.0.1"]

    async with answering(HELLO) as (port, _):
        client = GuardedClient(private_hosts=["twice.example"], lookup=two)
        with swallowing("127.0.0.2", port):
            began = time.monotonic()
            answer = await client.send("GET", f"http://twice.example:{port}/", headers={})
            took = time.monotonic() - began
    assert answer.status == 200
    assert 0.15 < took < 2


async def test_an_unknown_name() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(NotReached) as failed:
        await GuardedClient(lookup=unknown).check("https://nowhere.example/")
    assert failed.value.facts["why"] == "unknown_host"


def test_names_are_looked_up_with_the_machines_own_means() -> None:
    assert "127.0.0.1" in addresses_of("localhost", 443)
