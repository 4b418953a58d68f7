"""Inputs that a naive service chokes on get the answer the contract states, and leave nothing unreadable."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from persistence.ids import new_id
from tests.contract.bodies import body_for
from tests.contract.population import path_for, populate
from tests.contract.routes import Walked, contract_app, walked
from tests.scene import Caller, Scene

pytestmark = pytest.mark.untraced

APP = contract_app()
SCHEMA = APP.openapi()
ROUTES = [one for one in walked(APP) if one.action is not None and "{school}" in one.path]

LONE_SURROGATE = "\ud800"
NEVER_VALID: dict[str, list[Any]] = {
    "integer": [True, "7", 1.5, -(2**63), 2**31, 2**63, None, []],
    "boolean": [1, 0, "true", "yes"],
    "string": ["\x00", f"a{LONE_SURROGATE}b", 7, True, {}, "x" * 60_000],
    "date": [0, 20210401, "2021-02-30", "0000-00-00", "2021-04-01T00:00:00", "9999-12-31", "1", "1617235200"],
    "date-time": [
        0,
        1617235200,
        "1617235200",
        "0.5",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+12:00",
        "2021-04-01T08:00:00",
    ],
    "decimal": [1.5, 7, "NaN", "Infinity", "-Infinity", "1e400", "1.005", "", "٣٣", "1e2", " 1"],
    "uuid": ["x", 7, "00000000-0000-0000-0000-00000000000g"],
    "array": ["x", {}, 7],
    "object": ["x", [], 7],
}
QUERIES = {
    "limit": ["-1", "0", "201", "NaN", "1e3", "9999999999999999999999", "٣", ""],
    "cursor": ["x", "%00", "////", "W10"],
    "starts_from": ["0.5", "1617235200", "2021-04-01", "9999-12-31T23:59:59-12:00"],
    "at_to": ["0.5", "1617235200", "2021-04-01"],
    "day_from": ["0", "1617235200", "2021-02-30"],
}


def kind_of(part: dict[str, Any]) -> tuple[str, bool]:
    """(what a field takes, whether null is allowed)."""
    options = part.get("anyOf", [part])
    nullable = any(option.get("type") == "null" for option in options)
    real = next(option for option in options if option.get("type") != "null")
    if "$ref" in real:
        real = SCHEMA["components"]["schemas"][real["$ref"].rsplit("/", 1)[-1]]
    if "enum" in real or "const" in real:
        return "uuid", nullable
    if str(real.get("pattern", "")).find(r"\d{1,") >= 0:
        return "decimal", nullable
    return real.get("format", real.get("type", "object")), nullable


def mutations(one: Walked) -> Iterator[tuple[str, Any]]:
    """Bodies valid but for one field each, and which field that is."""
    operation = SCHEMA["paths"][one.path][one.method.lower()]
    valid = body_for(SCHEMA, operation)
    if not isinstance(valid, dict):
        return
    reference = operation["requestBody"]["content"]["application/json"]["schema"]
    fields = SCHEMA["components"]["schemas"][reference["$ref"].rsplit("/", 1)[-1]].get("properties", {})
    yield "unknown", {**valid, "no_such_field": 1}
    for name, part in fields.items():
        kind, nullable = kind_of(part)
        for value in NEVER_VALID.get(kind, NEVER_VALID["object"]):
            if not (nullable and value is None):
                yield f"{name}={value!r:.40}", {**valid, name: value}


async def send(caller: Caller, one: Walked, path: str, raw: bytes) -> Any:
    headers = {"Content-Type": "application/json", "If-Match": '"1"', "Idempotency-Key": "x"}
    return await caller.ask(one.method, path, content=raw, headers=headers)


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.both_offices()


async def lists_still_read(scene: Scene, office: Caller) -> None:
    for one in ROUTES:
        if one.method == "GET" and one.path.count("{") == 1 and "template" not in one.path:
            needed = [
                parameter
                for parameter in SCHEMA["paths"][one.path]["get"].get("parameters", [])
                if parameter["in"] == "query" and parameter.get("required")
            ]
            given = {parameter["name"]: needed_value(parameter) for parameter in needed}
            answer = await office.get(one.path.replace("{school}", scene.code), **given)
            assert answer.status_code == 200, f"{one.path}: {answer.text}"


def needed_value(parameter: dict[str, Any]) -> Any:
    kind, _ = kind_of(parameter["schema"])
    known = {"integer": 2020, "date": "2021-04-01", "uuid": str(new_id())}
    return known.get(kind, parameter["schema"].get("enum", ["x"])[0])


async def test_no_field_takes_what_it_must_not(scene: Scene, office: Caller) -> None:
    ids = await populate(scene)
    await scene.year(2021)
    tried = 0
    for one in ROUTES:
        path = path_for(one.path.replace("{school}", scene.code), ids)
        for name, body in mutations(one):
            answer = await send(office, one, path, json.dumps(body).encode())
            assert answer.status_code == 422, (
                f"{one.method} {one.path} {name}: {answer.status_code} {answer.text}"
            )
            assert answer.json()["code"] == "invalid_input", f"{one.path} {name}: {answer.text}"
            tried += 1
    assert tried > 0
    await lists_still_read(scene, office)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        pytest.param(b"\xef\xbb\xbf{}", 400, id="a byte-order mark"),
        pytest.param(b'{"name": "\xff\xfe"}', 400, id="not UTF-8"),
        pytest.param(b"{", 400, id="not JSON"),
        pytest.param(b"[" * 100_000, 400, id="nested without end"),
        pytest.param(b'{"x": ' + b"9" * 5000 + b"}", 400, id="a number of thousands of digits"),
        pytest.param(b'{"x": NaN}', 422, id="not a number"),
        pytest.param(b"null", 422, id="nothing"),
        pytest.param(b'"x"', 422, id="not an object"),
    ],
)
async def test_a_malformed_body_is_told_from_an_invalid_one(
    scene: Scene, office: Caller, raw: bytes, status: int
) -> None:
    for one in ROUTES:
        if "application/json" in str(SCHEMA["paths"][one.path][one.method.lower()].get("requestBody", "")):
            path = path_for(one.path.replace("{school}", scene.code), {})
            answer = await send(office, one, path, raw)
            assert answer.status_code == status, f"{one.method} {one.path}: {answer.text}"


async def test_a_list_refuses_what_its_parameters_cannot_be(scene: Scene, office: Caller) -> None:
    for one in ROUTES:
        parameters = SCHEMA["paths"][one.path][one.method.lower()].get("parameters", [])
        names = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
        if one.method != "GET" or "limit" not in names:
            continue
        for name, values in QUERIES.items():
            for value in values if name in names else ():
                url = f"{one.path.replace('{school}', scene.code)}?{name}={value}"
                answer = await office.get(url.replace("{teacher_id}", "x").replace("{session_id}", "x"))
                assert answer.status_code == 422, f"{url}: {answer.status_code}"


async def test_a_body_larger_than_any_form_needs_is_refused_unread(scene: Scene, office: Caller) -> None:
    for one in ROUTES:
        if "application/json" in str(SCHEMA["paths"][one.path][one.method.lower()].get("requestBody", "")):
            path = path_for(one.path.replace("{school}", scene.code), {})
            answer = await send(office, one, path, b'{"x": "' + b"x" * (1 << 20) + b'"}')
            assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
