"""A home screen takes at most five statements, whatever the school's size; a district's two."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from domain.reports.overview_cards import HomeScreen
from tests.overview_scene import NOW, OverviewScene, path_of, set_overview_scene
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, set_scene

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted

pytestmark = pytest.mark.untraced


@pytest.fixture
async def screens(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[OverviewScene]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        app.state.clock = lambda: NOW
        yield await set_overview_scene(await set_scene(owner, client, issuer), app)


async def entering(screens: OverviewScene, counted: Counted) -> int:
    """What a request takes before its own first statement: as much as one that finds a thing by its id."""
    path = f"terms/{screens.ids['term']}"
    caller = screens.callers[HomeScreen.OFFICE]
    await caller.get(path)
    with counted.counting() as count:
        await caller.get(path)
    return count[0] - 1


async def test_a_home_screen_takes_five_statements_at_most_however_much_there_is(
    screens: OverviewScene, counted: Counted
) -> None:
    async def statements() -> dict[str, int]:
        found = {}
        for screen, caller in screens.callers.items():
            await caller.get(path_of(screen))  # the driver learns a statement's types once
            with counted.counting() as count:
                assert (await caller.get(path_of(screen))).status_code == 200
            found[screen.value] = count[0]
        return found

    before = await entering(screens, counted)
    few = await statements()
    await screens.busy()

    assert await statements() == few
    assert max(few.values()) - before <= 5
