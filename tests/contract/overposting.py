"""Bodies with fields that are not the asker's to set: those of the answer, of the row, of the account."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.contract.bodies import _build, body_for
from tests.contract.routes import Walked, contract_app

ROW = (
    *("id", "school_id", "district_id", "account_id", "teacher_id", "version", "state", "allowed_actions"),
    *("created_at", "created_by", "updated_at", "role", "roles", "scopes", "is_admin", "password_hash"),
)
"""What attackers try first, whether the answer has it or not."""

NESTED = ("id", "school_id", "version", "state", "account_id")


class Overpost(NamedTuple):
    """A body that is good but for one field; how the pointer to that field ends."""

    pointer: str
    body: Any


def schema() -> dict[str, Any]:
    return contract_app().openapi()


def operation_of(one: Walked) -> dict[str, Any]:
    found: dict[str, Any] = schema()["paths"][one.path][one.method.lower()]
    return found


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        part = schema()["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]]
    return part


def overposts(one: Walked) -> Iterator[Overpost]:
    """Of a route that takes JSON: each field of its answer and of any row that the body has not, and a few in
    each object within."""
    operation = operation_of(one)
    body = body_for(schema(), operation)
    if not isinstance(body, dict):
        return
    top = resolved(operation["requestBody"]["content"]["application/json"]["schema"])
    known = _fields(top)
    for name in sorted(({*ROW} | answered(operation)) - known):
        yield Overpost(f"/{name}", body | {name: 1})
    for path, inner in nested(top):
        for name in sorted({*NESTED} - _fields(inner)):
            filled = _build(schema(), inner) | {name: 1}
            yield Overpost(f"/{name}", _with(top, body, path, filled))


def answered(operation: dict[str, Any]) -> set[str]:
    """The fields of the thing that the route answers with."""
    for status, answer in operation["responses"].items():
        content = answer.get("content", {}).get("application/json")
        if status.startswith("2") and content:
            return _fields(resolved(content["schema"]))
    return set()


def nested(
    part: dict[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every object within an object."""
    if len(path) > 3:
        return
    for name, field in part.get("properties", {}).items():
        for inner in _objects(field):
            yield (*path, name), inner
            yield from nested(inner, (*path, name))


def _objects(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    part = resolved(part)
    if part.get("type") == "object" and "properties" in part:
        yield part
    for option in part.get("anyOf", part.get("oneOf", [])):
        yield from _objects(option)
    if "items" in part:
        yield from _objects(part["items"])


def _with(top: dict[str, Any], body: dict[str, Any], path: tuple[str, ...], filled: Any) -> dict[str, Any]:
    """The body with `filled` where the path leads; what it passes through is built when it is not there."""
    name, *rest = path
    field = resolved(top["properties"][name])
    options = [field, *map(resolved, field.get("anyOf", field.get("oneOf", [])))]
    listed = next((option for option in options if "items" in option), None)
    inner = filled
    if rest:
        holder = next(one for one in _objects(field) if rest[0] in one["properties"])
        inner = _with(holder, _build(schema(), holder), tuple(rest), filled)
    return body | {name: [inner] if listed is not None else inner}


def _fields(part: dict[str, Any]) -> set[str]:
    return set(part.get("properties", {}))
