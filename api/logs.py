"""Structured logs: one JSON object a line, or columns for a person at a terminal. No tokens, no names.

Our own lines go straight out, since there is one for every request. What libraries (procrastinate, psycopg's
pool, uvicorn) say by the standard library's logging comes out alike, through one handler at its root.
"""

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from functools import cache
from typing import Any, TextIO, cast

import structlog
from pydantic_core import to_json
from structlog.stdlib import ProcessorFormatter

REDACTED = ("authorization", "password", "token", "secret", "phone", "email", "id_number")
_ANY = rf"\w*(?:{'|'.join(REDACTED)})\w*"
_VALUE = r"""(?:'[^']*'|"[^"]*"|\([^)]*\)|(?:Bearer |Basic )?[^\s,;)&]+)"""
_TOLD = re.compile(
    rf"""(?P<kept>{_ANY}['")]?\s*[=:]\s*){_VALUE}"""
    r"|(?P<address>://[^\s/:@]*:)[^\s@]*(?=@)"
    r"|(?P<detail>DETAIL: +).*",
    re.IGNORECASE,
)

_CALL = re.compile(r"(\w+\[(?:\d+|None)\])\(.*\)")
"""A job as procrastinate names it, `plan_cover[7](…)`: what it was given may be what somebody wrote."""


@cache  # the names are those our own code logs by
def _is_secret(name: str) -> bool:
    return any(word in name for word in REDACTED)


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in event:
        if _is_secret(name):
            event[name] = "***"
    return event


def redact_traceback(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if "exception" in event:
        event["exception"] = without_secrets(event["exception"])
    return event


def redact_sentence(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["event"] = without_secrets(event["event"])
    return event


def without_secrets(text: str) -> str:
    """What is told in a sentence: `password='…'`, the password of an address, the row PostgreSQL refuses."""
    text = _CALL.sub(r"\1", text)
    return _TOLD.sub(lambda found: next(filter(None, found.groups())) + "***", text)


def _as_json(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    """A quarter of what json.dumps takes, and Chinese stays readable."""
    try:
        return to_json(event, fallback=repr).decode()
    except ValueError:  # half a character, as a path can have
        return json.dumps(event, default=repr)


def configure(level: str, log_format: str) -> None:
    """Once or again: what is configured last holds, and no line comes out twice."""
    for_a_person = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    renderer: Any = (
        # A traceback with the values of variables would hold what must not be logged.
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if for_a_person
        else _as_json
    )
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
        structlog.processors.format_exc_info,
        redact_traceback,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, Stderr())),
        cache_logger_on_first_use=True,
    )
    _take_over(level, [structlog.stdlib.add_logger_name, *shared, redact_sentence], renderer)


class Stderr:
    """Whatever stderr is at the time: one that was put in its place may be closed by now."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class Lines(logging.StreamHandler[TextIO]):
    """On whatever stderr is at the time."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def _take_over(level: str, processors: list[Any], renderer: Any) -> None:
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, Lines):
            root.removeHandler(handler)
    root.addHandler(
        Lines(
            ProcessorFormatter(
                foreign_pre_chain=processors,
                processors=[ProcessorFormatter.remove_processors_meta, renderer],
            )
        )
    )
    root.setLevel(level.upper())
    uvicorn = logging.getLogger("uvicorn")  # started by its own command it brings a handler
    uvicorn.handlers.clear()
    uvicorn.propagate = True
