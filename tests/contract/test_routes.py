"""Walks every route there is: what the contract promises of each holds for it, or names the one."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from api.routes import StrictRoute
from tests.contract.routes import PERSONAL, PUBLIC, Walked, contract_app, is_transition, walked

APP = contract_app()
ROUTES = walked(APP)
SCHEMA = APP.openapi()
ACCESS_TABLE = Path(__file__).parent / "access_table.txt"
ROOMS = (
    "identity|people|training|timetable|notices|activities|projects|weekplan|themes|assessment"
    "|works|topics|papers|contests|bonus|extension|mentoring|reports|dossier|integration|reconciliation|oneroster"
    "|webhooks|platform"
)
OURS = [one for one in ROUTES if one.is_ours]
DOCUMENTED = [
    "400",
    "401",
    "403",
    "404",
    "405",
    "406",
    "409",
    "412",
    "413",
    "415",
    "422",
    "428",
    "429",
    "500",
    "503",
]


def each(routes: list[Walked] = ROUTES) -> list[object]:
    return [pytest.param(one, id=f"{one.method} {one.path}") for one in routes]


def operation(one: Walked) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["paths"][one.path][one.method.lower()]
    return found


def header_names(one: Walked) -> set[str]:
    parameters: list[dict[str, str]] = operation(one).get("parameters", [])
    return {parameter["name"].lower() for parameter in parameters if parameter["in"] == "header"}


@pytest.mark.parametrize("one", each())
def test_it_declares_who_may(one: Walked) -> None:
    declared = one.action is not None or one.operation_id in PUBLIC | PERSONAL
    assert declared, "declare reads(...) or writes(...), or say in PUBLIC or PERSONAL why not"


@pytest.mark.parametrize("one", each())
def test_it_is_named_and_described(one: Walked) -> None:
    described = operation(one)
    assert re.fullmatch(rf"({ROOMS})_[a-z]+_[a-z_]+", one.operation_id)
    assert described["summary"]
    assert described["description"]
    assert one.operation_id.split("_")[0] == described["tags"][0]


@pytest.mark.parametrize("one", each(OURS))
def test_its_path_reads_as_the_others(one: Walked) -> None:
    words = [step for step in one.path.split("/")[1:] if not step.startswith("{")]
    assert all(re.fullmatch(r"[a-z0-9.-]+", word) for word in words)
    below = one.path.split("/schools/{school}", 1)[-1] if "/schools/{school}" in one.path else ""
    assert len([step for step in below.split("/") if step and not step.startswith("{")]) <= 2


@pytest.mark.parametrize("one", each(OURS))
def test_every_error_is_declared(one: Walked) -> None:
    assert set(DOCUMENTED) <= set(operation(one)["responses"])


@pytest.mark.parametrize(
    "one", each([r for r in ROUTES if r.method in ("PATCH", "DELETE") or is_transition(r)])
)
def test_a_change_asks_for_the_version_it_was_decided_on(one: Walked) -> None:
    if one.operation_id in PERSONAL:
        pytest.skip(PERSONAL[one.operation_id])
    assert "if-match" in header_names(one)


@pytest.mark.parametrize("one", each([r for r in ROUTES if r.method == "POST" and r.action is not None]))
def test_a_post_can_be_repeated_safely(one: Walked) -> None:
    assert "idempotency-key" in header_names(one)


def test_operation_ids_are_unique() -> None:
    names = [one.operation_id for one in ROUTES]
    assert sorted(names) == sorted(set(names))


def test_no_reason_is_left_without_its_route() -> None:
    assert set(PUBLIC | PERSONAL) <= {one.operation_id for one in ROUTES}


def test_the_role_by_route_table_is_the_committed_one() -> None:
    """After a deliberate change: python -m tests.contract.write_access_table"""
    assert ACCESS_TABLE.read_text().splitlines() == [one.access_line for one in ROUTES]


def test_a_time_by_the_schools_clock_is_not_said_to_have_an_offset() -> None:
    assert '"format": "time"' not in (Path(__file__).parents[2] / "openapi" / "openapi.json").read_text()


def test_beside_bulk_no_other_method_is_offered() -> None:
    """`bulk` is no thing's id: the path of one thing must not match it, or `Allow` names its methods too."""
    bulk = [one for one in ROUTES if re.search("/bulk(-[a-z]+)?$", one.path)]
    for one in bulk:
        rivals = [
            other for other in ROUTES if other.route.path_regex.match(one.path.replace("{school}", "s"))
        ]
        assert {other.path for other in rivals} == {one.path}


def test_no_two_rooms_name_different_bodies_alike() -> None:
    schemas = json.loads((Path(__file__).parents[2] / "openapi" / "openapi.json").read_text())["components"]
    assert [name for name in schemas["schemas"] if "__" in name] == []


@pytest.mark.parametrize("one", each())
def test_what_the_contract_calls_a_list_may_be_repeated_and_nothing_else(one: Walked) -> None:
    parameters: list[dict[str, Any]] = operation(one).get("parameters", [])
    lists = {each["name"] for each in parameters if each["in"] == "query" and is_list(each["schema"])}

    assert isinstance(one.route, StrictRoute)
    assert one.route.repeated_parameters == lists


def is_list(schema: dict[str, Any]) -> bool:
    return any(option.get("type") == "array" for option in schema.get("anyOf", [schema]))
