"""The contract as a collection that Postman, Bruno and Insomnia open: every request, ready to be filled in.

Format: Postman Collection v2.1. Signing in comes first and keeps its token for all the others.
"""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
VARIABLES = {
    "base_url": "http://127.0.0.1:8000",
    "school": "shimen",
    "username": "office@shimen",
    "password": "",
    "access_token": "",
    "etag": '"1"',
}
"""Set `password`; `etag` follows the last answer that had one."""

KEEP_TOKEN = ["pm.collectionVariables.set('access_token', pm.response.json().access_token);"]
KEEP_ETAG = [
    "const etag = pm.response.headers.get('ETag');",
    "if (etag) { pm.collectionVariables.set('etag', etag); }",
]
GIVEN = {"If-Match": "{{etag}}", "Idempotency-Key": "{{$guid}}"}
SIGN_IN = {"grant_type": "password", "username": "{{username}}", "password": "{{password}}"}


def collection(contract: dict[str, Any]) -> dict[str, Any]:
    """One folder a tag, in the contract's order, with one request an operation."""
    folders: dict[str, dict[str, Any]] = {
        tag["name"]: {"name": tag["name"], "description": tag["description"], "item": []}
        for tag in contract["tags"]
    }
    for path, operations in contract["paths"].items():
        for method, operation in operations.items():
            folder = folders[operation["tags"][0]]
            folder["item"].append(_item(contract, path, method, operation))
    return {
        "info": {
            "_postman_id": str(uuid5(NAMESPACE_URL, "yanxiu")),
            "name": contract["info"]["title"],
            "description": contract["info"]["summary"],
            "schema": SCHEMA,
        },
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{access_token}}", "type": "string"}],
        },
        "variable": [{"key": name, "value": value} for name, value in VARIABLES.items()],
        "event": [_script(KEEP_ETAG)],
        "item": [folder for folder in folders.values() if folder["item"]],
    }


def _item(contract: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = operation.get("parameters", [])
    request: dict[str, Any] = {
        "method": method.upper(),
        "description": operation.get("description", ""),
        "header": [
            {"key": one["name"], "value": GIVEN.get(one["name"], ""), "disabled": one["name"] not in GIVEN}
            for one in parameters
            if one["in"] == "header"
        ],
        "url": _url(path, parameters),
    }
    body = _body(contract, operation)
    if body is not None:
        request["body"] = body
    if not operation.get("security"):
        request["auth"] = {"type": "noauth"}
    item: dict[str, Any] = {
        "name": f"{operation['summary']} · {operation['operationId']}",
        "request": request,
    }
    if operation["operationId"] == "identity_issue_token":
        item["event"] = [_script(KEEP_TOKEN)]
    return item


def _url(path: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """`{school}` is the collection's variable; other places are the request's own, to be filled in."""
    parts = [_place(part) for part in path.strip("/").split("/")]
    own = [one for one in parameters if one["in"] == "path" and one["name"] != "school"]
    asked = [one for one in parameters if one["in"] == "query"]
    return {
        "raw": "{{base_url}}/" + "/".join(parts),
        "host": ["{{base_url}}"],
        "path": parts,
        "variable": [{"key": one["name"], "value": ""} for one in own],
        "query": [
            {
                "key": one["name"],
                "value": str(one.get("example", "")),
                "description": one.get("description", ""),
                "disabled": not one["required"],
            }
            for one in asked
        ],
    }


def _place(part: str) -> str:
    """{school} → {{school}}, {teacher_id} → :teacher_id, {secret}.ics → :secret.ics"""
    if part == "{school}":
        return "{{school}}"
    return part.replace("{", ":").replace("}", "")


def _body(contract: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        shown = json.dumps(content["application/json"].get("example", {}), ensure_ascii=False, indent=2)
        return {"mode": "raw", "raw": shown, "options": {"raw": {"language": "json"}}}
    if "application/x-www-form-urlencoded" in content:
        fields = SIGN_IN if operation["operationId"] == "identity_issue_token" else {"token": ""}
        return {"mode": "urlencoded", "urlencoded": [{"key": k, "value": v} for k, v in fields.items()]}
    if "multipart/form-data" in content:
        name = content["multipart/form-data"]["schema"]["$ref"].rsplit("/", 1)[-1]
        fields = contract["components"]["schemas"][name]["properties"]
        return {"mode": "formdata", "formdata": [_field(key, part) for key, part in fields.items()]}
    return None


def _field(name: str, part: dict[str, Any]) -> dict[str, Any]:
    described = {"key": name, "description": part.get("description", "")}
    if name == "file":
        return described | {"type": "file", "src": ""}
    return described | {"type": "text", "value": ""}


def _script(lines: list[str]) -> dict[str, Any]:
    return {"listen": "test", "script": {"type": "text/javascript", "exec": lines}}
