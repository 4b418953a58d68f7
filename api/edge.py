"""The outermost layer of a request: its id, its line in the log, its figures, the headers every answer has,
and an answer to whatever is raised.

One pure ASGI middleware; each BaseHTTPMiddleware would cost 300 µs and break context variables.
"""

import os
import re
import time
from collections.abc import Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.figures import NOWHERE, Figures
from api.tracing import Tracing
from api.wiring.watching import DOING, Asked

log = structlog.get_logger("yanxiu.request")

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Authorization, Accept-Language"),
]
_SANE_ID = re.compile(r"[\w\-]{8,64}\Z", re.ASCII)


class Edge:
    def __init__(
        self,
        app: ASGIApp,
        figures: Figures,
        answered: Callable[[Request, Exception], Response],
        tracing: Tracing | None = None,
    ) -> None:
        self._app, self._figures, self._answered, self._tracing = app, figures, answered, tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = _request_id(scope)
        scope["yanxiu.request_id"] = request_id
        extra = [(b"x-request-id", request_id.encode()), *SECURITY_HEADERS]
        asked = Asked(scope)
        if self._tracing is not None:
            asked.span = self._tracing.asked(scope)
            asked.traceparent = self._tracing.traceparent(asked.span)
        doing = DOING.set(asked)
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if status == 429 or scope["method"] == "POST":
                    self._count_marked(asked, message)
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:
            response = self._answered(Request(scope), error)
            if status:
                raise  # the answer has begun: the server must break the connection off
            await response(scope, receive, send_with_headers)
        finally:
            DOING.reset(doing)
            self._record(asked, scope, status, time.perf_counter() - started)

    def _count_marked(self, asked: Asked, message: Message) -> None:
        for name, value in message["headers"]:
            if name == b"ratelimit-policy" and message["status"] == 429:
                self._figures.limited(value.decode().partition(";")[0].strip('"'))
            elif name == b"idempotency-replayed":
                self._figures.replayed(asked.room)

    def _record(self, asked: Asked, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", NOWHERE)
        self._figures.count(scope["method"], route, asked.room, status, seconds)
        if self._tracing is not None:
            self._tracing.answered(asked.span, scope["method"], route, status)
        log.info(
            "request",
            request_id=scope["yanxiu.request_id"],
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
            account=scope.get("yanxiu.account"),
        )


def _request_id(scope: Scope) -> str:
    """The caller's own id where it is a sane one, so that two logs can be read side by side."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = value.decode("latin-1")
            if _SANE_ID.match(given):
                return str(given)
    return os.urandom(8).hex()
