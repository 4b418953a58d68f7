"""Another school's things are as absent as things that never were: on every route, for every id."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response

from persistence.ids import new_id
from tests.contract.bodies import body_for, form_for
from tests.contract.population import COLLECTIONS, path_for, populate
from tests.contract.routes import Walked, contract_app, walked
from tests.scene import Caller, Scene

APP = contract_app()
SCHEMA = APP.openapi()
WITH_IDS = [one for one in walked(APP) if "/schools/{school}" in one.path and one.path.count("{") > 1]


async def ask(caller: Caller, one: Walked, path: str) -> Response:
    operation: dict[str, Any] = SCHEMA["paths"][one.path][one.method.lower()]
    options: dict[str, Any] = {"headers": {"If-Match": '"1"', "Idempotency-Key": new_id().hex}}
    body, form = body_for(SCHEMA, operation), form_for(SCHEMA, operation)
    if body is not None:
        options["json"] = body
    elif form is not None:
        options["files"] = {name: ("x.csv", b"x") for name in form}
    return await caller.ask(one.method, path, **options)


def said(answer: Response) -> dict[str, Any]:
    """All of an answer but what must differ: which request it was, and what it asked for."""
    return {**answer.json(), "request_id": None, "instance": None, "status_line": answer.status_code}


@pytest.fixture
async def theirs(elsewhere: Scene) -> dict[str, Any]:
    return dict(await populate(elsewhere))


async def walk_ids(caller: Caller, code: str, theirs: dict[str, Any]) -> None:
    """Asks every route of one's own school for another school's ids, and for ids that never were."""
    nothing = {table: new_id() for table in theirs}
    for one in WITH_IDS:
        template = one.path.replace("{school}", code)
        foreign = await ask(caller, one, path_for(template, theirs))
        missing = await ask(caller, one, path_for(template, nothing))
        assert said(foreign) == said(missing), f"{one.method} {one.path}"
        assert foreign.status_code in (404, 422), f"{one.method} {one.path}: {foreign.text}"


async def test_every_id_of_another_school_is_as_absent_as_a_missing_one(
    scene: Scene, theirs: dict[str, Any]
) -> None:
    await walk_ids(await scene.both_offices(), scene.code, theirs)


async def test_every_path_of_another_school_is_as_absent_as_a_missing_school(
    scene: Scene, elsewhere: Scene, theirs: dict[str, Any]
) -> None:
    office = await scene.both_offices()

    for one in WITH_IDS:
        foreign = await ask(office, one, path_for(one.path.replace("{school}", elsewhere.code), theirs))
        missing = await ask(office, one, path_for(one.path.replace("{school}", "nowhere"), theirs))
        assert foreign.status_code == 404, f"{one.method} {one.path}"
        assert said(foreign) == said(missing)


def test_every_collection_of_a_path_is_known_to_the_walk(app: FastAPI) -> None:
    for one in (one for one in walked(app) if one.is_ours):
        steps = one.path.split("/")
        before_ids = {steps[i - 1] for i, step in enumerate(steps) if step.startswith("{")}
        assert before_ids - {"schools", "districts", "sessions"} <= set(COLLECTIONS), one.path
