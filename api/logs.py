"""Structured logs: one JSON object a line, or columns for a person at a terminal. No tokens, no names."""

import json
import logging
import sys
from collections.abc import MutableMapping
from functools import cache
from typing import Any

import structlog

REDACTED = ("authorization", "password", "token", "secret", "phone", "email", "id_number")


@cache  # the names are those our own code logs by
def _is_secret(name: str) -> bool:
    return any(word in name for word in REDACTED)


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in event:
        if _is_secret(name):
            event[name] = "***"
    return event


# Made once: json.dumps with arguments, as structlog calls it, makes an encoder for every line.
_encode = json.JSONEncoder(default=repr).encode


def _as_json(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    return _encode(event)


def configure(level: str, log_format: str) -> None:
    renderer: Any = structlog.dev.ConsoleRenderer() if log_format == "console" else _as_json
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
