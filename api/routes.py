"""What every route has in common, so that no route can forget it.

A `StrictRoute` refuses what it does not declare (a query parameter, a media type, an oversized or malformed
body), settles the transaction's side of the answer, and turns a match of If-None-Match into 304.
"""

import asyncio
import codecs
import inspect
import json
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from contextlib import AsyncExitStack
from functools import cached_property
from typing import Any, ClassVar

from fastapi import APIRouter, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.routing import serialize_response
from pydantic_core import PydanticUndefined
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api.late import LateRoute
from api.plan import Plan
from api.problems import BodyTooLarge, BodyTooSlow, MalformedBody, NotAcceptable, UnsupportedMediaType
from api.queries import LONGEST, REMEMBERED, is_list, parameters_of
from api.wiring.request import Permission, Replay, bearer, header, settle
from domain.files import MAX_FILE_BYTES

BODY_LIMIT = 1 << 20
UPLOAD_LIMIT = 12 << 20
SLOWEST_CLIENT = 1 << 10
"""Bytes a second, over any `client_seconds`: slower than any line that is worth waiting for."""


class StrictRequest(Request):
    """A request whose JSON is strict: UTF-8 without a mark, and every text one that can be stored."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            raw = await self.body()
            if raw.startswith(codecs.BOM_UTF8):
                raise MalformedBody()
            try:
                self._json = json.loads(raw.decode("utf-8"))
            except (
                ValueError,
                RecursionError,
            ) as error:  # not UTF-8, not JSON, a number of thousands of digits
                raise MalformedBody() from error
        return self._json

    def limit_body(self, limit: int) -> None:
        """Raises BodyTooLarge, here and when more comes than was declared, and BodyTooSlow."""
        self._receive = _limited(self, limit)


class ReadRequest(Request):
    """A request whose query no parameter of FastAPI's is declared for: it is not read for them in vain."""

    query_params = QueryParams()


class Said(Response):
    """What is said of an answer besides its body: a status other than the route's, and headers."""

    status_code: int | None  # type: ignore[assignment]  # none is the route's own

    def __init__(self) -> None:
        self.status_code, self.raw_headers = None, []


class StrictRoute(LateRoute):
    form_limit: ClassVar[int] = UPLOAD_LIMIT
    """The most bytes a form may have; a route that takes larger files says so."""

    body_limit: ClassVar[int] = BODY_LIMIT
    """The most bytes any other body may have."""

    speaks: ClassVar[str] = "yanxiu"
    """Whose contract it keeps: ours, or a standard's, which has errors and lists of its own."""

    accepted: ClassVar[tuple[str, ...]] = ("*/*", "application/", "text/event-stream")
    """Of what a client accepts one must be among these."""

    @cached_property
    def own_parameters(self) -> frozenset[str]:
        """The query parameters that FastAPI reads."""
        declared = get_flat_params(self.dependant)
        return frozenset(field.alias for field in declared if isinstance(field.field_info, params.Query))

    @cached_property
    def known_parameters(self) -> frozenset[str]:
        return self.own_parameters.union(*(asked.named for asked in parameters_of(self.dependant)))

    @cached_property
    def repeated_parameters(self) -> frozenset[str]:
        """Those that may be given more than once."""
        declared = get_flat_params(self.dependant)
        own = frozenset(field.alias for field in declared if is_list(field.field_info.annotation))
        return own.union(*(asked.lists for asked in parameters_of(self.dependant)))

    @cached_property
    def checked_queries(self) -> set[bytes]:
        """Query strings found good before; as short and as many as `api.queries` remembers."""
        return set()

    @cached_property
    def takes_form(self) -> bool:
        return self.body_field is not None and isinstance(self.body_field.field_info, params.Form)

    @cached_property
    def is_guarded(self) -> bool:
        return any(isinstance(need.dependency, Permission) for need in self.dependencies)

    @cached_property
    def streams(self) -> bool:
        """What it answers is sent bit by bit, which FastAPI knows how to."""
        return inspect.isasyncgenfunction(self.endpoint)

    @cached_property
    def plan(self) -> Plan:
        return Plan(self.dependant, embeds=self._embed_body_fields)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        if not self.streams:
            return self.handled
        answer = super().get_route_handler()

        async def streamed(request: Request) -> Response:
            self._refuse_undeclared(request)
            return await answer(request)

        return streamed

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As FastAPI, without what it wraps around a request for kinds of dependencies that ours are not."""
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        if self.streams:
            await AsyncExitStackMiddleware(super().handle)(scope, receive, send)
            return
        if scope["method"] == "GET":
            request = (Request if self.own_parameters else ReadRequest)(scope, receive)
        else:
            request = StrictRequest(scope, receive)
        response = await self.handled(request)
        await response(scope, receive, send)

    async def handled(self, request: Request) -> Response:
        """The answer, once what it reports is committed."""
        self._refuse_undeclared(request)
        if isinstance(request, StrictRequest):
            request.limit_body(self.form_limit if self.takes_form else self.body_limit)
        if self.takes_form and self.is_guarded:
            await bearer(request)  # a stranger's file is not even received
        async with AsyncExitStack() as opened:
            try:
                response = await self._answer(request, opened)
            except Replay as replay:
                return replay.response
            if response.status_code < 400:
                await settle(request, response)
        return _not_modified(request, response)

    async def _answer(self, request: Request, opened: AsyncExitStack) -> Response:
        body = await self._body(request, opened)
        said = Said()
        found, errors = await self.plan.run(request, body, said, opened)
        if errors:
            raise RequestValidationError(errors, body=None if body is PydanticUndefined else body)
        if isinstance(found, Response):
            return found
        return await self._rendered(found, said)

    async def _body(self, request: Request, opened: AsyncExitStack) -> Any:
        if self.body_field is None:
            return PydanticUndefined
        try:
            if not self.takes_form:
                return await request.json() if await request.body() else PydanticUndefined
            form = await request.form()
        except HTTPException:
            raise
        except Exception as error:  # what it was, `errors` sees by its cause
            raise HTTPException(400) from error
        opened.push_async_callback(form.close)
        _refuse_twice(form)
        return form

    async def _rendered(self, found: Any, said: Said) -> Response:
        status = said.status_code or self.status_code or 200
        if self.response_field is None:
            assert found is None, f"{self.path} does not say what it answers"
            response = Response(status_code=status)
        else:
            content = await serialize_response(
                field=self.response_field,
                response_content=found,
                exclude_none=self.response_model_exclude_none,
                dump_json=True,
            )
            response = Response(content, status, media_type="application/json")
        response.raw_headers += said.raw_headers
        return response

    def _refuse_undeclared(self, request: Request) -> None:
        query: bytes = request.scope["query_string"]
        if query and query not in self.checked_queries:
            _refuse_query(query, self.known_parameters, self.repeated_parameters)
            if len(query) <= LONGEST and len(self.checked_queries) < REMEMBERED:
                self.checked_queries.add(query)
        accept = header(request, b"accept", "*/*")
        if not any(kind in accept for kind in self.accepted):
            raise NotAcceptable()
        if self.body_field is not None and not self._may_be_empty(request):
            content_type = header(request, b"content-type").partition(";")[0].strip().lower()
            if self.takes_form:
                if content_type not in ("multipart/form-data", "application/x-www-form-urlencoded"):
                    raise UnsupportedMediaType(expected="multipart/form-data")
            elif content_type != "application/json" and not content_type.endswith("+json"):
                raise UnsupportedMediaType(expected="application/json")

    def _may_be_empty(self, request: Request) -> bool:
        """Nothing was sent, and nothing need be: an optional body is left out without naming its type."""
        optional = self.body_field is not None and not self.body_field.field_info.is_required()
        if not optional:
            return False
        return header(request, b"content-length", "0") == "0" and not header(request, b"transfer-encoding")


def _refuse_query(query: bytes, known: frozenset[str], repeated: frozenset[str]) -> None:
    given = QueryParams(query).multi_items()
    twice = _twice(name for name, _ in given if name in known - repeated)
    errors: list[dict[str, Any]] = [{"type": "given_twice", "loc": ("query", name)} for name in twice]
    for name, value in given:
        if name not in known:
            errors.append({"type": "unknown_parameter", "loc": ("query", name[:100])})
        elif "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
            errors.append({"type": "unsafe_text", "loc": ("query", name)})
    if errors:
        raise RequestValidationError(errors)


def _refuse_twice(form: FormData) -> None:
    """Each field once (RFC 6749 §3.2): none of ours is a list, and FastAPI would take the last."""
    twice = _twice(name for name, _ in form.multi_items())
    if twice:
        raise RequestValidationError([{"type": "given_twice", "loc": ("body", name[:100])} for name in twice])


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _limited(request: Request, limit: int) -> Receive:
    declared = header(request, b"content-length")
    if declared.isdigit() and int(declared) > limit:
        raise BodyTooLarge(limit=limit)
    clock, patience = asyncio.get_running_loop().time, request.app.state.settings.client_seconds
    original = request.receive
    received = counted = 0
    until = clock() + patience

    async def receive() -> Message:
        nonlocal received, counted, until
        try:
            async with asyncio.timeout_at(until):
                message = await original()
        except TimeoutError as error:
            raise BodyTooSlow() from error
        received += len(message.get("body", b""))
        if received - counted >= SLOWEST_CLIENT * patience:
            counted, until = received, clock() + patience
        if received > limit:
            raise BodyTooLarge(limit=limit)
        return message

    return receive


def _not_modified(request: Request, response: Response) -> Response:
    if request.method != "GET" or response.status_code != 200:
        return response
    tag = response.headers.get("etag")
    wanted = request.headers.get("if-none-match")
    if tag is None or wanted is None:
        return response
    seen = {candidate.strip().removeprefix("W/") for candidate in wanted.split(",")}
    if tag not in seen and "*" not in seen:
        return response
    return Response(status_code=304, headers={"ETag": tag})


class FileRoute(StrictRoute):
    """Takes a file of the largest size there is, in a form around it."""

    form_limit = MAX_FILE_BYTES + (64 << 10)


class CalendarRoute(StrictRoute):
    """Answers programs that ask for calendars."""

    accepted = ("*/*", "text/", "application/")


class OneRosterRoute(StrictRoute):
    """Answers as the OneRoster standard has it."""

    speaks = "oneroster"
    accepted = ("*/*", "application/")


class CallbackRoute(StrictRoute):
    """Is called by programs elsewhere, that have little to say."""

    body_limit = 64 << 10


class OneConvertor(StringConvertor):
    """The id of one thing, where `bulk` stands beside it: that is no thing, and a GET of it is 405.

    The like of `bulk-decisions` neither.
    """

    regex = r"(?!bulk(?:-[a-z]+)?$)[^/]+"


register_url_convertor("one", OneConvertor())


def room(
    tag: str, prefix: str = "/schools/{school}", *, route_class: type[StrictRoute] = StrictRoute
) -> APIRouter:
    """The router of a room's part; its path starts below the school unless said otherwise."""
    return APIRouter(prefix="/api/v1" + prefix, tags=[tag], route_class=route_class, redirect_slashes=False)
