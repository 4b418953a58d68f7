"""How many statements theme research takes does not depend on how much of it there is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, set_scene
from tests.theme_scene import Group, Hands, ThemeScene, a_group, at_two, done, made, set_theme_scene

pytestmark = pytest.mark.untraced

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted


@pytest.fixture
async def research(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[ThemeScene]:
    hands = Hands(at_two())
    app.state.clock = lambda: hands.at
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_theme_scene(await set_scene(owner, client, issuer), hands, app)


async def busy(research: ThemeScene, group: Group, part: dict[str, Any], day: int) -> None:
    """An activity with everybody's homework, a record with photos, and three slots filled."""
    activity = await research.activity(group, part, at_two() + timedelta(days=day))
    path = f"group-themes/{part['id']}/materials"
    await research.signs_in(group.leader, activity, at_two() + timedelta(days=day))
    for who in (group.leader, *group.members):
        made(await who.post(path, {"kind": "homework", "activity_id": activity["id"], "text": "心得"}))
    files = [str(await research.file(group.leader, sha256="ab" * 32)) for _ in range(3)]
    body = {"kind": "record", "activity_id": activity["id"], "text": f"第{day}次活动", "file_ids": files}
    made(await group.leader.post(path, body))
    for key in ("plan", "theory", "summary"):
        slot = (await research.slots(part))[key]
        made(await group.leader.post(path, {"kind": "slot", "slot_id": slot["id"], "text": key}))
    research.hands.at = at_two(60) + timedelta(days=day)


async def taken(counted: Counted, research: ThemeScene, path: str) -> int:
    await research.office.get(path)  # the driver learns a statement's types once
    with counted.counting() as count:
        done(await research.office.get(path))
    return count[0]


async def test_lists_take_as_many_statements_however_long(research: ThemeScene, counted: Counted) -> None:
    maths, chinese = await research.running(research.maths, research.chinese)
    await busy(research, research.maths, maths, 1)
    paths = (
        "themes",
        "group-themes",
        "theme-slots",
        "theme-materials",
        "theme-hints",
        f"theme-facts?term_id={research.term_id}",
        "nine-ones",
    )
    few = [await taken(counted, research, path) for path in paths]

    for number in range(3):
        group = await a_group(research.scene, f"g{number}", f"第{number}组", ("甲", "jia"), ("乙", "yi"))
        part = await research.entered({"id": maths["theme_id"]}, group)
        await busy(research, group, part, 2 + number)
        await research.theme(title=f"主题{number}")
    await busy(research, research.maths, maths, 8)
    await busy(research, research.chinese, chinese, 9)

    assert [await taken(counted, research, path) for path in paths] == few
    assert max(few) <= 6


async def test_handing_in_and_checking_take_as_many_however_much_there_is(
    research: ThemeScene, counted: Counted
) -> None:
    maths, chinese = await research.running(research.maths, research.chinese)

    async def handing_in(day: int) -> list[int]:
        activity = await research.activity(research.maths, maths, at_two() + timedelta(days=day))
        path = f"group-themes/{maths['id']}"
        body = {"kind": "homework", "activity_id": activity["id"], "text": "心得"}
        await research.maths.leader.post(f"{path}/materials", body)
        with counted.counting() as count:
            made(await research.maths.leader.post(f"{path}/materials", body))
        with counted.counting() as more:
            done(await research.maths.leader.step(f"{path}/check", version=1))
        with counted.counting() as links:
            record = done(await research.office.get("theme-materials", limit=1))["items"][0]
            done(await research.office.get(f"theme-materials/{record['id']}/links"))
        return [*count, *more, *links]

    await busy(research, research.maths, maths, 1)
    few = await handing_in(2)
    for day in range(3, 7):
        await busy(research, research.maths, maths, day)
        await busy(research, research.chinese, chinese, day)

    assert await handing_in(8) == few
