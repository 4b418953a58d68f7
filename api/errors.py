"""Refusals, bad input and failures become RFC 9457 problems here, and nowhere else."""

import errno
from collections.abc import Callable

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.inputs import described
from api.oneroster import status_info
from api.problems import (
    BodyTooLarge,
    DatabaseFull,
    InternalError,
    InvalidInput,
    MalformedBody,
    MalformedRequest,
    MethodNotAllowed,
    NotAcceptable,
    RouteNotFound,
    Unavailable,
    UnsupportedMediaType,
    status_of,
)
from api.texts import sentence, wants_english
from domain.errors import DomainError, ItemsConflict, ItemsRefused
from domain.files import StorageFull
from domain.projects.closing import MaterialsMissing
from domain.training.duty import DutiesOpen

log = structlog.get_logger("yanxiu.error")

TITLES: dict[int, tuple[str, str]] = {
    400: ("请求格式错误", "Bad request"),
    401: ("未登录", "Not signed in"),
    403: ("没有权限", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("方法不支持", "Method not allowed"),
    406: ("格式不支持", "Not acceptable"),
    408: ("上传过慢", "Too slow"),
    409: ("有冲突", "Conflict"),
    412: ("版本已变", "It changed meanwhile"),
    413: ("内容过大", "Too large"),
    415: ("类型不支持", "Unsupported media type"),
    422: ("不符合规则", "Against a rule"),
    428: ("缺少条件", "A precondition is required"),
    429: ("过于频繁", "Too many requests"),
    500: ("系统出错", "Internal error"),
    503: ("暂时不可用", "Unavailable"),
    507: ("存储已满", "Storage full"),
}
_BY_STATUS = {404: RouteNotFound, 405: MethodNotAllowed, 406: NotAcceptable, 415: UnsupportedMediaType}


def problem(
    request: Request, refusal: DomainError, *, errors: list[dict[str, str]] | None = None
) -> Response:
    language = request.headers.get("accept-language", "")
    said = sentence(refusal.code, refusal.facts, language)
    if status_info.is_spoken(request):
        status, body = status_info.written(refusal, said, errors or [])
        return JSONResponse(body, status, _headers(refusal, status, language))
    request_id = request.scope.get("yanxiu.request_id", "")
    return _written(refusal, said, language, request.url.path, request_id, errors or [])


def unparsed() -> Response:
    """For what never became a request."""
    refusal = MalformedRequest()
    return _written(refusal, sentence(refusal.code, refusal.facts, ""), "", "", "", [])


def _written(
    refusal: DomainError,
    said: str,
    language: str,
    instance: str,
    request_id: str,
    errors: list[dict[str, str]],
) -> Response:
    status = status_of(refusal)
    body = {
        "type": f"/problems/{refusal.code}",
        "title": TITLES[status][1 if wants_english(language) else 0],
        "status": status,
        "detail": said,
        "instance": instance,
        "code": refusal.code,
        "request_id": request_id,
        "errors": errors,
    }
    return JSONResponse(
        body, status, _headers(refusal, status, language), media_type="application/problem+json"
    )


def _headers(refusal: DomainError, status: int, language: str) -> dict[str, str]:
    headers = {"Content-Language": "en" if wants_english(language) else "zh-CN"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="yanxiu"'
    if status in (429, 503):
        headers["Retry-After"] = str(refusal.facts.get("seconds", 2))
    if status == 429:
        headers["RateLimit-Policy"] = f'"{refusal.facts["name"]}";q={refusal.facts["limit"]};w=60'
        headers["RateLimit"] = f'"{refusal.facts["name"]}";r=0;t={refusal.facts["seconds"]}'
    return headers


def answered(
    request: Request,
    error: Exception,
    *,
    is_outage: Callable[[BaseException], bool],
    is_full: Callable[[BaseException], bool],
) -> Response:
    """What an error becomes, whichever it is."""
    if isinstance(error, DomainError):
        return _refused(request, error)
    if isinstance(error, RequestValidationError):
        return _refused_input(request, error)
    if isinstance(error, HTTPException):
        return _refused_http(request, error)
    return _failed(request, error, is_outage(error), is_full(error))


def _refused(request: Request, error: DomainError) -> Response:
    refused = (
        error if isinstance(error, (ItemsRefused, ItemsConflict, DutiesOpen, MaterialsMissing)) else None
    )
    several = None if refused is None else _items(request, refused)
    return problem(request, error, errors=several)


def _items(
    request: Request, refused: ItemsRefused | ItemsConflict | DutiesOpen | MaterialsMissing
) -> list[dict[str, str]]:
    language = request.headers.get("accept-language", "")
    return [
        {"pointer": pointer, "code": one.code, "message": sentence(one.code, one.facts, language)}
        for pointer, one in refused.refusals
    ]


def _refused_input(request: Request, error: RequestValidationError) -> Response:
    details = list(error.errors())
    if any(detail["type"] == "json_invalid" for detail in details):
        return problem(request, MalformedBody())
    language = request.headers.get("accept-language", "")
    return problem(request, InvalidInput(), errors=described(details, language))


def _refused_http(request: Request, error: HTTPException) -> Response:
    cause = error.__cause__
    if isinstance(cause, DomainError):
        return problem(request, cause)
    if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
        return problem(request, StorageFull())  # a form's file is set down on the disk while it comes in
    if error.status_code == 413:
        return problem(request, BodyTooLarge(limit=0))
    refusal = _BY_STATUS.get(error.status_code, MalformedBody)
    facts = {"expected": "application/json"} if error.status_code == 415 else {}
    response = problem(request, refusal(**facts))
    if error.status_code == 405:
        response.headers["Allow"] = ", ".join(sorted(_methods_at(request)))
    return response


def _methods_at(request: Request) -> set[str]:
    """Every method the path takes: a path with several has a route for each."""
    at_path = (
        route
        for route in request.app.routes
        if isinstance(route, Route) and route.path_regex.match(request.url.path)
    )
    return set().union(*(route.methods or () for route in at_path))


def _failed(request: Request, error: Exception, is_outage: bool, is_full: bool) -> Response:
    """An error nobody expected: 503 when it will pass by itself, otherwise 500 with a record of it.

    The record names the route, not the path: a path may hold a secret link.
    """
    route = getattr(request.scope.get("route"), "path", "none")
    if is_full:
        log.error("database_full", route=route)
        return problem(request, DatabaseFull(seconds=60))
    if is_outage:
        log.warning("unavailable", error=type(error).__name__, route=route)
        return problem(request, Unavailable())
    log.error("internal_error", route=route, exc_info=error)
    return problem(request, InternalError())
