"""Home screens: each count has the list it counts, for this caller."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from domain.identity.actions import Role
from domain.reports.overview_cards import SCREENS, HomeScreen
from tests.overview_scene import NOW, ROLES, TODAY, OverviewScene, path_of, set_overview_scene
from tests.scene import Caller, Scene
from tests.swap_scene import away


@pytest.fixture
async def screens(scene: Scene, app: FastAPI) -> AsyncIterator[OverviewScene]:
    clock = app.state.clock
    app.state.clock = lambda: NOW
    yield await set_overview_scene(scene, app)
    app.state.clock = clock


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


async def test_a_screen_is_for_its_role_alone(screens: OverviewScene) -> None:
    for screen in HomeScreen:
        for other, caller in screens.callers.items():
            answer = await caller.get(path_of(screen))
            assert answer.status_code == (200 if other is screen else 403), (screen, other)


async def test_a_screen_that_says_the_same_is_not_sent_again(screens: OverviewScene) -> None:
    office = screens.callers[HomeScreen.OFFICE]
    path = path_of(HomeScreen.OFFICE)
    first = await office.get(path)
    tag = {"If-None-Match": first.headers["etag"]}

    same = await office.ask("GET", path, headers=tag)
    english = await office.ask("GET", path, headers=tag | {"Accept-Language": "en"})
    await away(screens.scene, screens.li, TODAY)
    after = await office.ask("GET", path, headers=tag)

    assert (same.status_code, same.content) == (304, b"")
    assert english.status_code == 200
    assert english.json()["waits_for_me"][0]["label"] == "Duties to review"
    assert first.json()["waits_for_me"][0]["label"] == "待审阅的培训作业"
    assert after.status_code == 200
    assert [one["count"] for one in after.json()["today_at_school"]["counts"]] == [1, 0, 0]


async def test_the_first_of_what_is_due_stand_earliest_first_with_whose_they_are(
    screens: OverviewScene,
) -> None:
    await screens.busy()
    due = (await screens.seen(HomeScreen.OFFICE))["due"]
    days = [one["day"] for one in due["items"]]

    assert due["until"] == "2021-03-29"
    assert due["total"] == sum(one["count"] for one in due["counts"]) > len(days) == 10
    assert days == sorted(days)
    assert {one["name"] for one in due["items"] if one["card"] == "duties_due"} == {"张伟", "王芳", "李娜"}
    for one in due["items"]:
        assert (await screens.callers[HomeScreen.OFFICE].get(one["link"])).status_code == 200, one


async def test_a_teacher_sees_their_own_and_a_leader_their_groups(screens: OverviewScene) -> None:
    await screens.busy()
    names = {}
    for screen in (HomeScreen.TEACHER, HomeScreen.GROUP_LEADER, HomeScreen.GRADE_HEAD, HomeScreen.ACADEMIC):
        said = await screens.seen(screen)
        names[screen] = {one["teacher_name"] for one in said["uncovered"]["items"]}
        risk = said["at_risk"]["credits"]
        assert risk is None or {one["name"] for one in risk["people"]} >= names[screen]

    assert names == {
        HomeScreen.TEACHER: {"张伟"},
        HomeScreen.GROUP_LEADER: {"王芳"},
        HomeScreen.GRADE_HEAD: {"王芳"},
        HomeScreen.ACADEMIC: {"张伟", "王芳", "李娜"},
    }


async def test_who_leads_no_group_sees_an_empty_screen_and_its_lists_are_empty_too(
    screens: OverviewScene,
) -> None:
    await screens.busy()
    caller = await screens.scene.signed_in(Role.GROUP_LEADER, teacher_id=screens.li)
    answer = await caller.get(path_of(HomeScreen.GROUP_LEADER))

    said = list(counts(answer.json()))
    assert {count for _, count, _ in said} == {0}
    assert {await listed(caller, link) for _, _, link in said} == {0}


async def test_a_school_without_a_calendar_has_screens_too(scene: Scene) -> None:
    for screen, role in ROLES.items():
        caller = await scene.signed_in(role, teacher_id=await scene.teacher())
        answer = await caller.get(path_of(screen))
        assert answer.status_code == 200
        assert answer.json()["at_risk"]["credits"] is None
