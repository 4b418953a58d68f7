"""Walks every route that speaks OneRoster: what that standard promises of each holds for it."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from api.app import create_app
from api.oneroster.status_info import DOCUMENTED, MINORS, PREFIX
from api.settings import Settings
from domain.identity.access import ACCESS
from domain.identity.actions import Action, Role
from domain.oneroster.records import COLLECTIONS
from persistence.ids import new_id
from persistence.provision import DatabaseUrls
from tests.contract.routes import Walked, contract_app, walked
from tests.roster_scene import a_script, set_roster_scene
from tests.scene import Scene

APP = contract_app()
SCHEMA = APP.openapi()
ROUTES = [one for one in walked(APP) if not one.is_ours]
LISTS = [one for one in ROUTES if "{" not in one.path]
BY_PATH = {collection.path: collection for collection in COLLECTIONS}


def each(routes: list[Walked] = ROUTES) -> list[object]:
    return [pytest.param(one, id=one.path.removeprefix(PREFIX)) for one in routes]


def operation(one: Walked) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["paths"][one.path][one.method.lower()]
    return found


def is_status_info(answer: Response) -> bool:
    body = answer.json()
    field = body["imsx_CodeMinor"]["imsx_codeMinorField"][0]
    return (
        set(body) == {"imsx_codeMajor", "imsx_severity", "imsx_description", "imsx_CodeMinor"}
        and (body["imsx_codeMajor"], body["imsx_severity"]) == ("failure", "error")
        and bool(body["imsx_description"])
        and field["imsx_codeMinorFieldValue"] in MINORS
        and answer.headers["content-type"] == "application/json"
    )


def test_all_there_is_below_its_path_and_nothing_else() -> None:
    assert len(ROUTES) == 2 * len(COLLECTIONS)
    assert {one.path.startswith(PREFIX) for one in ROUTES} == {True}
    assert not [one.path for one in walked(APP) if one.is_ours and one.path.startswith(PREFIX)]


@pytest.mark.parametrize("one", each())
def test_it_only_reads_and_says_whose_contract_it_keeps(one: Walked) -> None:
    said = operation(one)
    assert (one.method, one.action) == ("GET", Action.ONEROSTER_READ)
    assert said["x-contract"] == "oneroster"
    assert said["security"]


@pytest.mark.parametrize("one", each())
def test_it_declares_the_standards_errors_and_none_of_ours(one: Walked) -> None:
    refused = {status: said for status, said in operation(one)["responses"].items() if status[0] in "45"}
    assert {int(status) for status in refused} == set(DOCUMENTED)
    for status in refused:
        shared = SCHEMA["components"]["responses"][f"OneRoster{status}"]
        assert refused[status] == {"$ref": f"#/components/responses/OneRoster{status}"}
        assert list(shared["content"]) == ["application/json"]


@pytest.mark.parametrize("one", each(LISTS))
def test_a_list_takes_what_the_standard_names(one: Walked) -> None:
    taken = {parameter["name"] for parameter in operation(one)["parameters"]}
    assert taken == {"limit", "offset", "sort", "orderBy", "filter", "fields"}


async def test_a_list_counts_and_links(scene: Scene) -> None:
    await set_roster_scene(scene)
    script = await a_script(scene)

    for one in LISTS:
        answer = await script.get(one.path, limit=1)
        (found,) = answer.json().values()
        assert answer.status_code == 200
        assert len(found) == 1
        assert int(answer.headers["x-total-count"]) >= 1
        assert 'rel="first"' in answer.headers["link"]
        assert 'rel="last"' in answer.headers["link"]


async def test_every_refusal_is_in_its_words(scene: Scene) -> None:
    script, teacher = await a_script(scene), await scene.signed_in(Role.TEACHER)

    for one in ROUTES:
        path = one.path.replace("{sourced_id}", str(new_id()))
        answers = [
            (401, await scene.client.get(path)),
            (401, await scene.client.get(path, headers={"Authorization": "Bearer x"})),
            (403, await teacher.get(path)),
            (400, await script.get(path, no_such_parameter=1)),
            (406, await script.ask("GET", path, headers={"Accept": "text/html"})),
            (405, await script.ask("POST", path)),
        ]
        answers += [(404, await script.get(path))] if one not in LISTS else []
        for status, answer in answers:
            assert answer.status_code == status, f"{one.path}: {answer.text}"
            assert is_status_info(answer), answer.text


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_is_who_the_table_lets_in(scene: Scene, role: Role) -> None:
    caller = await scene.signed_in(role)
    for one in LISTS:
        answer = await caller.get(one.path)
        assert answer.status_code == (200 if role in ACCESS[Action.ONEROSTER_READ] else 403)


async def test_every_answer_is_of_the_shape_it_declares(scene: Scene) -> None:
    await set_roster_scene(scene)
    script = await a_script(scene)
    for one in LISTS:
        collection = BY_PATH[one.path.rpartition("/")[2]]
        schema = operation(one)["responses"]["200"]["content"]["application/json"]["schema"]
        known = schema["properties"][collection.many]["items"]["properties"]
        (found,) = (await script.get(one.path)).json().values()
        for record in found:
            assert set(record) <= set(known)
            assert {"sourcedId", "status", "dateLastModified"} <= set(record)


async def test_too_many_requests_and_a_failure_are_in_its_words_too(
    scene: Scene, settings: Settings, urls: DatabaseUrls
) -> None:
    script = await a_script(scene)
    strict = create_app(settings.model_copy(update={"rate_per_minute": 1}), urls.app)
    broken = create_app(settings, urls.app)  # never started: it has nothing to verify a token with

    async def ask(app: FastAPI) -> Response:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
            return await client.get(LISTS[0].path, headers={"Authorization": f"Bearer {script.token}"})

    async with strict.router.lifespan_context(strict):
        first, slowed = await ask(strict), await ask(strict)
    failed = await ask(broken)

    assert (first.status_code, slowed.status_code, failed.status_code) == (200, 429, 500)
    assert "retry-after" in slowed.headers
    assert is_status_info(slowed)
    assert is_status_info(failed)
