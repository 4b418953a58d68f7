"""A list of submissions takes as many statements however many there are, and a sheet as many however long."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from tests.api.integration.submission_scene import PATH, a_submission, prepared
from tests.api.training.offering import a_school
from tests.api.training.round_scene import an_open_round, applied, handed_in
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, Scene, set_scene

__all__ = ["app", "counted"]


@pytest.fixture
async def scene(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[Scene]:
    """Asks the application that is counted."""
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_scene(owner, client, issuer)


async def test_a_list_takes_as_many_statements_for_ten_as_for_two(scene: Scene, counted: Counted) -> None:
    office, found = await scene.office(), []
    for years in (range(2000, 2002), range(2002, 2010)):
        for year in years:
            await a_submission(scene, about=str(year))
        await office.get(PATH)  # the driver learns a statement's types once
        with counted.counting() as count:
            assert (await office.get(PATH)).status_code == 200
        found += count

    assert found[0] == found[1] > 0


async def test_a_round_of_five_is_gathered_with_as_many_statements_as_one_of_one(
    scene: Scene, counted: Counted
) -> None:
    office, found = await a_school(scene), []
    for so_many in (1, 1, 5):  # the first for what is learnt once
        opened, (session,) = await an_open_round(office, {"capacity": 9})
        ones = [await applied(office, session, await scene.teacher()) for _ in range(so_many)]
        submitted, _ = await handed_in(office, opened, ones)
        with counted.counting() as count:
            for kind in ("applications", "decisions"):
                assert (await prepared(office, kind, submitted["code"]))["rows"] == so_many
        found += count

    assert found[1] == found[2] > 0
