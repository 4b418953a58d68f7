"""Structured logs: one JSON object a line, or columns for a person at a terminal. No tokens, no names."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

REDACTED = ("authorization", "password", "token", "secret", "phone", "email", "id_number")


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in event:
        if any(word in name for word in REDACTED):
            event[name] = "***"
    return event


def configure(level: str, log_format: str) -> None:
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if log_format == "console" else structlog.processors.JSONRenderer()
    )
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
