"""The collection for Postman and Bruno: every operation once, and requests that can be sent as they stand."""

import json
import re
from collections.abc import Iterator
from typing import Any

from api.collection import collection
from tests.contract.routes import contract_app, walked

CONTRACT: dict[str, Any] = contract_app().openapi()
MADE = collection(CONTRACT)


def requests() -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in MADE["item"]:
        for item in folder["item"]:
            yield item["name"].rpartition(" · ")[2], item


ITEMS = dict(requests())


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


def test_every_request_goes_to_its_own_route() -> None:
    """With its places filled in, as a person fills them in."""
    known = {one.operation_id: one.path for one in walked(contract_app())}
    for name, item in ITEMS.items():
        path = re.sub(r"\{\{school\}\}|:[a-z_]+", "7", item["request"]["url"]["raw"])
        form = re.sub(r"\\\{\w+\\\}", "7", re.escape(known[name]))
        assert re.fullmatch(form, path.removeprefix("{{base_url}}")), name
