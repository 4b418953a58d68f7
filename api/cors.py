"""Which pages may call the service from a browser, with what, and what they may read of its answers."""

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

ALLOWED = [
    *("Accept", "Accept-Language", "Authorization", "Content-Type", "Idempotency-Key"),
    *("If-Match", "If-None-Match", "Last-Event-ID", "X-Request-Id"),
]
EXPOSED = [
    *("ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id"),
    *("Deprecation", "Sunset", "Link", "Idempotency-Replayed", "Content-Disposition", "X-Total-Count"),
]
REMEMBERED = 600
"""Seconds a browser need not ask again whether it may."""


def let_in(app: FastAPI, origins: Sequence[str]) -> None:
    """Pages of these origins, and no others. Tokens travel in a header, so cookies need not be allowed.

    To be called when the routes are there, and last: a browser shows a page no answer without these headers,
    and it shall see that the database is down.
    """
    methods = {
        method for route in app.routes if isinstance(route, APIRoute) for method in route.methods or ()
    }
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=sorted(methods),
        allow_headers=ALLOWED,
        expose_headers=EXPOSED,
        max_age=REMEMBERED,
    )
