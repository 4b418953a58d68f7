"""The answers of the service as JSON Schema, from the one table of what there is."""

from typing import Any

from domain.oneroster.records import VENDOR, Collection, Field, Kind

_TEXT = {"type": "string"}
_PLAIN: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: _TEXT,
    Kind.FLAG: {"type": "string", "enum": ["true", "false"]},
    Kind.DAY: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.NUMBER: {"type": "integer"},
    Kind.TEXTS: {"type": "array", "items": _TEXT},
    Kind.USER_IDS: {
        "type": "array",
        "items": {"type": "object", "properties": {"type": _TEXT, "identifier": _TEXT}},
    },
}
HEADERS = {
    "X-Total-Count": {"description": "How many match, on all pages.", "schema": {"type": "integer"}},
    "Link": {"description": "`first`, `last`, and where there are such `prev` and `next`.", "schema": _TEXT},
}


def _reference(kind: str) -> dict[str, Any]:
    properties = {"href": {"type": "string", "format": "uri"}, "sourcedId": _TEXT}
    return {"type": "object", "properties": {**properties, "type": {"type": "string", "enum": [kind]}}}


def _of(field: Field) -> dict[str, Any]:
    if field.kind is Kind.REFERENCE:
        return _reference(field.of)
    if field.kind is Kind.REFERENCES:
        return {"type": "array", "items": _reference(field.of)}
    if field.kind is Kind.ROLES:
        days = dict.fromkeys(("beginDate", "endDate"), _PLAIN[Kind.DAY])
        role = {"roleType": _TEXT, "role": _TEXT, "org": _reference("org"), **days}
        return {"type": "array", "items": {"type": "object", "properties": role}}
    return _PLAIN[field.kind]


def record_schema(collection: Collection) -> dict[str, Any]:
    """Nothing in it is required: `fields` may leave anything out."""
    own = {"type": "object", "properties": {one.name: _of(one) for one in collection.metadata}}
    properties = {one.name: _of(one) for one in collection.fields}
    metadata = {"type": "object", "properties": {VENDOR: own}}
    return {"type": "object", "properties": {**properties, "metadata": metadata}}


def answer(collection: Collection, *, many: bool) -> dict[int | str, dict[str, Any]]:
    """What a route declares of its 200."""
    record = record_schema(collection)
    name, part = (collection.many, {"type": "array", "items": record}) if many else (collection.one, record)
    schema = {"type": "object", "required": [name], "properties": {name: part}}
    found: dict[str, Any] = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    return {200: found | ({"headers": HEADERS} if many else {})}
