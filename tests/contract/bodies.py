"""A smallest body that an operation's schema allows, so that a walk gets past the form and to the matter."""

from typing import Any

from persistence.ids import new_id

EXAMPLES = {
    "uuid": "00000000-0000-7000-8000-000000000000",
    "date": "2021-04-01",
    "date-time": "2021-04-01T08:00:00+08:00",
    "binary": "x",
}


def body_for(schema: dict[str, Any], operation: dict[str, Any]) -> Any:
    """JSON for the operation's body, or None when it takes none (or takes a form)."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    return _build(schema, content["application/json"]["schema"])


def form_for(schema: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    """Fields of the operation's form, files as texts, or None when it takes none."""
    content = operation.get("requestBody", {}).get("content", {})
    for kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        if kind in content:
            built: dict[str, Any] = _build(schema, content[kind]["schema"])
            return built
    return None


def _build(schema: dict[str, Any], part: dict[str, Any]) -> Any:
    if "$ref" in part:
        return _build(schema, schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]])
    if "enum" in part:
        return part["enum"][0]
    if "const" in part:
        return part["const"]
    if "anyOf" in part:
        return _build(schema, part["anyOf"][0])
    if part.get("examples"):
        return part["examples"][0]
    match part.get("type"):
        case "object":
            fields = part.get("properties", {})
            return {name: _build(schema, fields[name]) for name in part.get("required", [])}
        case "array":
            return [_build(schema, part["items"])] * part.get("minItems", 0)
        case "integer":
            return int(part.get("minimum", 1))
        case "boolean":
            return True
        case "string" if "format" in part:
            return EXAMPLES.get(part["format"], "x")
        case "string":
            return f"x{new_id().hex[-12:]}"
    return None
