"""What a summary costs does not depend on how much there is to tell; and who comes first, freezes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from tests.export_scene import ExportScene, set_export_scene
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, set_scene
from tests.summary_scene import a_summary

pytestmark = pytest.mark.untraced

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted


@pytest.fixture
async def export(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[ExportScene]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_export_scene(await set_scene(owner, client, issuer))


async def taken(counted: Counted, export: ExportScene, path: str) -> int:
    await export.credit.office.get(path)  # the driver learns a statement's types once
    with counted.counting() as count:
        answer = await export.credit.office.get(path)
    assert answer.status_code == 200, answer.text
    return count[0]


async def test_reading_takes_as_many_statements_however_much_there_is(
    export: ExportScene, counted: Counted
) -> None:
    office = export.credit.office
    summary = await a_summary(office)
    paths = ["term-summaries", *(f"term-summaries/{summary['id']}/{one}" for one in ("content", "texts"))]
    before = [await taken(counted, export, path) for path in paths]
    await office.patch(f"term-summaries/{summary['id']}", {"guiding": "一", "closing": "二"}, version=1)
    for number in range(3):
        who = await export.scene.teacher(f"教师{number}")
        await export.credit.passed_and_confirmed(who, "4.00")

    assert [await taken(counted, export, path) for path in paths] == before
    assert before[1] < 60


async def test_of_many_who_freeze_at_once_one_does(export: ExportScene) -> None:
    office = export.credit.office
    summary = await a_summary(office)
    path = f"term-summaries/{summary['id']}"

    answers = await asyncio.gather(*(office.step(f"{path}/freeze", version=1) for _ in range(4)))

    assert sorted(one.status_code for one in answers) == [200, 412, 412, 412]
    assert len((await office.get(f"{path}/editions")).json()["items"]) == 1
