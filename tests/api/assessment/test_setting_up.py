"""What a term's groups are assessed by: dated rules, indicators, and when they stand."""

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from tests.assessment_scene import JUDGED, AssessmentScene
from tests.scene import Scene


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        pytest.param("weights", "30/20/20/20/20", "weights_not_hundred", id="110"),
        pytest.param("weights", "20/20/20/20/19", "weights_not_hundred", id="99"),
        pytest.param("weights", "25/25/25/25", "rule_value_invalid", id="four of them"),
        pytest.param("weights", "20/20/20/20/x", "rule_value_invalid", id="no number"),
        pytest.param("bands", "60/75/90", "rule_value_invalid", id="bands upside down"),
        pytest.param("bands", "90/75", "rule_value_invalid", id="two bands"),
        pytest.param("trim_from", "2", "rule_value_invalid", id="nothing left after trimming"),
    ],
)
async def test_a_rule_that_cannot_be_is_refused(
    two: AssessmentScene, key: str, value: str, code: str
) -> None:
    body = {"key": key, "value": value, "effective_from": "2021-02-01"}

    refused = await two.office.post("assessment-rules", body)

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await two.office.get("assessment-rules")).json()["items"] == []


async def test_weights_that_make_a_hundred_hold_from_their_day_on(two: AssessmentScene) -> None:
    for day, value in (("2021-02-01", "40/15/15/15/15"), ("2021-03-01", "60/10/10/10/10")):
        body = {"key": "weights", "value": value, "effective_from": day}
        assert (await two.office.post("assessment-rules", body)).status_code == 201

    made = await two.set_up()

    assert {one["key"]: one["value"] for one in made["rules"]}["weights"] == "40/15/15/15/15"
    on = (await two.office.get("assessment-rules", on="2021-01-01", key="weights")).json()["items"]
    assert [one["value"] for one in on] == ["20/20/20/20/20"]


async def test_what_was_opened_keeps_its_rules(two: AssessmentScene) -> None:
    await two.set_up()
    body = {"key": "bonus_cap", "value": "3", "effective_from": "2021-02-01"}
    await two.office.post("assessment-rules", body)
    opened = (await two.office.step(f"{two.path}/open", version=1)).json()

    await two.office.post("assessment-rules", body | {"value": "8"})
    now = (await two.office.get(two.path)).json()

    assert {one["key"]: one["value"] for one in opened["rules"]}["bonus_cap"] == "3"
    assert now["rules"] == opened["rules"]


async def test_left_to_itself_it_has_the_example_and_every_group(two: AssessmentScene) -> None:
    made = await two.set_up(None)

    assert [one["name"] for one in made["groups"]] == ["数学组", "语文组"]
    assert {one["dimension"] for one in made["indicators"]} == {
        "institutions", "influence", "outcome", "distinction", "routine",
    }  # fmt: skip
    assert {one["fact"] for one in made["indicators"]} == {None, "attendance", "nine_ones", "unexcused"}
    assert made["allowed_actions"] == ["update", "appoint", "open"]


async def test_shares_of_a_dimension_make_a_hundred(two: AssessmentScene) -> None:
    short = [*JUDGED[:4], JUDGED[4] | {"share": 60}]

    refused = await two.office.post("assessments", {"term_id": str(two.term_id), "indicators": short})

    assert (refused.status_code, refused.json()["code"]) == (422, "shares_not_hundred")
    assert "教学常规" in refused.json()["detail"]


@pytest.mark.parametrize("field", ["term_id", "group_ids"])
async def test_what_the_school_does_not_have_is_refused(two: AssessmentScene, field: str) -> None:
    nothing = str(new_id())
    body = {"term_id": str(two.term_id)} | {field: [nothing] if field == "group_ids" else nothing}

    refused = await two.office.post("assessments", body)

    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_reference")


async def test_a_term_has_one_assessment(two: AssessmentScene) -> None:
    await two.set_up()

    refused = await two.office.post("assessments", {"term_id": str(two.term_id)})

    assert (refused.status_code, refused.json()["code"]) == (409, "assessment_taken")


async def test_a_draft_changes_and_an_open_one_does_not(two: AssessmentScene) -> None:
    await two.set_up()
    changes = {
        "title": "春季考核",
        "group_ids": [str(two.groups[0].id)],
        "indicators": [*JUDGED[:4], JUDGED[4] | {"title": "听课"}],
    }

    changed = await two.office.patch(two.path, changes, version=1)
    opened = await two.office.step(f"{two.path}/open", version=2)
    refused = await two.office.patch(two.path, {"title": "晚了"}, version=3)

    assert changed.status_code == 200
    assert changed.json()["title"] == "春季考核"
    assert [one["name"] for one in changed.json()["groups"]] == ["数学组"]
    assert changed.json()["indicators"][-1]["title"] == "听课"
    assert opened.json()["state"] == "scoring"
    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_state")


async def test_of_a_draft_one_thing_may_change_alone(two: AssessmentScene) -> None:
    before = await two.set_up()

    changed = (await two.office.patch(two.path, {"title": "春季考核"}, version=1)).json()

    assert changed == before | {"title": "春季考核", "version": 2}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("GET", "assessments/{id}/preview", None, id="a preview"),
        pytest.param("POST", "assessment-judges/{id}/release", {"reason": "x"}, id="a judge"),
        pytest.param("PATCH", "assessment-scores/{id}", {"score": "1"}, id="a score"),
        pytest.param("DELETE", "evidence-items/{id}", None, id="evidence"),
        pytest.param("POST", "assessment-adjustments/{id}/void", {"reason": "x"}, id="an adjustment"),
        pytest.param("POST", "assessment-appeals/{id}/reject", {"reason": "x"}, id="an appeal"),
    ],
)
async def test_what_is_not_there_is_not_found(
    two: AssessmentScene, method: str, path: str, body: dict[str, str] | None
) -> None:
    options = {} if body is None else {"json": body}

    answer = await two.office.ask(method, path.format(id=new_id()), headers={"If-Match": '"1"'}, **options)

    assert answer.status_code == 404


async def test_a_leader_sees_no_preview(two: AssessmentScene) -> None:
    await two.opened()

    assert (await two.groups[0].leader.get(f"{two.path}/preview")).status_code == 403


async def test_a_teacher_sees_none_of_it_and_a_leader_none_of_a_draft(two: AssessmentScene) -> None:
    somebody = await two.scene.signed_in(Role.TEACHER, teacher_id=await two.scene.teacher())
    await two.set_up()

    assert (await two.groups[0].leader.get(two.path)).status_code == 404
    await two.office.step(f"{two.path}/open", version=1)
    seen = await two.groups[0].leader.get(two.path)

    assert (await somebody.get(two.path)).status_code == 404
    assert (await somebody.get("assessments")).json()["items"] == []
    assert (seen.status_code, seen.json()["allowed_actions"]) == (200, ["submit"])
    assert (await somebody.post("assessments", {"term_id": str(two.term_id)})).status_code == 403


async def test_the_principal_sees_it_and_changes_nothing(two: AssessmentScene) -> None:
    principal = await two.scene.signed_in(Role.PRINCIPAL)
    await two.set_up()

    assert (await principal.get(two.path)).json()["allowed_actions"] == []
    assert (await principal.step(f"{two.path}/open", version=1)).status_code == 403


async def test_another_schools_is_not_there(two: AssessmentScene, elsewhere: Scene) -> None:
    await two.set_up()

    assert (await (await elsewhere.office()).get(two.path)).status_code == 404
