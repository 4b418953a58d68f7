"""The school's calendar: years, terms, weeks and days."""

from typing import Any

import pytest
from httpx2 import Response

from domain.identity.actions import Role
from persistence.ids import new_id
from tests.scene import Caller, Scene

TERMS = [
    {"number": 1, "starts_on": "2020-09-01", "ends_on": "2021-01-29"},
    {"number": 2, "starts_on": "2021-03-01", "ends_on": "2021-07-06", "first_monday": "2021-03-01"},
]
YEAR = {"start_year": 2020, "starts_on": "2020-09-01", "ends_on": "2021-08-31", "terms": TERMS}


async def entered(office: Caller, **changes: Any) -> dict[str, Any]:
    answer = await office.post("school-years", YEAR | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def days(office: Caller, first: str, to: str) -> dict[str, tuple[str, bool, str | None]]:
    items = (await office.get("school-days", day_from=first, day_to=to, limit=200)).json()["items"]
    return {one["day"]: (one["kind"], one["is_school_day"], one["note"]) for one in items}


async def test_a_school_year_comes_with_every_one_of_its_days(scene: Scene) -> None:
    office = await scene.office()

    year = await entered(office)

    assert (year["confirmed"], year["allowed_actions"]) == (True, ["update"])
    found = await days(office, "2020-09-26", "2020-10-12")
    assert found["2020-09-26"] == ("weekend", False, None)
    assert found["2020-09-27"] == ("make_up", True, "国庆节")
    assert found["2020-09-28"] == ("workday", True, None)
    assert found["2020-10-01"] == ("holiday", False, "国庆节")
    assert (await days(office, "2021-02-01", "2021-02-02"))["2021-02-01"] == ("vacation", False, None)
    assert len(await days(office, "2021-06-01", "2021-12-31")) == 92
    assert [one["number"] for one in (await office.get("terms")).json()["items"]] == [1, 2]


async def test_a_year_whose_holidays_nobody_knows_waits_for_a_person(scene: Scene) -> None:
    office = await scene.office()
    term = {"number": 1, "starts_on": "2035-09-03", "ends_on": "2036-01-31"}
    year = await entered(office, start_year=2035, starts_on="2035-09-01", ends_on="2036-08-31", terms=[term])

    confirmed = await office.step(f"school-years/{year['id']}/confirm", version=1)
    again = await office.step(f"school-years/{year['id']}/confirm", version=2)

    assert (year["confirmed"], year["allowed_actions"]) == (False, ["update", "confirm"])
    assert (await days(office, "2035-10-01", "2035-10-02"))["2035-10-01"] == ("workday", True, None)
    assert (confirmed.json()["confirmed"], confirmed.headers["etag"]) == (True, '"2"')
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        pytest.param({}, 409, "school_years_overlap", id="the same again"),
        pytest.param({"start_year": 2021}, 409, "school_years_overlap", id="another over the same days"),
        pytest.param({"ends_on": "2020-09-01"}, 422, "days_out_of_order", id="no day long"),
        pytest.param({"ends_on": "2021-10-06"}, 422, "school_year_too_long", id="401 days"),
        pytest.param({"terms": TERMS[::-1] + TERMS[:1]}, 422, "invalid_input", id="three terms"),
        pytest.param({"terms": []}, 422, "invalid_input", id="no term"),
        pytest.param({"start_year": True}, 422, "invalid_input", id="true is no year"),
    ],
)
async def test_a_year_that_cannot_be_is_refused(
    scene: Scene, changes: dict[str, Any], status: int, code: str
) -> None:
    office = await scene.office()
    await entered(office)

    answer = await office.post("school-years", YEAR | changes)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_the_same_start_year_is_taken_even_on_other_days(scene: Scene) -> None:
    office = await scene.office()
    await entered(office)
    term = {"number": 1, "starts_on": "2021-09-01", "ends_on": "2022-01-29"}
    later = YEAR | {"starts_on": "2021-09-01", "ends_on": "2022-08-31", "terms": [term]}

    answer = await office.post("school-years", later)

    assert (answer.status_code, answer.json()["code"]) == (409, "school_year_taken")


async def test_the_days_follow_the_terms_but_for_those_changed_by_hand(scene: Scene) -> None:
    office = await scene.office()
    await entered(office)
    second = (await office.get("terms")).json()["items"][1]
    (sports,) = (await office.get("school-days", day_from="2021-03-02", day_to="2021-03-03")).json()["items"]
    change = {"is_school_day": False, "note": "运动会"}
    changed = await office.patch(f"school-days/{sports['id']}", change, version=1)

    moved = await office.patch(f"terms/{second['id']}", {"starts_on": "2021-03-04"}, version=1)

    assert (changed.json()["by_hand"], changed.json()["version"]) == (True, 2)
    assert moved.json()["version"] == 2
    found = await days(office, "2021-03-01", "2021-03-05")
    assert [found[f"2021-03-0{n}"][0] for n in (1, 2, 3, 4)] == ["vacation", "workday", "vacation", "workday"]
    assert found["2021-03-02"] == ("workday", False, "运动会")


async def test_a_term_can_come_later_and_only_once(scene: Scene) -> None:
    office = await scene.office()
    year = await entered(office, terms=TERMS[:1])
    second = TERMS[1] | {"school_year_id": year["id"]}

    added = await office.post("terms", second)
    again = await office.post("terms", second)
    nowhere = await office.post("terms", second | {"school_year_id": str(new_id())})

    assert added.status_code == 201
    assert (await office.get(f"terms/{added.json()['id']}")).json() == added.json()
    assert (await days(office, "2021-03-01", "2021-03-02"))["2021-03-01"][0] == "workday"
    assert (again.status_code, again.json()["code"]) == (409, "term_taken")
    assert nowhere.status_code == 404


async def test_a_term_out_of_its_year_or_with_a_week_from_nowhere_is_refused(scene: Scene) -> None:
    office = await scene.office()
    await entered(office)
    second = (await office.get("terms", on="2021-04-01")).json()["items"][0]

    async def patched(change: dict[str, str]) -> Response:
        return await office.patch(f"terms/{second['id']}", change, version=1)

    assert (await patched({"starts_on": "2021-01-20"})).json()["code"] == "terms_misplaced"
    assert (await patched({"first_monday": "2021-03-02"})).json()["code"] == "first_monday_misplaced"
    assert (await patched({"ends_on": "2021-02-02"})).json()["code"] == "days_out_of_order"
    assert (await patched({"starts_on": second["starts_on"]})).json() == second
    assert (await office.patch(f"terms/{second['id']}", {}, version=9)).status_code == 412
    assert (await office.patch(f"terms/{new_id()}", {}, version=1)).status_code == 404


async def test_a_year_can_be_made_longer_or_shorter(scene: Scene) -> None:
    office = await scene.office()
    year = await entered(office)
    path = f"school-years/{year['id']}"

    shorter = await office.patch(path, {"ends_on": "2021-07-31"}, version=1)
    same = await office.patch(path, {}, version=2)

    assert (shorter.json()["ends_on"], shorter.json()["version"]) == ("2021-07-31", 2)
    assert same.json()["version"] == 2
    assert await days(office, "2021-08-01", "2021-09-01") == {}
    assert (await office.patch(path, {"ends_on": "2021-07-01"}, version=2)).json()[
        "code"
    ] == "terms_misplaced"
    assert (await office.patch(path, {}, version=1)).status_code == 412
    assert (await office.patch(f"school-years/{new_id()}", {}, version=1)).status_code == 404
    assert (await office.step(f"school-years/{new_id()}/confirm", version=1)).status_code == 404


async def test_weeks_are_numbered_from_the_first_monday(scene: Scene) -> None:
    office = await scene.office()
    await entered(office)
    term = (await office.get("terms")).json()["items"][1]

    weeks = (await office.get(f"terms/{term['id']}/weeks")).json()["items"]

    assert weeks[0] == {"week_no": 1, "starts_on": "2021-03-01", "ends_on": "2021-03-07", "school_days": 5}
    assert weeks[-1]["week_no"] == 19
    # 清明节: Monday 5 April is free; 劳动节: Sunday 25 April is made up for.
    assert [weeks[n]["school_days"] for n in (5, 7, 8)] == [4, 6, 5]
    assert (await office.get(f"terms/{new_id()}/weeks")).status_code == 404


async def test_everybody_reads_the_calendar_and_few_write_it(scene: Scene, elsewhere: Scene) -> None:
    office, person = await scene.office(), await scene.signed_in(Role.TEACHER)
    stranger = await elsewhere.office()
    year = await entered(office)

    seen = await person.get(f"school-years/{year['id']}")

    assert (seen.status_code, seen.json()["allowed_actions"]) == (200, [])
    assert (await person.get("school-years")).json()["items"][0]["id"] == year["id"]
    assert (await person.post("school-years", YEAR)).status_code == 403
    assert (await stranger.get(f"school-years/{year['id']}")).status_code == 404
    assert (await stranger.get(f"terms/{new_id()}")).status_code == 404
