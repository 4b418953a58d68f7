"""The enumerations, for an SPA's selects."""

from collections import Counter

from api.enumerations import GROWING
from api.labels import LABELS
from tests.contract.routes import contract_app
from tests.scene import Scene

SCHEMAS = contract_app().openapi()["components"]["schemas"]
IN_CONTRACT = {name: schema for name, schema in SCHEMAS.items() if "enum" in schema}
ENUMS = "/api/v1/meta/enums"


async def test_every_enumeration_of_the_contract_is_told_with_labels_in_its_order(scene: Scene) -> None:
    told = (await (await scene.office()).get(ENUMS)).json()

    for name, schema in IN_CONTRACT.items():
        assert name in told, f"{name} has no labels: give it some in its room's labels.py"
        assert [one["value"] for one in told[name]] == schema["enum"]
        assert all(one["zh"] and one["en"] for one in told[name])


async def test_it_is_fetched_once_and_then_only_asked_about(scene: Scene) -> None:
    office = await scene.office()

    first = await office.get(ENUMS)
    again = await office.ask("GET", ENUMS, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "no-store" not in first.headers["cache-control"]


async def test_a_stranger_is_told_nothing(scene: Scene) -> None:
    assert (await scene.client.get(ENUMS)).status_code == 401


def test_no_two_enumerations_share_a_name() -> None:
    assert [name for name, times in Counter(kind.__name__ for kind in LABELS).items() if times > 1] == []


def test_no_component_is_split_because_two_classes_share_its_name() -> None:
    assert [name for name in SCHEMAS if "-" in name or "__" in name.strip("_")] == []


def test_the_contract_names_the_members_of_its_enumerations() -> None:
    for name, schema in IN_CONTRACT.items():
        assert len(schema["x-enum-varnames"]) == len(schema["x-enum-descriptions"]) == len(schema["enum"]), (
            name
        )


def test_what_may_grow_is_there_and_says_so() -> None:
    assert {name for name, schema in IN_CONTRACT.items() if schema.get("x-extensible")} == GROWING
