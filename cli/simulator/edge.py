"""Between the wire and the contract: who asks, what goes wrong on the way, and what is written down of it.

Faults befall requests that are rightly signed only, so that a wrong signature always reads as one.
"""

import asyncio
import json
import time
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cli.simulator.faults import Fault, Faults
from cli.simulator.journal import Asked, Journal
from gateways.district_platform.signing import GOOD_FOR, NONCE, ORG, is_signed


@dataclass(slots=True)
class Access:
    """Whose requests are answered."""

    org: str
    secret: str
    nonces: dict[str, int] = field(default_factory=dict)
    """Those that were used, with the moment they are forgotten."""

    def refusal(self, headers: MutableMapping[str, str], method: str, target: str, body: bytes) -> str | None:
        """What is wrong: unknown_org, not_signed, nonce_used."""
        at = int(time.time())
        if headers.get(ORG.lower(), "") != self.org:
            return "unknown_org" if ORG.lower() in headers else "not_signed"
        if not is_signed(self.secret, headers, method, target, body, at=at):
            return "not_signed"
        self.nonces = {nonce: until for nonce, until in self.nonces.items() if until >= at}
        if headers[NONCE.lower()] in self.nonces:
            return "nonce_used"
        self.nonces[headers[NONCE.lower()]] = at + 2 * GOOD_FOR
        return None


WHY = {
    "not_signed": "签名缺失、有误或已过期。The signature is missing, wrong or stale.",
    "unknown_org": "没有这个单位。No such organisation.",
    "nonce_used": "同一个 nonce 只能用一次。A nonce is good once.",
}


@dataclass(slots=True)
class Answer:
    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")


class Edge:
    """Around the app; what is not below /v1/ passes."""

    def __init__(self, app: ASGIApp, access: Access, faults: Faults, journal: Journal) -> None:
        self._app, self._access, self._faults, self._journal = app, access, faults, journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            return await self._app(scope, receive, send)
        body = await _whole(receive)
        method, target = scope["method"], _target(scope)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._access.refusal(headers, method, target, body)
        if refusal is not None:
            answer, fault = problem(401, refusal, WHY[refusal]), None
        else:
            handed_in = method == "PUT"
            route = "submissions" if handed_in else scope["path"]
            page = target if b"cursor=" in scope["query_string"] else None
            fault = self._faults.of_request(route, submission=handed_in, page=page)
            answer = await self._answer(scope, body, fault)
        meant = _json(answer.body)
        if fault is Fault.RECEIPT_LOST:
            answer = problem(500, "server_error", "内部错误。Something went wrong.")
        self._journal.requests.append(Asked(method, target, _json(body), answer.status, meant, fault))
        await self._send(answer, fault, send)

    async def _answer(self, scope: Scope, body: bytes, fault: Fault | None) -> Answer:
        if fault is Fault.SLOW:
            await asyncio.sleep(self._faults.slow_seconds)
        if fault is Fault.SERVER_ERROR:
            return problem(500, "server_error", "内部错误。Something went wrong.")
        if fault is Fault.UNAVAILABLE:
            answer = problem(503, "unavailable", "暂停服务，请稍后再试。Out of service; try again later.")
            answer.headers.append((b"retry-after", str(self._faults.retry_after).encode()))
            return answer
        answer = Answer()
        await self._app(scope, _once(body), answer.take)
        return answer

    async def _send(self, answer: Answer, fault: Fault | None, send: Send) -> None:
        body = answer.body
        if fault in (Fault.CUT_OFF, Fault.BROKEN_JSON):
            body = body[: len(body) // 2]
        said = len(answer.body) if fault is Fault.CUT_OFF else len(body)
        headers = [(name, value) for name, value in answer.headers if name.lower() != b"content-length"]
        headers.append((b"content-length", str(said).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        # A server whose app leaves an answer unfinished closes the connection.
        await send({"type": "http.response.body", "body": body, "more_body": fault is Fault.CUT_OFF})


def problem(status: int, code: str, detail: str) -> Answer:
    body = json.dumps({"status": status, "code": code, "detail": detail}, ensure_ascii=False).encode()
    return Answer(status, [(b"content-type", b"application/problem+json")], body)


def _target(scope: Scope) -> str:
    """The path with its query, as it came."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return (raw + (b"?" + query if query else b"")).decode("latin-1")


async def _whole(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


def _once(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None
