"""The outermost layer of a request: its id, its line in the log, its figures, the headers every answer has.

One pure ASGI middleware; each BaseHTTPMiddleware would cost 300 µs and break context variables.
"""

import os
import re
import time
from collections.abc import Callable
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("yanxiu.request")

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Authorization, Accept-Language"),
]
_SANE_ID = re.compile(r"[\w\-]{8,64}\Z", re.ASCII)


class Figures:
    """Requests by route template and status, never by path: a path holds identifiers."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._seconds = Histogram(
            "yanxiu_request_seconds",
            "Time from request to answer",
            ["method", "route"],
            registry=self.registry,
        )
        self._answers = Counter(
            "yanxiu_answers_total", "Answers by status", ["method", "route", "status"], registry=self.registry
        )
        self._known: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        key = (method, route, status)
        if key not in self._known:
            self._known[key] = (
                self._seconds.labels(method, route),
                self._answers.labels(method, route, str(status)),
            )
        timing, answers = self._known[key]
        timing.observe(seconds)
        answers.inc()


class Edge:
    def __init__(
        self, app: ASGIApp, figures: Figures, failure: Callable[[Request, Exception], Response]
    ) -> None:
        self._app, self._figures, self._failure = app, figures, failure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = _request_id(scope)
        scope["yanxiu.request_id"] = request_id
        extra = [(b"x-request-id", request_id.encode()), *SECURITY_HEADERS]
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:
            response = self._failure(Request(scope), error)
            if status:
                raise  # the answer has begun: the server must break the connection off
            await response(scope, receive, send_with_headers)
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self._figures.count(scope["method"], route, status, seconds)
        account = scope.get("yanxiu.account")
        log.info(
            "request",
            request_id=scope["yanxiu.request_id"],
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
            account=str(account) if account else None,
        )


def _request_id(scope: Scope) -> str:
    """The caller's own id where it is a sane one, so that two logs can be read side by side."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = value.decode("latin-1")
            if _SANE_ID.match(given):
                return str(given)
    return os.urandom(8).hex()
