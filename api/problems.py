"""Refusals only HTTP knows: each is a code with its status; the rooms' own refusals live in the domain."""

from typing import ClassVar

from domain.errors import (
    Conflict,
    DomainError,
    Forbidden,
    NotFound,
    RuleViolation,
    Stale,
    TooMany,
    Unauthenticated,
)
from domain.files import StorageAway, StorageFull
from domain.imports import FileTooLarge

STATUS: dict[type[DomainError], int] = {
    FileTooLarge: 413,
    StorageAway: 503,
    StorageFull: 507,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Stale: 412,
    RuleViolation: 422,
    TooMany: 429,
}
DOCUMENTED = (400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 415, 422, 428, 429, 500, 503)


class HttpRefusal(DomainError):
    status: ClassVar[int]


class MalformedBody(HttpRefusal):
    """Not JSON, not UTF-8, or led by a byte-order mark."""

    code, status = "malformed_body", 400


class MalformedHeader(HttpRefusal):
    code, status = "malformed_header", 400


class MalformedRequest(HttpRefusal):
    """What came is no HTTP, or its address or a header is longer than the parser takes."""

    code, status = "malformed_request", 400


class RouteNotFound(HttpRefusal):
    code, status = "not_found", 404


class MethodNotAllowed(HttpRefusal):
    code, status = "method_not_allowed", 405


class NotAcceptable(HttpRefusal):
    code, status = "not_acceptable", 406


class BodyTooLarge(HttpRefusal):
    code, status = "body_too_large", 413


class BodyTooSlow(HttpRefusal):
    """The body came in so slowly that it was no longer waited for; nothing was done."""

    code, status = "body_too_slow", 408


class UnsupportedMediaType(HttpRefusal):
    code, status = "unsupported_media_type", 415


class InvalidInput(HttpRefusal):
    """The body, a parameter or a header is not of the declared shape; `errors` says which."""

    code, status = "invalid_input", 422


class VersionRequired(HttpRefusal):
    """A change must say, by If-Match, which version it was decided on."""

    code, status = "version_required", 428


class KeyRequired(HttpRefusal):
    """This request sends, pays or credits something, and needs an Idempotency-Key."""

    code, status = "idempotency_key_required", 428


class KeyReused(HttpRefusal):
    code, status = "idempotency_key_reused", 422


class KeyInFlight(HttpRefusal):
    code, status = "idempotency_key_in_flight", 409


class InternalError(HttpRefusal):
    code, status = "internal_error", 500


class Unavailable(HttpRefusal):
    code, status = "unavailable", 503


class DatabaseFull(HttpRefusal):
    """The database has no room to write; what is there can be read."""

    code, status = "database_full", 503


def status_of(refusal: DomainError) -> int:
    if isinstance(refusal, HttpRefusal):
        return refusal.status
    return next((status for family, status in STATUS.items() if isinstance(refusal, family)), 500)
