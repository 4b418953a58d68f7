"""What an answer always has: a field with a default is left out of requests, and never of answers."""

from collections.abc import Iterator
from typing import Any

COMPONENTS = "#/components/schemas/"


def promise(schema: dict[str, Any], shortened: set[str]) -> None:
    """Marks every field of what is only answered as required; but for the operations that leave out nulls."""
    asked: set[str] = set()
    answered: set[str] = set()
    for path in schema["paths"].values():
        for operation in path.values():
            _gather(schema, [operation.get("parameters", []), operation.get("requestBody", {})], asked)
            whole = answered if operation["operationId"] not in shortened else asked
            _gather(schema, [one for status, one in operation["responses"].items() if status < "300"], whole)
    for name in answered - asked:
        fields = schema["components"]["schemas"][name].get("properties")
        if fields:
            schema["components"]["schemas"][name]["required"] = list(fields)


def _gather(schema: dict[str, Any], part: Any, found: set[str]) -> None:
    for name in _named(part):
        if name not in found:
            found.add(name)
            _gather(schema, schema["components"]["schemas"][name], found)


def _named(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        reference = part.get("$ref", "")
        if isinstance(reference, str) and reference.startswith(COMPONENTS):
            yield reference.removeprefix(COMPONENTS)
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _named(one)
