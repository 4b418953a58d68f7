"""How many statements a file, an appraisal or a list of certificates takes does not depend on its length."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from persistence.ids import new_id
from tests.dossier_scene import SUMMER, DossierScene, a_full_year, at, set_dossier_scene
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, set_scene

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted


@pytest.fixture
async def full(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[DossierScene]:
    app.state.clock = lambda: SUMMER
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        desk = await set_dossier_scene(await set_scene(owner, client, issuer), app)
        await a_full_year(desk)
        yield desk


async def taken(counted: Counted, desk: DossierScene, path: str) -> int:
    await desk.own.get(path)  # the driver learns a statement's types once
    with counted.counting() as count:
        answer = await desk.office.get(path)
    assert answer.status_code == 200, answer.text
    return count[0]


async def a_certificate(desk: DossierScene, teacher_id: Any) -> None:
    body = {"teacher_id": str(teacher_id), "school_year": 2020}
    answer = await desk.office.post("credit-certificates", body, Idempotency_Key=new_id().hex)
    assert answer.status_code == 201, answer.text


async def test_reading_takes_as_many_statements_however_long(full: DossierScene, counted: Counted) -> None:
    paths = (
        full.path,
        f"{full.path}/entries",
        f"{full.path}/appraisal?school_year=2020",
        f"{full.path}/document?format=json",
        "appraisals?school_year=2020",
        "credit-certificates",
        "appraisal-rules",
    )
    await a_certificate(full, full.teacher_id)
    few = [await taken(counted, full, path) for path in paths]

    for number in range(5):
        await full.credits("3.00", earned=at(4, 1 + number))
        full.ids["teacher"] = await full.scene.teacher(f"教师{number}", hired_on=date(2019, 8, 1))
        await full.credits("3.00", earned=at(4, 1 + number), teacher_id=full.ids["teacher"])
        await a_certificate(full, full.ids["teacher"])
        await full.scene.year(2010 + number)

    assert [await taken(counted, full, path) for path in paths] == few
    assert max(few) <= 45


async def test_kinds_that_are_not_asked_for_are_not_looked_for(full: DossierScene, counted: Counted) -> None:
    whole = await taken(counted, full, f"{full.path}/entries")

    assert await taken(counted, full, f"{full.path}/entries?kind=award") <= whole - 20
