"""The display with its changing code, and the page a telephone opens by it."""

import json
import re

from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.activity_scene import ActivityScene, at_two
from tests.api.activities.conftest import Hands


async def display(place: ActivityScene) -> str:
    answer = await place.leader.post(f"{place.path}/display-links")
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["url"]
    return url.removeprefix("http://127.0.0.1:8000")


async def test_only_who_leads_gets_the_display(place: ActivityScene, hands: Hands) -> None:
    assert (await place.zhang.post(f"{place.path}/display-links")).status_code == 403
    hands.at = at_two(120)
    over = await place.leader.post(f"{place.path}/display-links")
    assert (over.status_code, over.json()["code"]) == (409, "display_over")


async def test_the_display_says_what_it_is_and_runs_no_script_but_its_own(
    place: ActivityScene, client: AsyncClient
) -> None:
    answer = await client.get(await display(place))
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "试卷讲评研讨" in answer.text
    assert re.search(r"script-src 'sha256-[^']+'; connect-src 'self'", policy)
    assert "default-src 'none'" in policy


async def test_the_display_tells_names_as_they_come_and_then_that_it_is_closed(
    place: ActivityScene, client: AsyncClient, app: FastAPI, hands: Hands
) -> None:
    path = await display(place)
    hands.at = at_two(7)
    await place.scan(place.zhang, place.code(app, hands.at))
    hands.at = at_two(30)

    told = (await client.get(f"{path}/events")).text
    events = dict(re.findall(r"event: (\w+)\n(?:id: .*\n)?data: (.*)\n", told)) or dict(
        (name, data) for data, name in re.findall(r"data: (.*)\nevent: (\w+)\n", told)
    )

    assert json.loads(events["names"]) == {
        "count": 1,
        "names": [{"name": "张伟", "late": True, "guest": False}],
    }
    assert json.loads(events["code"])["svg"] == ""
    assert "ended" in events


async def test_a_display_link_ends_and_cannot_be_made_up(
    place: ActivityScene, client: AsyncClient, hands: Hands
) -> None:
    path = await display(place)
    changed = path[:-1] + ("A" if path[-1] != "A" else "B")
    assert (await client.get(changed)).status_code == 404
    hands.at = at_two(120)
    assert (await client.get(path)).status_code == 404
    assert (await client.get(f"{path}/events")).status_code == 404


async def test_the_scanned_page_shows_the_activity_and_nobody_s_name(
    place: ActivityScene, client: AsyncClient, app: FastAPI, hands: Hands
) -> None:
    await place.scan(place.zhang, place.code(app, hands.at))
    answer = await client.get(f"/s/{place.scene.code}/{place.activity['id']}")
    unknown = await client.get(f"/s/{place.scene.code}/{place.project_id}")
    elsewhere = await client.get(f"/s/nowhere/{place.activity['id']}")
    assert answer.status_code == 200
    assert "试卷讲评研讨" in answer.text
    assert "张伟" not in answer.text
    assert (unknown.status_code, elsewhere.status_code) == (404, 404)
