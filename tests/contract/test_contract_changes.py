"""What would break a client of the last release is found, and what would not is let pass."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.contract_changes import Change, breaking, compared
from cli.main import app
from cli.openapi import RELEASED, told
from tests.contract.routes import contract_app

Contract = dict[str, Any]

RELEASE = json.loads(Path(__file__).with_name("rooms_contract.json").read_text())
LIST, CREATE = ("paths", "/rooms", "get"), ("paths", "/rooms", "post")
SCHEMAS = ("components", "schemas")
ROOM, BODY = (*SCHEMAS, "Room"), (*SCHEMAS, "RoomBody")
FIELDS, GIVEN = (*ROOM, "properties"), (*BODY, "properties")
GONE = object()


BREAKING = {
    "an operation removed": (("paths", "/rooms"), {}, "#/paths/~1rooms/get", "is gone"),
    "an operation renamed": (
        (*LIST, "operationId"), "find_rooms", "#/paths/~1rooms/get/operationId", "was list_rooms",
    ),
    "a way in removed": ((*LIST, "security"), [{"bearer": []}], "/security", "lets everybody in"),
    "public no more": ((*CREATE, "security"), [{"bearer": []}], "/security", "lets everybody in"),
    "a token now a must": (
        ("paths", "/rooms/clean", "post", "security"), [{"bearer": []}], "/security", "lets everybody in",
    ),
    "another permission": ((*LIST, "x-permission"), "room:write", "/x-permission", "was room:read"),
    "a parameter removed": ((*LIST, "parameters", 0), GONE, "query/limit", "no longer taken"),
    "a parameter now required": ((*LIST, "parameters", 0, "required"), True, "query/limit", "now required"),
    "a new parameter that must be sent": (
        (*LIST, "parameters", 2), {"name": "q", "in": "query", "required": True, "schema": {}},
        "query/q", "is new, and required",
    ),
    "a limit lowered": ((*LIST, "parameters", 0, "schema", "maximum"), 100, "query/limit", "maximum was 200"),
    "a limit raised": ((*LIST, "parameters", 0, "schema", "minimum"), 2, "query/limit", "minimum was 1"),
    "a body no longer taken": ((*CREATE, "requestBody"), GONE, "/requestBody", "no longer taken"),
    "a body now required": (
        ("paths", "/rooms/clean", "post", "requestBody", "required"), True, "/requestBody", "now required",
    ),
    "another media type taken": (
        (*CREATE, "requestBody", "content"), {"text/csv": {}}, "content/application~1json", "is gone",
    ),
    "a field now required": ((*BODY, "required"), ["name", "code"], "properties/code", "now required"),
    "a field no longer taken": ((*GIVEN, "code"), GONE, "properties/code", "no longer taken"),
    "a text shortened": ((*GIVEN, "name", "maxLength"), 10, "properties/name", "maxLength was 20"),
    "a limit added": ((*GIVEN, "code", "maxLength"), 9, "properties/code", "not set"),
    "more items asked for": ((*GIVEN, "days", "minItems"), 2, "properties/days", "minItems was 1"),
    "another pattern": ((*GIVEN, "code", "pattern"), "^[a-z]+$", "properties/code", "pattern was"),
    "another format": ((*GIVEN, "at", "format"), "date", "properties/at", "format was date-time"),
    "a type narrowed": ((*GIVEN, "seats", "type"), "integer", "properties/seats", "no longer takes number"),
    "null no longer taken": ((*GIVEN, "note"), {"type": "string"}, "properties/note", "no longer takes null"),
    "other items taken": ((*GIVEN, "days", "items"), {"type": "string"}, "days/items", "takes integer"),
    "a shorter tuple": ((*GIVEN, "pair", "prefixItems"), [{}], "properties/pair", "had 2 places"),
    "another tuple": ((*GIVEN, "pair", "prefixItems", 1), {"type": "null"}, "prefixItems/1", "integer"),
    "a map closed": ((*GIVEN, "extra", "additionalProperties"), False, "properties/extra", "no fields"),
    "a map narrowed": (
        (*GIVEN, "extra", "additionalProperties"), {"type": "string"}, "properties/extra", "one type",
    ),
    "an unread keyword": ((*GIVEN, "code", "not"), {"const": "A"}, "properties/code", "not changed"),
    "a value removed": ((*SCHEMAS, "State", "enum"), ["open"], "State", "no longer takes 'shut'"),
    "a state added": ((*SCHEMAS, "State", "enum"), ["open", "shut", "lost"], "State", "may now be 'lost'"),
    "an enumeration opened": ((*SCHEMAS, "State"), {"type": "string"}, "State", "may now be any value"),
    "a problem's field": ((*SCHEMAS, "Problem", "properties"), {}, "Problem/properties/code", "is gone"),
    "a field removed from answers": ((*FIELDS, "name"), GONE, "Room/properties/name", "is gone"),
    "a field seldom there removed": ((*FIELDS, "reason"), GONE, "Room/properties/reason", "is gone"),
    "a field now optional": ((*ROOM, "required"), ["id"], "properties/name", "may now be missing"),
    "another type": ((*FIELDS, "name"), {"type": "integer"}, "properties/name", "may now be integer"),
    "a format dropped": ((*FIELDS, "id", "format"), GONE, "properties/id", "format was uuid"),
    "null answered": ((*FIELDS, "name"), {"type": ["string", "null"]}, "properties/name", "may now be null"),
    "another constant": ((*FIELDS, "sort"), {"const": "cellar"}, "properties/sort", "'cellar'"),
    "a map no longer answered": (
        (*FIELDS, "labels"), {"type": "object", "additionalProperties": False},
        "properties/labels", "no fields",
    ),
    "a map of something else": (
        (*FIELDS, "labels", "additionalProperties"), {"type": "integer"},
        "labels/additionalProperties", "integer",
    ),
    "a status removed": ((*LIST, "responses", "404"), GONE, "responses/404", "no longer answered"),
    "a success nobody expects": ((*LIST, "responses", "206"), {}, "responses/206", "new success"),
    "nothing answered": ((*LIST, "responses", "200", "content"), {}, "content/application~1json", "is gone"),
}  # fmt: skip
"""What is changed, to what, and where and how that is told."""


def changed(*steps: object, to: object) -> list[Change]:
    """What breaks when the released contract has at the end of these steps what `to` says, or nothing."""
    today = deepcopy(RELEASE)
    part: Any = today
    for step in steps[:-1]:
        part = part[step]
    if to is GONE:
        del part[steps[-1]]
    else:
        part[steps[-1]] = to
    return breaking(RELEASE, today)


@pytest.mark.parametrize(("steps", "to", "pointer", "says"), BREAKING.values(), ids=BREAKING)
def test_a_breaking_change_is_found_where_it_was_made(
    steps: tuple[object, ...], to: object, pointer: str, says: str
) -> None:
    found = changed(*steps, to=to)

    assert any(pointer in one.pointer and says in one.says for one in found), found


@pytest.mark.parametrize(
    ("steps", "to"),
    [
        pytest.param(("paths", "/chairs"), {"get": {}}, id="a new path"),
        pytest.param(("paths", "/rooms/old"), {}, id="what was deprecated goes"),
        pytest.param(
            (*LIST, "parameters", 2), {"name": "q", "in": "query", "schema": {}}, id="a new parameter"
        ),
        pytest.param((*LIST, "parameters", 0, "schema", "maximum"), 500, id="a limit raised"),
        pytest.param((*LIST, "responses", "409"), {}, id="another refusal"),
        pytest.param((*LIST, "security"), [], id="everybody let in"),
        pytest.param((*LIST, "description"), "Otherwise told", id="other words"),
        pytest.param((*CREATE, "requestBody", "required"), False, id="a body no longer a must"),
        pytest.param((*BODY, "required"), [], id="a field no longer a must"),
        pytest.param((*GIVEN, "colour"), {"type": "string"}, id="another field taken"),
        pytest.param((*GIVEN, "code", "pattern"), GONE, id="a pattern dropped"),
        pytest.param((*GIVEN, "name"), {"anyOf": [{"type": "string"}, {"type": "null"}]}, id="null taken"),
        pytest.param((*GIVEN, "days", "items", "type"), "number", id="a type widened"),
        pytest.param((*BODY, "additionalProperties"), GONE, id="any field taken"),
        pytest.param((*SCHEMAS, "Reason", "enum"), ["holiday", "flood"], id="a vocabulary grown"),
        pytest.param((*FIELDS, "colour"), {"type": "string"}, id="another field answered"),
        pytest.param((*FIELDS, "gone_soon"), GONE, id="a deprecated field gone"),
        pytest.param((*FIELDS, "name", "maxLength"), 200, id="a longer text answered"),
        pytest.param((*FIELDS, "note"), {"type": "string"}, id="null no longer answered"),
        pytest.param((*FIELDS, "sort"), {"type": "integer"}, id="one alternative less"),
        pytest.param((*ROOM, "x-anything"), 1, id="a word of our own"),
    ],
)
def test_what_is_only_added_passes(steps: tuple[object, ...], to: object) -> None:
    assert changed(*steps, to=to) == []


def test_a_shared_change_is_told_once_with_all_who_meet_it() -> None:
    (found,) = changed(*FIELDS, "name", to=GONE)

    assert found.operations == ("GET /rooms", "POST /rooms")
    assert told(found) == "#/components/schemas/Room/properties/name: is gone (GET /rooms, POST /rooms)"


def test_alternatives_hold_together_with_what_stands_beside_them() -> None:
    base = {"type": "object", "properties": {"by": {"type": "string"}}, "required": ["by"]}
    choice = [{"properties": {"name": {"type": "string"}}, "required": ["name"]}, {"properties": {"id": {}}}]
    today, release = deepcopy(RELEASE), deepcopy(RELEASE)
    release["components"]["schemas"]["RoomBody"] = {"allOf": [base], "oneOf": choice}
    today["components"]["schemas"]["RoomBody"] = {**base, "oneOf": choice[1:]}

    assert breaking(release, release) == []
    assert [one.says for one in breaking(release, today)] == ["is no longer taken"]


def contract() -> Contract:
    return compared(contract_app().openapi())


def test_the_contract_breaks_no_client_of_the_last_release() -> None:
    assert [told(one) for one in breaking(json.loads(RELEASED.read_text()), contract())] == []


def test_a_change_of_the_real_contract_is_found() -> None:
    today = contract()
    today["components"]["schemas"]["Problem"]["properties"]["code"]["type"] = "integer"

    (found,) = breaking(contract(), today)

    assert found.pointer == "#/components/schemas/Problem/properties/code"
    assert len(found.operations) > 600


def test_the_command_names_an_intentional_breaking_change_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = contract()
    released["components"]["schemas"]["Teacher"]["properties"]["nickname"] = {"type": "string"}
    (tmp_path / "released.json").write_text(json.dumps(released))
    monkeypatch.setattr("cli.openapi.RELEASED", tmp_path / "released.json")

    failed = CliRunner().invoke(app, ["openapi", "--breaking"])
    sealed = CliRunner().invoke(app, ["openapi", "--release"])
    passed = CliRunner().invoke(app, ["openapi", "--breaking"])

    assert (failed.exit_code, sealed.exit_code, passed.exit_code) == (1, 0, 0)
    assert "#/components/schemas/Teacher/properties/nickname: is gone (GET /api/v1/schools/" in failed.output


def test_what_is_said_to_people_is_no_part_of_a_release() -> None:
    kept = contract()["components"]["schemas"]["Teacher"]

    assert "title" in kept["properties"]  # a field's name, and not JSON Schema's title
    assert "title" not in kept
    assert "description" not in json.dumps(contract()["paths"]["/api/v1/me"])
