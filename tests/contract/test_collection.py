"""The collection for Postman and Bruno: every operation once, and requests that can be sent as they stand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.collection import VARIABLES, collection
from tests.contract.routes import contract_app
from tests.scene import Scene

CONTRACT: dict[str, Any] = contract_app().openapi()
MADE = collection(CONTRACT)


def requests() -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in MADE["item"]:
        for item in folder["item"]:
            yield item["name"].rpartition(" · ")[2], item


ITEMS = dict(requests())
READY = [
    pytest.param(item["request"], id=name)
    for name, item in ITEMS.items()
    if item["request"]["method"] == "GET"
    and not item["request"]["url"]["variable"]
    and all(one["disabled"] for one in item["request"]["url"]["query"])
    and "{{school}}" in item["request"]["url"]["raw"]
]


def test_every_operation_stands_in_it_once() -> None:
    operations = [one["operationId"] for path in CONTRACT["paths"].values() for one in path.values()]

    assert sorted(operations) == sorted(name for name, _ in requests())


def test_the_same_contract_makes_the_same_file() -> None:
    assert json.dumps(collection(CONTRACT)) == json.dumps(MADE)


def test_signing_in_asks_for_no_token_and_keeps_the_one_it_gets() -> None:
    item = ITEMS["identity_issue_token"]

    assert item["request"]["auth"] == {"type": "noauth"}
    assert {one["key"]: one["value"] for one in item["request"]["body"]["urlencoded"]} == {
        "grant_type": "password",
        "username": "{{username}}",
        "password": "{{password}}",
    }
    assert "access_token" in item["event"][0]["script"]["exec"][0]


def test_a_change_brings_its_version_and_a_key_of_its_own() -> None:
    headers = {one["key"]: one for one in ITEMS["training_open_session"]["request"]["header"]}

    assert headers["If-Match"] == {"key": "If-Match", "value": "{{etag}}", "disabled": False}
    assert headers["Idempotency-Key"]["value"] == "{{$guid}}"


def test_a_file_is_chosen_and_not_typed() -> None:
    fields = ITEMS["platform_upload_file"]["request"]["body"]["formdata"]

    assert {one["key"]: one["type"] for one in fields}["file"] == "file"


def test_bodies_are_the_contracts_examples() -> None:
    body = json.loads(ITEMS["training_create_course"]["request"]["body"]["raw"])

    assert body["provider"] == "桐乡市教师进修学校"


@pytest.mark.untraced
@pytest.mark.parametrize("request_", READY)
async def test_what_needs_nothing_filled_in_is_answered(scene: Scene, request_: dict[str, Any]) -> None:
    office = await scene.office()
    path = request_["url"]["raw"].replace("{{base_url}}", "").replace("{{school}}", scene.code)

    answer = await office.ask("GET", path)

    assert answer.status_code in (200, 403, 404), answer.text  # of some things a new school has none
    assert "{{" not in path
    assert set(VARIABLES) >= {"base_url", "school", "etag", "access_token"}
