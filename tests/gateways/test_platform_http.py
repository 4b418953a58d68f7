"""The district's platform over HTTP: asked as agreed, believed in what was agreed, and in nothing else."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.imports import Sheet
from domain.integration.fields import INBOUND_FIELDS, OUTBOUND_FIELDS
from domain.integration.platform import Inbound, Outbound, PlatformRefused, PlatformUnavailable
from domain.outgoing import Answer, NotReached, TargetRefused
from gateways.district_platform import http
from gateways.district_platform.http import HttpPlatform
from gateways.outgoing import GuardedClient
from tests.platform_server import ORG, SECRET, Platform, Said, always, in_turn, problem, rows, serving

NOW = datetime(2021, 4, 1, 8, tzinfo=UTC)
ROW = {"round_code": "R1", "session_code": "HZ-1", "employee_no": "T1", "outcome": "placed"}
SUBMISSION = UUID("01978f4e-7c1a-7d52-9a3e-5b1f0c2d4e6f")
SHEET = Sheet(
    "上报", ["轮次代码", "姓名"], [(2, {"轮次代码": "R1", "姓名": "欧阳晓"}), (3, {"轮次代码": "R1"})]
)


def reached(platform: Platform) -> HttpPlatform:
    client = GuardedClient(private_hosts=["localhost"])
    return HttpPlatform(client, platform.base_url + "/", ORG, SECRET, lambda: NOW)


async def fetch(said: Said, kind: Inbound = Inbound.SELECTION_RESULTS, about: str | None = "R1") -> Sheet:
    async with serving(always(said)) as platform:
        return await reached(platform).fetch(kind, about)


async def hand_in(said: Said) -> str:
    async with serving(always(said)) as platform:
        return await reached(platform).hand_in(SUBMISSION, Outbound.APPLICATIONS, "R1", SHEET)


@pytest.mark.parametrize(
    ("kind", "about", "target"),
    [
        (Inbound.CATALOGUE, None, "/api/v1/catalogue"),
        (Inbound.SELECTION_RESULTS, "R1 春", "/api/v1/selection-results?round=R1+%E6%98%A5"),
        (Inbound.PLATFORM_CREDITS, "2020", "/api/v1/credits?school_year=2020"),
        (Inbound.EVALUATIONS, "2020", "/api/v1/evaluations?school_year=2020"),
    ],
)
async def test_each_table_is_asked_for_at_its_place_and_signed(
    kind: Inbound, about: str | None, target: str
) -> None:
    async with serving(always(rows())) as platform:
        sheet = await reached(platform).fetch(kind, about)

    (asked,) = platform.asked
    assert (asked.method, asked.target) == ("GET", target)
    assert asked.is_signed_by(SECRET, at=NOW)
    assert asked.headers["x-yanxiu-org"] == ORG
    assert sheet == Sheet(kind.value, list(INBOUND_FIELDS[kind]), [])


async def test_pages_are_read_to_the_end_and_rows_keep_their_lines() -> None:
    pages = (rows(ROW, {}, next_cursor="a b"), rows({"outcome": " refused ", "newer": 7}))
    async with serving(in_turn(*pages)) as platform:
        sheet = await reached(platform).fetch(Inbound.SELECTION_RESULTS, "R1")

    assert [asked.target for asked in platform.asked] == [
        "/api/v1/selection-results?round=R1",
        "/api/v1/selection-results?round=R1&cursor=a+b",
    ]
    assert all(asked.is_signed_by(SECRET, at=NOW) for asked in platform.asked)
    assert len({asked.headers["x-yanxiu-nonce"] for asked in platform.asked}) == 2
    assert sheet.rows == [(2, ROW), (4, {"outcome": "refused"})]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        pytest.param(Said(body=b"[]"), "no_rows", id="a list"),
        pytest.param(Said(body=b'{"rows": {}}'), "no_rows", id="rows that are none"),
        pytest.param(rows([]), "bad_row", id="a row that is a list"),
        pytest.param(rows(None), "bad_row", id="a row that is nothing"),
        pytest.param(rows({"outcome": 1}), "bad_value", id="a number"),
        pytest.param(rows({"outcome": None}), "bad_value", id="null"),
        pytest.param(rows({"outcome": "a\x00"}), "bad_value", id="NUL"),
        pytest.param(rows({"outcome": "\ud800"}), "bad_value", id="a lone surrogate"),
        pytest.param(rows(next_cursor=7), "bad_cursor", id="a cursor that is a number"),
        pytest.param(rows(next_cursor=""), "bad_cursor", id="a cursor that is empty"),
        pytest.param(rows(next_cursor="\ud800"), "bad_cursor", id="a cursor that is no text"),
        pytest.param(rows(next_cursor="x"), "too_many_pages", id="pages without end"),
        pytest.param(Said(302, headers={"Location": "http://169.254.169.254/"}), "elsewhere", id="elsewhere"),
    ],
)
async def test_what_was_not_agreed_is_refused_whole(said: Said, why: str) -> None:
    with pytest.raises(PlatformRefused) as refused:
        await fetch(said)
    assert refused.value.facts["why"] == why


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{", id="half a document"),
        pytest.param(b"\xff{}", id="not UTF-8"),
        pytest.param(b"[" * 100_000, id="nested without end"),
        pytest.param(b"<html>", id="a page for people"),
    ],
)
async def test_what_is_no_document_is_asked_for_again(body: bytes) -> None:
    with pytest.raises(PlatformUnavailable) as failed:
        await fetch(Said(body=body))
    assert failed.value.facts["why"] == "not_json"


async def test_more_rows_or_bytes_than_anybody_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_ROWS", 3)
    with pytest.raises(PlatformRefused) as refused:
        await fetch(rows(ROW, ROW, next_cursor="x"))
    assert refused.value.facts["why"] == "too_many_rows"

    monkeypatch.setattr(http, "MOST_BYTES", 2 * len(rows(ROW, next_cursor="x").body))
    with pytest.raises(PlatformRefused) as refused:
        await fetch(rows(ROW, next_cursor="x"))
    assert refused.value.facts["why"] == "answer_too_large"


@pytest.mark.parametrize(
    ("said", "why", "seconds"),
    [
        pytest.param(problem(429, "slow_down", **{"Retry-After": "7"}), "too_busy", 7, id="busy"),
        pytest.param(problem(429, "slow_down", **{"Retry-After": "9999"}), "too_busy", 60, id="busy all day"),
        pytest.param(
            problem(503, "away", **{"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}), "HTTP 503", 0, id="away"
        ),
        pytest.param(problem(500, "oops"), "HTTP 500", 0, id="broken"),
        pytest.param(Said(502, b"<html>"), "HTTP 502", 0, id="a gateway"),
        pytest.param(problem(408, "late"), "HTTP 408", 0, id="too late for it"),
        pytest.param(Said(raw=b""), "cut_off", None, id="hung up"),
        pytest.param(Said(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), "cut_off", None, id="half"),
        pytest.param(Said(raw=b"nonsense\r\n\r\n"), "cut_off", None, id="no HTTP"),
    ],
)
async def test_what_may_pass_is_to_be_tried_again(said: Said, why: str, seconds: int | None) -> None:
    for asking in (fetch, hand_in):
        with pytest.raises(PlatformUnavailable) as refused:
            await asking(said)
        assert refused.value.facts["why"] == why
        assert refused.value.facts.get("seconds") == seconds


class Slow:
    """A client whose time is up, without the test's waiting for it."""

    async def check(self, address: str) -> None: ...

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
        assert within == http.WITHIN
        raise NotReached(host="localhost", why="too_slow")


async def test_one_that_takes_too_long_is_to_be_tried_again() -> None:
    with pytest.raises(PlatformUnavailable) as refused:
        await HttpPlatform(Slow(), "https://platform.example", ORG, SECRET, lambda: NOW).probe()
    assert refused.value.facts["why"] == "too_slow"


@pytest.mark.parametrize(
    ("said", "status", "why"),
    [
        (problem(401, "not_signed", "who are you"), 401, "not_signed: who are you"),
        (problem(409, "submission_differs"), 409, "submission_differs: no"),
        (problem(404, "unknown\nround", "\x1b[2J" + "x" * 900), 404, "unknown round:  [2J" + "x" * 281),
        (Said(403, b"<html>"), 403, "no_reason"),
        (Said(400, b"[1]"), 400, "no_reason"),
        (Said(400, b'{"code": 7}'), 400, "no_reason"),
    ],
)
async def test_a_refusal_tells_its_reason_as_it_may_be_shown(said: Said, status: int, why: str) -> None:
    for asking in (fetch, hand_in):
        with pytest.raises(PlatformRefused) as refused:
            await asking(said)
        assert refused.value.facts == {"status": status, "why": why}


async def test_a_submission_is_handed_in_by_its_id_with_fields_for_headers() -> None:
    async with serving(always(Said(202, b'{"receipt": " HZ-7 "}'))) as platform:
        receipts = [
            await reached(platform).hand_in(SUBMISSION, Outbound.APPLICATIONS, "R1", SHEET) for _ in range(2)
        ]

    first, again = platform.asked
    assert receipts == ["HZ-7", "HZ-7"]
    assert (first.method, first.target) == ("PUT", f"/api/v1/submissions/{SUBMISSION}")
    assert first.body == again.body
    assert first.is_signed_by(SECRET, at=NOW)
    assert first.headers["content-type"] == "application/json"
    assert json.loads(first.body) == {
        "kind": "applications",
        "about": "R1",
        "rows": [{"round_code": "R1", "name": "欧阳晓"}, {"round_code": "R1", "name": ""}],
    }


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b'{"receipt": 7}', b'{"receipt": " "}', b'{"receipt": "a\\u0000"}']
)
async def test_a_receipt_that_is_none_is_no_success(body: bytes) -> None:
    with pytest.raises(PlatformRefused) as refused:
        await hand_in(Said(body=body))
    assert refused.value.facts["why"] == "no_receipt"


async def test_a_receipt_of_any_length_is_not_kept() -> None:
    with pytest.raises(PlatformRefused):
        await hand_in(Said(body=json.dumps({"receipt": "x" * 201}).encode()))


async def test_an_address_that_led_out_of_bounds_meanwhile_is_not_asked() -> None:
    platform = HttpPlatform(GuardedClient(), "https://127.0.0.1/api", ORG, SECRET, lambda: NOW)
    with pytest.raises(TargetRefused):
        await platform.fetch(Inbound.CATALOGUE, None)
    with pytest.raises(TargetRefused):
        await platform.hand_in(SUBMISSION, Outbound.APPLICATIONS, "R1", SHEET)


async def test_trying_it_out_asks_for_one_page() -> None:
    async with serving(always(rows({}, {}, next_cursor="x"))) as platform:
        assert await reached(platform).probe() == 2
    assert [asked.target for asked in platform.asked] == ["/api/v1/catalogue"]


def test_every_kind_has_its_fields() -> None:
    fields: list[Any] = [*INBOUND_FIELDS.values(), *(list(one.values()) for one in OUTBOUND_FIELDS.values())]

    assert set(INBOUND_FIELDS) == set(Inbound)
    assert set(OUTBOUND_FIELDS) == set(Outbound)
    assert all(len(one) == len(set(one)) for one in fields)
