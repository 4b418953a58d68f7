"""Requests to addresses that people entered: where they go, and where they never do."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

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


async def test_a_certificate_nobody_vouches_for_is_no_answer() -> None:
    async with answering(HELLO) as (port, _):  # which speaks no TLS at all
        with pytest.raises(NotReached) as failed:
            await at_school("localhost").send("GET", f"https://localhost:{port}/", headers={})
    assert failed.value.facts["why"] in ("no_tls", "no_connection", "cut_off")


async def test_an_unknown_name() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(NotReached) as failed:
        await GuardedClient(lookup=unknown).check("https://nowhere.example/")
    assert failed.value.facts["why"] == "unknown_host"


def test_names_are_looked_up_with_the_machines_own_means() -> None:
    assert "127.0.0.1" in addresses_of("localhost", 443)
