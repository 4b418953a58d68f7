"""Home screens: each count has the list it counts, for this caller."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from domain.reports.overview import SCREENS
from tests.overview_scene import OverviewScene, set_overview_scene
from tests.scene import Caller, Scene


@pytest.fixture
async def screens(scene: Scene, app: FastAPI) -> OverviewScene:
    return await set_overview_scene(scene, app)


async def listed(caller: Caller, link: str) -> int:
    """How many items the list has, all pages walked."""
    found, cursor = 0, ""
    while True:
        answer = await caller.get(f"{link}&limit=4{cursor}")
        assert answer.status_code == 200, (link, answer.text)
        page = answer.json()
        found += len(page["items"])
        if not page["has_more"]:
            return found
        cursor = f"&cursor={page['next_cursor']}"


def counts(screen: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    for part in (
        screen["waits_for_me"],
        screen["due"]["counts"],
        screen["at_risk"]["counts"],
        screen["today_at_school"]["counts"],
    ):
        for one in part:
            yield one["card"], one["count"], one["link"]
    yield "uncovered", screen["uncovered"]["count"], screen["uncovered"]["link"]
    if screen["at_risk"]["credits"] is not None:
        yield "credits", screen["at_risk"]["credits"]["count"], screen["at_risk"]["credits"]["link"]


async def test_every_count_of_a_screen_is_how_many_its_list_has(screens: OverviewScene) -> None:
    await screens.busy()
    for screen, plan in SCREENS.items():
        caller = screens.callers[screen]

        said = list(counts(await screens.seen(screen)))
        found = [(card, await listed(caller, link), link) for card, _, link in said]

        assert said == found
        assert [card for card, count, _ in said if count == 0] == []
        assert {card for card, _, _ in said} >= {str(one) for one in plan.cards}
