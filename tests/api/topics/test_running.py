"""From the approval 立项 to the conclusion 结题: the steps, what is handed in, levels, termination."""

from typing import Any

import pytest

from domain.topics.lifecycle import LIFECYCLE, MilestoneKind, TopicState
from tests.theme_scene import done
from tests.topic_scene import TITLE, TopicScene

APPROVAL = {"level": "school", "number": "TX2020-031", "approved_on": "2020-10-10"}


async def test_an_approval_gives_number_level_and_days(desk: TopicScene) -> None:
    topic = await desk.approves(await desk.submitted(), level="county", number="桐教研2020-7")

    assert (topic["state"], topic["level"], topic["number"]) == ("approved", "county", "桐教研2020-7")
    assert (topic["approved_on"], topic["step"], topic["due_on"]) == ("2020-10-10", "opening", "2020-12-10")
    assert (topic["school_year"], topic["term_id"]) == (2020, str(await desk.term("2020-09-01")))
    assert [(one["kind"], one["due_on"]) for one in await desk.steps(topic)] == [
        ("opening", "2020-12-10"),
        ("midterm", "2021-04-10"),
        ("conclusion", "2021-10-10"),
    ]
    told = await desk.told("topic_approved")
    assert {one for one, _ in told} == {desk.wang_id, desk.zhang_id}
    assert told[0][1] == {"topic": TITLE, "level": "county", "number": "桐教研2020-7"}


async def test_an_approval_may_name_other_days_in_their_order(desk: TopicScene) -> None:
    topic = await desk.submitted()
    path = f"topics/{topic['id']}/approve"
    wrong = APPROVAL | {"opening_due_on": "2021-05-01", "midterm_due_on": "2021-04-01"}

    refused = await desk.office.step(path, version=2, json=wrong)
    done(await desk.office.step(path, version=2, json=APPROVAL | {"midterm_due_on": "2021-03-31"}))

    assert (refused.status_code, refused.json()["code"]) == (422, "topic_milestones_out_of_order")
    assert [one["due_on"] for one in await desk.steps(topic)] == ["2020-12-10", "2021-03-31", "2021-10-10"]


async def test_what_is_decided_was_decided_by_today(desk: TopicScene) -> None:
    topic = await desk.submitted()

    answer = await desk.office.step(
        f"topics/{topic['id']}/approve", version=2, json=APPROVAL | {"approved_on": "2020-10-11"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "topic_decided_in_future")


async def test_a_number_is_given_once_at_a_level(desk: TopicScene) -> None:
    await desk.approves(await desk.submitted())
    other = await desk.submitted(members=[desk.wang_id])

    taken = await desk.office.step(f"topics/{other['id']}/approve", version=2, json=APPROVAL)
    elsewhere = APPROVAL | {"level": "county"}

    assert (taken.status_code, taken.json()["code"]) == (409, "topic_number_taken")
    done(await desk.office.step(f"topics/{other['id']}/approve", version=2, json=elsewhere))


async def test_days_go_by_the_policy_of_the_day_of_approval(desk: TopicScene) -> None:
    for key, value, since in (
        ("conclusion_months", "24", "2020-10-01"),
        ("opening_months", "1", "2020-11-01"),
    ):
        rule = {"key": key, "value": value, "effective_from": since}
        assert (await desk.office.post("topic-rules", rule)).status_code == 201
    topic = await desk.approves(await desk.submitted())

    assert [one["due_on"] for one in await desk.steps(topic)] == ["2020-12-10", "2021-04-10", "2022-10-10"]
    (row,) = done(await desk.wang.get("topic-rules", on="2020-10-10", key="conclusion_months"))["items"]
    assert row["value"] == "24"
    assert done(await desk.wang.get(f"topic-rules/{row['id']}")) == row
    assert (await desk.wang.post("topic-rules", rule)).status_code == 403


async def test_a_topic_goes_step_by_step_to_its_conclusion(desk: TopicScene) -> None:
    topic = await desk.approved()
    opening, midterm, conclusion = await desk.steps(topic, desk.wang)
    assert (opening["allowed_actions"], midterm["allowed_actions"]) == (["hand_in"], [])

    early = await desk.wang.step(f"topic-milestones/{midterm['id']}/hand-in", version=1, json={"text": "中"})
    assert (early.status_code, early.json()["code"]) == (409, "invalid_state")
    states = []
    for step in (opening, midterm, conclusion):
        await desk.accepts(await desk.hand_in(step))
        states.append((await desk.seen(topic))["state"])

    assert states == ["opened", "midterm", "concluded"]
    over = await desk.seen(topic, desk.wang)
    assert (over["ended_on"], over["step"], over["due_on"]) == ("2020-10-10", None, None)
    assert over["allowed_actions"] == []
    assert over["work_id"] == topic["work_id"]
    assert len(await desk.told("topic_step_accepted")) == 6, "three steps, two members"
    again = await desk.wang.step(
        f"topic-milestones/{conclusion['id']}/hand-in", version=3, json={"text": "再"}
    )
    assert again.status_code == 409


async def test_what_is_returned_is_handed_in_anew_and_all_is_kept(desk: TopicScene) -> None:
    topic = await desk.approved()
    (opening, *_) = await desk.steps(topic)
    path = f"topic-milestones/{opening['id']}"
    report = await desk.file(desk.wang, "开题报告.pdf")
    await desk.hand_in(opening, text="开题一", file_ids=[str(report)])
    returned = done(await desk.office.step(f"{path}/return", version=2, json={"remark": "缺文献综述"}))
    await desk.hand_in(returned, text="开题二")
    accepted = done(await desk.office.step(f"{path}/accept", version=4, json={"remark": "可行"}))

    assert (returned["state"], returned["remark"]) == ("returned", "缺文献综述")
    assert (accepted["state"], accepted["remark"]) == ("accepted", "可行")
    kept = done(await desk.zhang.get("topic-submissions", milestone_id=opening["id"]))["items"]
    assert [(one["number"], one["text"], one["verdict"], one["remark"]) for one in kept] == [
        (2, "开题二", "accepted", "可行"),
        (1, "开题一", "returned", "缺文献综述"),
    ]
    links = done(await desk.zhang.get(f"topic-submissions/{kept[1]['id']}/links"))
    assert len(links["items"]) == 1
    assert done(await desk.zhang.get(path)) == accepted | {"allowed_actions": []}
    told = await desk.told("topic_step_returned")
    assert told == [(desk.wang_id, {"topic": TITLE, "step": "opening", "reason": "缺文献综述"})]


async def test_each_return_is_told(desk: TopicScene) -> None:
    topic = await desk.approved()
    (step, *_) = await desk.steps(topic)
    for _ in range(2):
        handed = await desk.hand_in(step)
        path = f"topic-milestones/{step['id']}/return"
        step = done(await desk.office.step(path, version=handed["version"], json={"remark": "再改"}))

    assert len(await desk.told("topic_step_returned")) == 2


async def test_something_is_handed_in_by_who_leads(desk: TopicScene) -> None:
    topic = await desk.approved()
    (opening, *_) = await desk.steps(topic)
    path = f"topic-milestones/{opening['id']}"

    empty = await desk.wang.step(f"{path}/hand-in", version=1, json={})
    member = await desk.zhang.step(f"{path}/hand-in", version=1, json={"text": "开题"})
    stranger = await desk.chen.step(f"{path}/hand-in", version=1, json={"text": "开题"})
    foreign = {"file_ids": [str(await desk.file(desk.chen))]}
    others = await desk.wang.step(f"{path}/hand-in", version=1, json=foreign)
    await desk.hand_in(opening)
    stale = await desk.office.step(f"{path}/accept", version=1)

    assert (empty.status_code, empty.json()["code"]) == (422, "topic_submission_empty")
    assert (member.status_code, member.json()["code"]) == (403, "not_topic_leader")
    assert stranger.status_code == 404
    assert (others.status_code, others.json()["code"]) == (422, "unknown_reference")
    assert stale.status_code == 412
    assert (await desk.wang.step(f"{path}/accept", version=2)).status_code == 403


async def test_one_work_at_several_levels_stays_one(desk: TopicScene) -> None:
    topic = await desk.approved(number="校2020-3")
    path = f"topics/{topic['id']}"
    county = {"level": "county", "outcome": "approved", "number": "桐2020-9", "decided_on": "2020-10-10"}
    city = {"level": "city", "outcome": "declined", "decided_on": "2020-10-10", "remark": "名额已满"}

    raised = done(await desk.office.step(f"{path}/raise", version=3, json=county))
    declined = done(await desk.office.step(f"{path}/raise", version=4, json=city))
    low = await desk.office.step(f"{path}/raise", version=5, json=county | {"level": "school"})

    assert (raised["level"], raised["number"], raised["work_id"]) == ("county", "桐2020-9", topic["work_id"])
    assert (declined["level"], declined["number"]) == ("county", "桐2020-9")
    assert (low.status_code, low.json()["code"]) == (422, "topic_level_not_higher")
    levels = done(await desk.zhang.get(f"{path}/levels"))["items"]
    assert [(one["level"], one["outcome"], one["number"]) for one in levels] == [
        ("city", "declined", None),
        ("county", "approved", "桐2020-9"),
        ("school", "approved", "校2020-3"),
    ]
    assert await desk.listed() == [topic["id"]]
    assert len(await desk.told("topic_approved")) == 4


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"outcome": "approved"}, "topic_number_misplaced", id="approved without a number"),
        pytest.param(
            {"outcome": "declined", "number": "1"}, "topic_number_misplaced", id="declined with a number"
        ),
        pytest.param(
            {"outcome": "declined", "decided_on": "2020-10-11"}, "topic_decided_in_future", id="tomorrow"
        ),
    ],
)
async def test_a_level_is_raised_by_a_whole_decision(
    desk: TopicScene, body: dict[str, Any], code: str
) -> None:
    topic = await desk.approved()
    given = {"level": "city", "decided_on": "2020-10-10"} | body

    answer = await desk.office.step(f"topics/{topic['id']}/raise", version=3, json=given)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_topic_that_runs_is_terminated_for_a_reason(desk: TopicScene) -> None:
    topic = await desk.approved()
    path = f"topics/{topic['id']}"

    ended = done(await desk.office.step(f"{path}/terminate", version=3, json={"reason": "负责人调离"}))

    assert (ended["state"], ended["ended_on"], ended["ended_because"]) == (
        "terminated",
        "2020-10-10",
        "负责人调离",
    )
    assert {one for one, _ in await desk.told("topic_terminated")} == {desk.wang_id, desk.zhang_id}
    (opening, *_) = await desk.steps(topic)
    answer = await desk.wang.step(f"topic-milestones/{opening['id']}/hand-in", version=1, json={"text": "晚"})
    assert answer.status_code == 409


BODIES: dict[str, Any] = {
    "approve": APPROVAL,
    "return": {"remark": "改"},
    "reject": {"remark": "否"},
    "terminate": {"reason": "停"},
    "raise": {"level": "nation", "outcome": "declined", "decided_on": "2020-10-10"},
}
STEPS = ("update", "submit", "withdraw", "regroup", "extend", *BODIES)


async def at_state(desk: TopicScene, state: TopicState) -> dict[str, Any]:
    if state is TopicState.DRAFT:
        return await desk.draft()
    if state in (TopicState.APPROVED, TopicState.OPENED, TopicState.MIDTERM, TopicState.CONCLUDED):
        passed = [TopicState.APPROVED, TopicState.OPENED, TopicState.MIDTERM, TopicState.CONCLUDED]
        return await desk.passed(await desk.approved(), passed.index(state))
    if state is TopicState.TERMINATED:
        topic = await desk.approved()
        return done(
            await desk.office.step(f"topics/{topic['id']}/terminate", version=3, json=BODIES["terminate"])
        )
    topic = await desk.submitted()
    step = {TopicState.RETURNED: "return", TopicState.REJECTED: "reject", TopicState.WITHDRAWN: "withdraw"}
    if state is TopicState.SUBMITTED:
        return topic
    path = f"topics/{topic['id']}/{step[state]}"
    return done(await desk.office.step(path, version=2, json=BODIES.get(step[state])))


@pytest.mark.parametrize("state", list(TopicState))
async def test_every_step_the_lifecycle_does_not_have_is_refused(desk: TopicScene, state: TopicState) -> None:
    topic = await at_state(desk, state)
    path, version = f"topics/{topic['id']}", topic["version"]
    illegal = [step for step in STEPS if step not in LIFECYCLE.get(state, {})]

    for step in illegal:
        if step == "update":
            answer = await desk.office.patch(path, {"title": "改"}, version=version)
        elif step == "extend":
            answer = await desk.office.post(f"{path}/extensions", {"until": "2023-01-01", "reason": "延"})
        elif step == "regroup":
            members = {"member_ids": [str(desk.wang_id)]}
            answer = await desk.office.step(f"{path}/regroup", version=version, json=members)
        else:
            answer = await desk.office.step(f"{path}/{step}", version=version, json=BODIES.get(step))
        assert (answer.status_code, answer.json()["code"]) == (409, "invalid_state"), step
    offered = {step for step in LIFECYCLE.get(state, {}) if step not in list(MilestoneKind)}
    seen = await desk.seen(topic)
    assert (seen["state"], set(seen["allowed_actions"])) == (state, offered)
