"""What is written about the platform's contract, held against what the simulator does."""

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from cli.simulator import rows
from cli.simulator.app import contract
from cli.simulator.document import SCHEMES
from cli.simulator.faults import Fault
from domain.integration.platform import Outbound
from domain.training.catalogue_rows import COLUMNS
from gateways.district_platform.signing import is_signed

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "district-platform.md").read_text("utf-8")
BLOCKS = re.findall(r"```\n(.*?)\n```", PAGE, re.S)
CONTRACT = contract()


def block(first: str) -> tuple[str, str]:
    """The block that begins so, and the one before it: the secret."""
    place = next(place for place, text in enumerate(BLOCKS) if text.startswith(first))
    return BLOCKS[place], BLOCKS[place - 1]


def message(text: str) -> tuple[str, dict[str, str], str]:
    """Its first line, its headers by lower-case name, its body."""
    head, body = text.split("\n\n")
    first, *lines = head.split("\n")
    return first, {name.lower(): said for name, said in (line.split(": ", 1) for line in lines)}, body


def test_the_contract_that_is_kept_says_what_the_code_says() -> None:
    kept = json.loads((ROOT / "openapi" / "district-platform.json").read_text("utf-8"))
    assert kept == CONTRACT, "run `yanxiu openapi` and look at the change"


def test_the_signature_on_the_page_can_be_recomputed() -> None:
    request, secret = block("PUT /v1/submissions/")
    first, headers, body = message(request)
    method, target = first.split(" ")
    at = int(headers["x-yanxiu-timestamp"])
    assert is_signed(secret, headers, method, target, body.encode(), at=at)
    signed = [method, target, str(at), headers["x-yanxiu-nonce"], hashlib.sha256(body.encode()).hexdigest()]
    assert "\n".join(signed) in BLOCKS


def test_the_callback_on_the_page_can_be_recomputed() -> None:
    text, secret = block("POST /api/v1/schools/")
    _, headers, body = message(text)
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert Webhook(secret).sign(headers["webhook-id"], at, body) == headers["webhook-signature"]
    assert json.loads(body)["type"] in CONTRACT["webhooks"]


def test_the_page_names_every_route_callback_and_fault() -> None:
    for name in (*CONTRACT["paths"], *CONTRACT["webhooks"], *(fault.value for fault in Fault)):
        assert f"{name}" in PAGE, name


def operations() -> list[tuple[str, dict[str, Any]]]:
    found = [(path, one) for path, of in CONTRACT["paths"].items() for one in of.values()]
    return found + [(name, one) for name, of in CONTRACT["webhooks"].items() for one in of.values()]


@pytest.mark.parametrize(("name", "operation"), [pytest.param(*one, id=one[0]) for one in operations()])
def test_an_operation_is_described_in_both_languages(name: str, operation: dict[str, Any]) -> None:
    assert is_in_both(operation["description"])
    for parameter in operation["parameters"]:
        assert is_in_both(parameter["description"]), parameter["name"]


def test_every_column_is_described_in_both_languages() -> None:
    for name, schema in CONTRACT["components"]["schemas"].items():
        for field, about in schema.get("properties", {}).items():
            if name.endswith("Row"):
                assert is_in_both(about["description"]), (name, field)


def is_in_both(text: str) -> bool:
    return bool(re.search("[一-鿿]", text) and re.search("[A-Za-z]{3}", text))


def test_every_request_is_signed() -> None:
    assert CONTRACT["security"] == [{name: [] for name in SCHEMES}]
    headers = {one["name"] for one in CONTRACT["components"]["securitySchemes"].values()}
    assert headers == {f"X-Yanxiu-{name}" for name in ("Org", "Timestamp", "Nonce", "Signature")}


def test_the_catalogue_has_the_columns_of_the_file() -> None:
    assert set(rows.CatalogueRow.model_fields) == {column.field for column in COLUMNS}


def test_there_is_a_body_for_everything_that_is_handed_in() -> None:
    body = CONTRACT["paths"]["/v1/submissions/{id}"]["put"]["requestBody"]
    mapping = body["content"]["application/json"]["schema"]["discriminator"]["mapping"]
    assert mapping.keys() == {kind.value for kind in Outbound}
