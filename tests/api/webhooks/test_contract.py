"""The catalogue in the contract, and in words."""

from httpx2 import AsyncClient

from api.labels import LABELS
from api.webhooks.labels import HAPPENINGS, RESOURCES
from domain.webhooks.catalogue import RESOURCES as CATALOGUE
from domain.webhooks.catalogue import TEST, EventType
from tests.contract.routes import contract_app
from tests.scene import Scene

SCHEMA = contract_app().openapi()


def test_every_event_stands_in_the_contract_and_where_to_ask_further_is_a_list() -> None:
    assert set(SCHEMA["webhooks"]) == {event.value for event in EventType} | {TEST}
    for resource in CATALOGUE:
        assert f"/api/v1/schools/{{school}}/{resource.path}" in SCHEMA["paths"]


def test_what_an_event_refers_to_is_there() -> None:
    told = SCHEMA["webhooks"]["enrolment.placed"]["post"]
    refers = [*told["parameters"], told["requestBody"], *told["responses"].values()]

    for one in refers:
        _, _, kind, name = one["$ref"].split("/")
        assert name in SCHEMA["components"][kind]


def test_every_word_of_the_catalogue_is_said_and_none_is_left_over() -> None:
    states = {one.name: set() if one.states is None else {*one.states} for one in CATALOGUE}
    others = {what for one in CATALOGUE for what in one.happenings() if what not in states[one.name]}

    assert set(RESOURCES) == {one.name for one in CATALOGUE}
    assert set(HAPPENINGS) == others
    assert LABELS[EventType]["enrolment.placed"] == ("选课记录：已录取", "Enrolment: Placed")


async def test_the_events_are_among_the_enumerations(scene: Scene, client: AsyncClient) -> None:
    office = await scene.office()
    listed = (await office.get("/api/v1/meta/enums")).json()["EventType"]

    assert {one["value"] for one in listed} == {event.value for event in EventType}
