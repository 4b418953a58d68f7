"""`yanxiu` with one leak in what it logs, for the scan that must find it. Run as a program: WHICH …"""

import logging
import sys
from collections.abc import Callable
from typing import Any

import structlog
import uvicorn

from api import edge, errors
from cli import main

log = structlog.get_logger("yanxiu.leak")


def none() -> None:
    """A sound build."""


def query() -> None:
    """The line of a request tells its query, with whatever code is in it."""
    sound = edge.Edge._record

    def record(self: edge.Edge, asked: Any, scope: Any, status: int, seconds: float) -> None:
        log.info("request", query=scope["query_string"].decode())
        sound(self, asked, scope, status, seconds)

    edge.Edge._record = record  # type: ignore[method-assign]


def headers() -> None:
    """A refusal is logged with the headers it came with."""
    sound = errors.problem

    def problem(request: Any, *given: Any, **named: Any) -> Any:
        log.info("refused", came_with=repr(request.headers.raw))
        return sound(request, *given, **named)

    errors.problem = problem


def access_log() -> None:
    """uvicorn's own access log, which has the path and the query of each request."""
    sound = uvicorn.Config

    def config(*given: Any, **named: Any) -> uvicorn.Config:
        return sound(*given, **named | {"access_log": True})

    setattr(uvicorn, "Config", config)  # noqa: B010 a class, for mypy
    logging.getLogger("uvicorn.access").setLevel("INFO")


ALL = (none, query, headers, access_log)
LEAKS: dict[str, Callable[[], None]] = {one.__name__: one for one in ALL}


if __name__ == "__main__":
    LEAKS[sys.argv.pop(1)]()
    main.app()
