"""Who may ask for the roster over REST, and what is no question of the standard's."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.identity.actions import Action, Role
from domain.identity.principal import Place, Principal
from domain.oneroster.records import COLLECTIONS
from tests.api.oneroster.test_rostering import ids
from tests.roster_scene import SERVICE, a_script, asked, listed, set_roster_scene
from tests.scene import Caller, Scene


async def test_two_schools_never_see_each_other(scene: Scene, elsewhere: Scene) -> None:
    await set_roster_scene(scene)
    await set_roster_scene(elsewhere)
    mine, theirs = await a_script(scene), await a_script(elsewhere)

    for collection in COLLECTIONS:
        own = {one["sourcedId"] for one in await listed(mine, collection.path)}
        others = {one["sourcedId"] for one in await listed(theirs, collection.path)}
        assert own.isdisjoint(others), collection.path
        foreign = await asked(mine, f"{collection.path}/{min(others)}")
        missing = await asked(mine, f"{collection.path}/{'0' * 8}")
        assert (foreign.status_code, foreign.json()) == (404, missing.json())
        assert await ids(mine, collection, f"sourcedId='{min(others)}'") == []


async def test_a_person_of_one_school_may_ask_too(scene: Scene) -> None:
    await set_roster_scene(scene)

    assert len(await listed(await scene.office(), "users")) == 7


async def test_who_may_read_several_schools_is_told_to_choose(scene: Scene, elsewhere: Scene) -> None:
    office = await scene.office()
    roles = frozenset({Role.RESEARCH_OFFICE})

    async def answered(role: frozenset[Role]) -> Any:
        places = (
            Place(scene.school_id, scene.code, roles, None),
            Place(elsewhere.school_id, elsewhere.code, role, None),
        )
        principal = Principal(office.principal.account_id, office.principal.session_id, 1, places)
        caller = Caller(scene.client, scene.issuer.issue(principal), scene.base, principal)
        return await asked(caller, "orgs")

    refused, teaches = await answered(roles), await answered(frozenset({Role.TEACHER}))

    assert (refused.status_code, teaches.status_code) == (422, 200)
    assert elsewhere.code in refused.json()["imsx_description"]


async def test_a_script_without_the_scope_is_refused(scene: Scene) -> None:
    script = await scene.signed_in(Role.SERVICE_CLIENT, scopes=frozenset({Action.PEOPLE_READ}))

    answer = await asked(script, "users")

    assert answer.status_code == 403
    assert answer.json()["imsx_CodeMinor"]["imsx_codeMinorField"] == [
        {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": "forbidden"}
    ]


@pytest.mark.parametrize(
    ("query", "minor"),
    [
        pytest.param({"filter": "familyName"}, "invalid_filter_field", id="no comparison"),
        pytest.param({"filter": "familyName=Zhang"}, "invalid_filter_field", id="no quotes"),
        pytest.param({"filter": "familyName='a' XOR givenName='b'"}, "invalid_filter_field", id="XOR"),
        pytest.param(
            {"filter": "status='a' AND status='b' AND status='c'"}, "invalid_filter_field", id="three"
        ),
        pytest.param({"filter": "password='x'"}, "invalid_filter_field", id="a field that is none"),
        pytest.param({"filter": "primaryOrg='x'"}, "invalid_filter_field", id="a reference itself"),
        pytest.param({"filter": "roles='x'"}, "invalid_filter_field", id="roles"),
        pytest.param({"filter": "metadata.yanxiu.name='x'"}, "invalid_filter_field", id="metadata"),
        pytest.param({"filter": "enabledUser>'true'"}, "invalid_filter_field", id="a flag compared"),
        pytest.param({"filter": "enabledUser='yes'"}, "invalid_filter_field", id="no flag"),
        pytest.param({"filter": "dateLastModified>'yesterday'"}, "invalid_filter_field", id="no moment"),
        pytest.param({"filter": "dateLastModified~'2021'"}, "invalid_filter_field", id="a part of a moment"),
        pytest.param(
            {"filter": "dateLastModified>'9999-12-31T23:59:59-12:00'"}, "invalid_filter_field", id="year 9999"
        ),
        pytest.param(
            {"filter": "dateLastModified>'2021-03-08T00:00:00'"}, "invalid_filter_field", id="no offset"
        ),
        pytest.param({"filter": ""}, "invalid_filter_field", id="an empty filter"),
        pytest.param({"sort": "password"}, "invalid_selection_field", id="sorted by nothing"),
        pytest.param({"sort": "roles"}, "invalid_selection_field", id="sorted by a list"),
        pytest.param({"fields": "password"}, "invalid_selection_field", id="an unknown field selected"),
        pytest.param({"fields": ""}, "invalid_selection_field", id="an empty selection"),
        pytest.param({"orderBy": "up"}, "invaliddata", id="an order that is none"),
        pytest.param({"limit": "0"}, "invaliddata", id="no limit"),
        pytest.param({"limit": "5001"}, "invaliddata", id="too much"),
        pytest.param({"limit": "٣"}, "invaliddata", id="another script's digits"),
        pytest.param({"offset": "-1"}, "invaliddata", id="before the first"),
        pytest.param({"offset": "99999999999"}, "invaliddata", id="past any"),
        pytest.param({"filter": "familyName='\x00'"}, "invaliddata", id="NUL"),
        pytest.param({"filter": "x" * 1001}, "invaliddata", id="endless"),
        pytest.param({"cursor": "x"}, "invaliddata", id="a parameter of another contract"),
    ],
)
async def test_a_bad_question_is_refused_in_the_standards_words(
    scene: Scene, query: dict[str, str], minor: str
) -> None:
    answer = await asked(await a_script(scene), "users", **query)

    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert (body["imsx_codeMajor"], body["imsx_severity"]) == ("failure", "error")
    assert body["imsx_CodeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"] == minor
    assert body["imsx_description"]
    assert answer.headers["content-type"] == "application/json"


async def test_a_day_is_asked_by_days(scene: Scene) -> None:
    script = await a_script(scene)
    for text in ("2021-02-30", "20210308", "9999-12-31", "2021-03-08T00:00:00Z"):
        answer = await asked(script, "terms", filter=f"startDate>'{text}'")
        assert answer.status_code == 400, text


async def test_a_moment_may_be_a_day_or_have_an_offset(scene: Scene) -> None:
    await set_roster_scene(scene)
    script = await a_script(scene)
    tomorrow = datetime.now(UTC) + timedelta(days=1)

    for text in (f"{date(2020, 1, 1)}", "2020-01-01T08:00:00+08:00", f"{tomorrow:%Y-%m-%d}"):
        found = await listed(script, "users", filter=f"dateLastModified<'{text}'")
        assert len(found) == (7 if text.startswith(f"{tomorrow:%Y-%m-%d}") else 0)


async def test_what_is_not_there_is_unknown_and_what_is_no_route_as_well(scene: Scene) -> None:
    script = await a_script(scene)

    for path in ("users/nobody", "students", "users/x/classes", ""):
        answer = await asked(script, path)
        field = answer.json()["imsx_CodeMinor"]["imsx_codeMinorField"][0]
        assert (answer.status_code, field["imsx_codeMinorFieldValue"]) == (404, "unknownobject"), path


async def test_nothing_can_be_written(scene: Scene) -> None:
    script = await a_script(scene)

    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = await script.ask(method, f"{SERVICE}/users")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
        assert answer.json()["imsx_codeMajor"] == "failure"


async def test_a_refusal_speaks_the_language_asked_for(scene: Scene) -> None:
    script = await a_script(scene)
    path = f"{SERVICE}/users?sort=x"

    chinese = await script.get(path)
    english = await script.ask("GET", path, headers={"Accept-Language": "en"})

    assert "排序" in chinese.json()["imsx_description"]
    assert english.json()["imsx_description"].startswith("Nothing can be sorted")
