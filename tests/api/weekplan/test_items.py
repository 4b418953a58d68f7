"""The office's own items of a week."""

from typing import Any

import pytest

from persistence.ids import new_id
from tests.scene import Caller, Scene
from tests.weekplan_scene import a_plan, an_item


@pytest.fixture
async def plan(scene: Scene, office: Caller) -> dict[str, Any]:
    return await a_plan(scene, office)


async def test_an_item_is_added_read_changed_and_removed(office: Caller, plan: dict[str, Any]) -> None:
    item = await an_item(office, plan, starts_at="08:00", note="带笔记本")
    path = f"week-items/{item['id']}"

    changed = await office.patch(path, {"ends_at": "09:00", "note": None}, version=1)
    listed = (await office.get(f"week-plans/{plan['id']}/items")).json()["items"]
    removed = await office.ask("DELETE", path, headers={"If-Match": '"2"'})

    assert changed.json() == item | {"ends_at": "09:00:00", "note": None, "version": 2}
    assert listed == [changed.json()]
    assert removed.status_code == 204
    assert (await office.get(path)).status_code == 404


async def test_its_location_is_where_it_is(office: Caller, plan: dict[str, Any]) -> None:
    made = await office.post(f"week-plans/{plan['id']}/items", {"day": "2021-03-08", "title": "例会"})

    assert (await office.get(made.headers["location"])).json() == made.json()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"day": "2021-03-15"}, "day_outside_week", id="a day of the next week"),
        pytest.param({"ends_at": "08:00"}, "week_item_times_backwards", id="an end without a start"),
        pytest.param({"starts_at": "25:00"}, "invalid_input", id="an hour there is not"),
        pytest.param({"starts_at": 8}, "invalid_input", id="a number for a time"),
        pytest.param({"title": ""}, "invalid_input", id="no title"),
    ],
)
async def test_a_bad_item_is_refused_when_made_and_when_changed(
    office: Caller, plan: dict[str, Any], body: dict[str, Any], code: str
) -> None:
    item = await an_item(office, plan)

    made = await office.post(f"week-plans/{plan['id']}/items", {"day": "2021-03-08", "title": "例会"} | body)
    changed = await office.patch(f"week-items/{item['id']}", body, version=1)

    assert (made.status_code, made.json()["code"]) == (422, code)
    assert (changed.status_code, changed.json()["code"]) == (422, code)


async def test_an_item_changed_meanwhile_is_not_changed_again(office: Caller, plan: dict[str, Any]) -> None:
    item = await an_item(office, plan)
    path = f"week-items/{item['id']}"
    await office.patch(path, {"title": "例会"}, version=1)

    assert (await office.patch(path, {"title": "早会"}, version=1)).status_code == 412
    assert (await office.ask("DELETE", path, headers={"If-Match": '"1"'})).status_code == 412
    assert (await office.ask("DELETE", path)).status_code == 428


async def test_an_item_of_no_plan_is_refused(office: Caller) -> None:
    body = {"day": "2021-03-08", "title": "例会"}

    assert (await office.post(f"week-plans/{new_id()}/items", body)).status_code == 404
    assert (await office.get(f"week-plans/{new_id()}/items")).status_code == 404
    assert (await office.get(f"week-plans/{new_id()}/editions")).status_code == 404
    assert (await office.patch(f"week-items/{new_id()}", {"title": "例会"}, version=1)).status_code == 404
    assert (await office.step(f"week-plans/{new_id()}/publish", version=1)).status_code == 404
    assert (await office.get(f"week-plans/{new_id()}/draft")).status_code == 404
