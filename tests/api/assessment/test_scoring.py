"""Judges score what there is evidence for, once each, blind to one another, and never their own group."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.people.tables import teacher
from persistence.platform.tables import message, stored_file
from tests.assessment_scene import AssessmentScene
from tests.scene import Scene
from tests.weekplan_scene import set_row


@pytest.fixture
async def open_one(two: AssessmentScene) -> AssessmentScene:
    await two.opened()
    return two


async def test_without_evidence_there_is_no_score(open_one: AssessmentScene) -> None:
    maths = open_one.groups[0]
    judge = await open_one.judge()
    body = open_one.score_body(maths, "制度与计划", "90")

    refused = await judge.post(f"{open_one.path}/scores", body)
    await open_one.evidence(maths)
    taken = await judge.post(f"{open_one.path}/scores", body)

    assert (refused.status_code, refused.json()["code"]) == (422, "evidence_missing")
    assert taken.status_code == 201


async def test_a_judge_scores_once_and_may_revise(open_one: AssessmentScene) -> None:
    maths = open_one.groups[0]
    judge, other = await open_one.judge("甲"), await open_one.judge("乙")
    given = await open_one.score(judge, maths, "教学常规", "80")
    path = f"assessment-scores/{given['id']}"

    again = await judge.post(f"{open_one.path}/scores", open_one.score_body(maths, "教学常规", "95"))
    revised = await judge.patch(path, {"score": "85.5", "remark": "复核"}, version=1)

    assert (again.status_code, again.json()["code"]) == (409, "already_scored")
    assert (revised.json()["score"], revised.json()["version"]) == ("85.50", 2)
    assert (await judge.patch(path, {"score": "1"}, version=1)).status_code == 412
    assert (await other.patch(path, {"score": "1"}, version=2)).status_code == 404
    by_office = await open_one.office.patch(path, {"score": "1"}, version=2)
    assert (by_office.status_code, by_office.json()["code"]) == (403, "not_a_judge")


async def test_of_one_score_sent_many_times_at_once_one_is_kept(open_one: AssessmentScene) -> None:
    judge = await open_one.judge()
    body = open_one.score_body(open_one.groups[0], "教学常规", "80")

    answers = await asyncio.gather(*(judge.post(f"{open_one.path}/scores", body) for _ in range(6)))

    assert Counter(one.status_code for one in answers) == {201: 1, 409: 5}
    assert {one.json().get("code") for one in answers} == {None, "already_scored"}


@pytest.mark.parametrize("how", ["a member", "the leader"])
async def test_nobody_judges_their_own_group(open_one: AssessmentScene, how: str) -> None:
    maths, chinese = open_one.groups
    if how == "a member":
        judge = await open_one.judge(subject_group_id=maths.id)
    else:
        appointed = {"teacher_id": str(maths.leader_id)}
        assert (await open_one.office.post(f"{open_one.path}/judges", appointed)).status_code == 201
        judge = maths.leader

    refused = await judge.post(f"{open_one.path}/scores", open_one.score_body(maths, "教学常规", "100"))

    assert (refused.status_code, refused.json()["code"]) == (403, "judge_conflict")
    await open_one.score(judge, chinese, "教学常规", "60")


async def test_who_could_judge_no_group_is_not_appointed(scene: Scene, two: AssessmentScene) -> None:
    maths = two.groups[0]
    await two.set_up()
    await two.office.patch(two.path, {"group_ids": [str(maths.id)]}, version=1)

    refused = await two.office.post(f"{two.path}/judges", {"teacher_id": str(maths.leader_id)})

    assert (refused.status_code, refused.json()["code"]) == (403, "judge_conflict")


async def test_judges_are_blind_to_one_another_until_the_result_is_out(open_one: AssessmentScene) -> None:
    teacher_id = await open_one.scene.teacher(name="丙")
    await open_one.office.post(f"{open_one.path}/judges", {"teacher_id": str(teacher_id)})
    third = await open_one.scene.signed_in(Role.RESEARCH_OFFICE, teacher_id=teacher_id)
    first, second = await open_one.judge("甲"), await open_one.judge("乙")
    for judge, score in ((first, "70"), (second, "80"), (third, "90")):
        for group in open_one.groups:
            if score == "70":
                await open_one.evidence(group)
            await open_one.score_all(judge, group, score)

    async def seen(asker: Any) -> set[str]:
        items = (await asker.get(f"{open_one.path}/scores", limit="100")).json()["items"]
        return {one["score"] for one in items}

    assert [await seen(one) for one in (first, second, third)] == [{"70.00"}, {"80.00"}, {"90.00"}]
    assert await seen(open_one.office) == {"70.00", "80.00", "90.00"}
    assert await seen(open_one.groups[0].leader) == set()
    peeked = await third.get(f"{open_one.path}/preview")
    assert (peeked.status_code, peeked.json()["code"]) == (403, "judge_stays_blind")
    await open_one.publish()
    assert await seen(first) == {"70.00", "80.00", "90.00"}
    assert await seen(open_one.groups[0].leader) == set()


async def test_whoever_else_they_are_a_judge_revises_their_own_scores_alone(two: AssessmentScene) -> None:
    await two.opened()
    maths = two.groups[0]
    given = await two.score(await two.judge("甲"), maths, "教学常规", "80")
    teacher_id = await two.scene.teacher(name="乙")
    await two.office.post(f"{two.path}/judges", {"teacher_id": str(teacher_id)})
    second = await two.scene.signed_in(Role.RESEARCH_OFFICE, teacher_id=teacher_id)

    refused = await second.patch(f"assessment-scores/{given['id']}", {"score": "1"}, version=1)

    assert refused.status_code == 404


async def test_who_joined_a_group_since_revises_nothing_of_it(two: AssessmentScene) -> None:
    await two.opened()
    maths = two.groups[0]
    judge = await two.judge("甲")
    given = await two.score(judge, maths, "教学常规", "80")
    teacher_id = judge.principal.schools[0].teacher_id
    assert teacher_id is not None
    await set_row(two.scene, teacher, teacher_id, subject_group_id=maths.id)

    refused = await judge.patch(f"assessment-scores/{given['id']}", {"score": "100"}, version=1)

    assert (refused.status_code, refused.json()["code"]) == (403, "judge_conflict")


async def test_only_judges_score_and_only_what_there_is(open_one: AssessmentScene) -> None:
    maths = open_one.groups[0]
    somebody = await open_one.scene.signed_in(Role.TEACHER, teacher_id=await open_one.scene.teacher())
    judge = await open_one.judge()
    body = open_one.score_body(maths, "教学常规", "90")

    assert (await somebody.post(f"{open_one.path}/scores", body)).status_code == 404
    by_leader = await maths.leader.post(f"{open_one.path}/scores", body)
    assert (by_leader.status_code, by_leader.json()["code"]) == (403, "not_a_judge")
    for field in ("group_id", "indicator_id"):
        refused = await judge.post(f"{open_one.path}/scores", body | {field: str(new_id())})
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_reference")
    for wrong in ("100.01", "-1", "88.888"):
        assert (await judge.post(f"{open_one.path}/scores", body | {"score": wrong})).status_code == 422


async def test_what_the_system_fills_in_nobody_scores(two: AssessmentScene) -> None:
    await two.opened(None)
    judge, maths = await two.judge(), two.groups[0]

    scored = await judge.post(f"{two.path}/scores", two.score_body(maths, "无故缺席", "100"))
    body = {"group_id": str(maths.id), "indicator_id": two.indicator("无故缺席"), "text": "无"}
    brought = await maths.leader.post(f"{two.path}/evidence-items", body)

    for refused in (scored, brought):
        assert (refused.status_code, refused.json()["code"]) == (422, "indicator_filled_in")


async def test_a_judge_is_told_appointed_once_and_released(open_one: AssessmentScene) -> None:
    teacher_id = await open_one.scene.teacher(name="甲")
    body = {"teacher_id": str(teacher_id)}
    made = (await open_one.office.post(f"{open_one.path}/judges", body)).json()
    path = f"assessment-judges/{made['id']}"
    judge = await open_one.scene.signed_in(Role.TEACHER, teacher_id=teacher_id)

    again = await open_one.office.post(f"{open_one.path}/judges", body)
    gone = await open_one.office.step(f"{path}/release", version=1, json={"reason": "外出"})
    twice = await open_one.office.step(f"{path}/release", version=2, json={"reason": "外出"})

    assert (again.status_code, again.json()["code"]) == (409, "judge_taken")
    assert gone.json()["released_because"] == "外出"
    assert (twice.status_code, twice.json()["code"]) == (409, "judge_released")
    assert [(one.event, one.recipient_id) for one in await open_one.scene.rows(message)] == [
        ("judge_appointed", teacher_id)
    ]
    late = await judge.post(
        f"{open_one.path}/scores", open_one.score_body(open_one.groups[0], "教学常规", "9")
    )
    assert late.status_code == 404
    left = await open_one.scene.teacher(status="left")
    unknown = await open_one.office.post(f"{open_one.path}/judges", {"teacher_id": str(left)})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_reference")


async def test_evidence_is_the_leaders_to_bring(open_one: AssessmentScene) -> None:
    maths, chinese = open_one.groups
    body = {"group_id": str(maths.id), "indicator_id": open_one.indicator("制度与计划")}
    file_id = await open_one.scene.add(
        stored_file,
        filename="计划.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        key=f"x/{new_id()}",
        account_id=maths.leader.principal.account_id,
        created_at=datetime(2021, 3, 1, tzinfo=UTC),
    )

    empty = await maths.leader.post(f"{open_one.path}/evidence-items", body)
    by_other = await chinese.leader.post(f"{open_one.path}/evidence-items", body | {"text": "替"})
    foreign = await chinese.leader.post(
        f"{open_one.path}/evidence-items", body | {"group_id": str(chinese.id), "file_id": str(file_id)}
    )
    brought = await maths.leader.post(f"{open_one.path}/evidence-items", body | {"file_id": str(file_id)})
    path = f"evidence-items/{brought.json()['id']}"

    assert (empty.status_code, empty.json()["code"]) == (422, "evidence_required")
    assert (by_other.status_code, by_other.json()["code"]) == (403, "not_group_leader")
    assert (foreign.status_code, foreign.json()["code"]) == (422, "unknown_reference")
    assert brought.json()["allowed_actions"] == ["link", "delete"]
    assert (await chinese.leader.get(path)).status_code == 404
    judge = await open_one.judge()
    assert (await judge.get(f"{path}/link")).status_code == 200
    assert (await judge.get(path)).json()["allowed_actions"] == ["link"]


async def test_the_last_evidence_a_judge_scored_by_stays(open_one: AssessmentScene) -> None:
    maths = open_one.groups[0]
    judge = await open_one.judge()
    first = await open_one.evidence(maths)
    path = f"evidence-items/{first['id']}"
    await open_one.score(judge, maths, "制度与计划", "90")
    headers = {"If-Match": '"1"'}

    kept = await maths.leader.ask("DELETE", path, headers=headers)
    await open_one.evidence(maths, text="补充")
    gone = await maths.leader.ask("DELETE", path, headers=headers)

    assert (kept.status_code, kept.json()["code"]) == (409, "evidence_in_use")
    assert gone.status_code == 204
    assert len((await judge.get(f"{open_one.path}/evidence-items")).json()["items"]) == 1
