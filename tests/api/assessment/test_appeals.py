"""A leader appeals; the office upholds into a further edition, or rejects and says why."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from persistence.ids import new_id
from persistence.platform.tables import message
from tests.assessment_scene import AssessmentScene


async def appealed(two: AssessmentScene, number: int = 0) -> dict[str, Any]:
    group = two.groups[number]
    body = {"group_id": str(group.id), "text": "教学常规得分有误"}
    made = await group.leader.post(f"{two.path}/appeals", body)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def correction(two: AssessmentScene, score: str, title: str = "教学常规") -> dict[str, Any]:
    line = {"indicator_id": two.indicator(title), "score": score, "reason": "听课记录漏计"}
    return {"answer": "经复核属实", "corrections": [line]}


async def state(two: AssessmentScene) -> tuple[str, int]:
    now = (await two.office.get(two.path)).json()
    return now["state"], now["edition_no"]


async def test_an_upheld_appeal_makes_a_further_edition_and_keeps_the_one_before(
    two: AssessmentScene,
) -> None:
    before = await two.published("70", "80")
    maths = two.groups[0]
    made = await appealed(two)
    waiting = await state(two)

    answer = await two.office.step(
        f"assessment-appeals/{made['id']}/uphold", version=1, json=correction(two, "95")
    )

    assert (answer.status_code, answer.json()["state"]) == (200, "upheld")
    assert (waiting, await state(two)) == (("appealed", 1), ("republished", 2))
    after = await two.results()
    assert [(one["group_name"], one["rank"], one["total"]) for one in after] == [
        ("语文组", 1, "80.00"),
        ("数学组", 2, "75.00"),
    ]
    line = next(one for one in after[1]["lines"] if one["title"] == "教学常规")
    assert (line["basis"], line["score"], line["points"]) == ("corrected", "95.00", "19.00")
    assert line["correction"] == {
        "appeal_id": made["id"],
        "before": "70.00",
        "reason": "听课记录漏计",
    }
    assert [one["score"] for one in line["marks"]] == ["70.00"]
    assert await two.results(edition_no=1) == before
    assert (await maths.leader.get(f"assessment-results/{before[1]['id']}")).json() == before[1]
    told = Counter(one.event for one in await two.scene.rows(message))
    assert (told["assessment_published"], told["appeal_upheld"]) == (4, 1)


async def test_a_rejected_appeal_changes_nothing_and_says_why(two: AssessmentScene) -> None:
    before = await two.published("70", "80")
    made = await appealed(two)
    path = f"assessment-appeals/{made['id']}"

    answer = await two.office.step(f"{path}/reject", version=1, json={"reason": "记录无误"})
    again = await two.office.step(f"{path}/reject", version=2, json={"reason": "记录无误"})

    assert answer.json()["answer"] == "记录无误"
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")
    assert (await state(two), await two.results()) == (("published", 1), before)
    news = [one for one in await two.scene.rows(message) if one.event == "appeal_rejected"]
    assert [(one.recipient_id, one.facts["reason"]) for one in news] == [
        (two.groups[0].leader_id, "记录无误")
    ]
    assert (await appealed(two))["edition_no"] == 1


async def test_it_stays_appealed_until_the_last_is_answered(two: AssessmentScene) -> None:
    await two.published("70", "80")
    first, second = await appealed(two, 0), await appealed(two, 1)

    await two.office.step(f"assessment-appeals/{first['id']}/uphold", version=1, json=correction(two, "75"))
    between = await state(two)
    await two.office.step(f"assessment-appeals/{second['id']}/reject", version=1, json={"reason": "无误"})

    assert (between, await state(two)) == (("appealed", 2), ("republished", 2))


async def test_a_deduction_can_be_lifted(two: AssessmentScene) -> None:
    await two.opened()
    judge, maths = await two.judge(), two.groups[0]
    for group in two.groups:
        await two.evidence(group)
        await two.score_all(judge, group, "80")
    body = {"kind": "deduction", "dimension": "routine", "points": "4", "reason": "缺交", "text": "记录"}
    deduction = (await two.office.post(f"{two.path}/adjustments", {"group_id": str(maths.id)} | body)).json()
    await two.publish()
    made = await appealed(two)

    lifted = {"answer": "已补交", "lifted": [deduction["id"]]}
    await two.office.step(f"assessment-appeals/{made['id']}/uphold", version=1, json=lifted)

    own = (await two.results(maths.leader))[0]
    assert (own["total"], own["adjustments"][0]["lifted_by"]) == ("80.00", made["id"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"answer": "是"}, "appeal_changes_nothing", id="nothing"),
        pytest.param("same", "appeal_changes_nothing", id="the same score"),
        pytest.param({"answer": "是", "lifted": [str(new_id())]}, "unknown_reference", id="no such line"),
        pytest.param("unknown", "unknown_reference", id="no such indicator"),
    ],
)
async def test_an_appeal_is_upheld_by_what_it_changes(two: AssessmentScene, body: Any, code: str) -> None:
    await two.published("70", "80")
    made = await appealed(two)
    if body == "same":
        body = correction(two, "70")
    elif body == "unknown":
        body = {"answer": "是", "corrections": [{"indicator_id": str(new_id()), "score": "1", "reason": "x"}]}

    refused = await two.office.step(f"assessment-appeals/{made['id']}/uphold", version=1, json=body)

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert await state(two) == ("appealed", 1)


async def test_only_the_leader_appeals_once_at_a_time_and_not_before(two: AssessmentScene) -> None:
    maths, chinese = two.groups
    body = {"group_id": str(maths.id), "text": "有误"}
    await two.opened()
    early = await maths.leader.post(f"{two.path}/appeals", body)
    judge = await two.judge()
    for group in two.groups:
        await two.evidence(group)
        await two.score_all(judge, group, "80")
    await two.publish()
    made = await appealed(two)

    again = await maths.leader.post(f"{two.path}/appeals", body)
    by_other = await chinese.leader.post(f"{two.path}/appeals", body)
    by_office = await two.office.post(f"{two.path}/appeals", body)

    assert (early.status_code, early.json()["code"]) == (409, "invalid_state")
    assert (again.status_code, again.json()["code"]) == (409, "appeal_open")
    for refused in (by_other, by_office):
        assert (refused.status_code, refused.json()["code"]) == (403, "not_group_leader")
    assert (await chinese.leader.get(f"assessment-appeals/{made['id']}")).status_code == 404
    assert (await chinese.leader.get(f"{two.path}/appeals")).json()["items"] == []
    seen = (await two.office.get(f"{two.path}/appeals", state="open")).json()["items"]
    assert [one["allowed_actions"] for one in seen] == [["uphold", "reject"]]
    unanswered = await maths.leader.step(
        f"assessment-appeals/{made['id']}/reject", version=1, json={"reason": "x"}
    )
    assert unanswered.status_code == 403


async def test_of_many_who_uphold_at_once_one_does(two: AssessmentScene) -> None:
    await two.published("70", "80")
    path = f"assessment-appeals/{(await appealed(two))['id']}/uphold"

    answers = await asyncio.gather(
        *(two.office.step(path, version=1, json=correction(two, "95")) for _ in range(5))
    )

    assert Counter(one.status_code for one in answers) == {200: 1, 412: 4}
    assert await state(two) == ("republished", 2)
