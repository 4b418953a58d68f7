"""Proposing topics: drafts, submitting, judging; who sees them and who their members are (MISSION §7)."""

from typing import Any

import pytest

from domain.identity.actions import Action, Role
from persistence.ids import new_id
from persistence.people.tables import teacher
from persistence.works.tables import work
from tests.scene import Scene
from tests.theme_scene import done
from tests.topic_scene import PLAN, TITLE, TopicScene, ids
from tests.weekplan_scene import set_row


async def test_a_draft_is_a_work_of_its_members_in_order(desk: TopicScene) -> None:
    draft = await desk.draft(members=[desk.wang_id, desk.li_id, desk.zhang_id])

    assert [one["name"] for one in draft["members"]] == ["王芳", "李娜", "张伟"]
    assert (draft["individual"], draft["leader_id"]) == (False, str(desk.wang_id))
    assert (draft["state"], draft["step"], draft["number"]) == ("draft", None, None)
    assert draft["allowed_actions"] == ["update", "regroup", "submit", "withdraw"]
    (kept,) = await desk.scene.rows(work)
    assert (str(kept.id), kept.kind, kept.title) == (draft["work_id"], "topic", TITLE)


async def test_a_topic_of_one_is_an_individual_one(desk: TopicScene) -> None:
    assert (await desk.draft(members=[desk.wang_id]))["individual"]
    assert await desk.told("topic_joined") == []


async def test_who_is_made_a_member_is_told(desk: TopicScene) -> None:
    draft = await desk.draft()
    path = f"topics/{draft['id']}/regroup"
    members = [str(one) for one in (desk.wang_id, desk.zhang_id, desk.li_id)]
    done(await desk.wang.step(path, version=1, json={"member_ids": members}))

    told = await desk.told("topic_joined")
    assert [one for one, _ in told] == [desk.zhang_id, desk.li_id]
    assert told[0][1] == {"topic": TITLE, "name": "王芳"}


async def test_a_teacher_proposes_only_what_they_lead(desk: TopicScene) -> None:
    body = {"title": TITLE, "level": "school", "member_ids": [str(desk.zhang_id), str(desk.wang_id)]}

    refused = await desk.wang.post("topics", body)
    entered = await desk.office.post("topics", body)

    assert (refused.status_code, refused.json()["code"]) == (403, "not_topic_leader")
    assert entered.status_code == 201


async def test_members_see_their_topics_and_nobody_elses(desk: TopicScene) -> None:
    draft = await desk.draft()
    principal = await desk.scene.signed_in(Role.PRINCIPAL)
    script = await desk.scene.signed_in(Role.SERVICE_CLIENT, scopes=frozenset({Action.TOPIC_READ}))
    idle = await desk.scene.signed_in(Role.TEACHER)

    for who in (desk.wang, desk.zhang, desk.office, principal, script):
        assert await desk.listed(who) == [draft["id"]]
    for who in (desk.chen, idle):
        assert await desk.listed(who) == []
        for path in ("", "/levels", "/member-changes", "/links"):
            assert (await who.get(f"topics/{draft['id']}{path}")).status_code == 404
    assert (await desk.zhang.get(f"topics/{draft['id']}")).json()["allowed_actions"] == []


async def test_a_member_who_does_not_lead_writes_nothing(desk: TopicScene) -> None:
    draft = await desk.draft()
    path = f"topics/{draft['id']}"
    members = {"member_ids": [str(desk.wang_id)]}

    answers = [
        await desk.zhang.patch(path, {"title": "改"}, version=1),
        await desk.zhang.step(f"{path}/submit", version=1),
        await desk.zhang.step(f"{path}/withdraw", version=1),
        await desk.zhang.step(f"{path}/regroup", version=1, json=members),
        await desk.zhang.post(f"{path}/extensions", {"until": "2021-06-01", "reason": "延"}),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(403, "not_topic_leader")}
    assert (await desk.chen.step(f"{path}/submit", version=1)).status_code == 404


async def test_a_proposal_is_revised_while_it_is_a_draft_or_returned(desk: TopicScene) -> None:
    draft = await desk.draft(plan=None)
    path = f"topics/{draft['id']}"
    file_id = await desk.file(desk.wang)
    changes = {"title": "新题", "level": "county", "plan": PLAN, "file_ids": [str(file_id)]}

    revised = done(await desk.wang.patch(path, changes, version=1))
    again = done(await desk.wang.patch(path, {"plan": None}, version=2))
    submitted = done(await desk.wang.step(f"{path}/submit", version=3))
    late = await desk.wang.patch(path, {"title": "再改"}, version=submitted["version"])

    assert (revised["title"], revised["level"], revised["plan"]) == ("新题", "county", PLAN)
    assert [one["filename"] for one in revised["files"]] == ["方案.pdf"]
    assert len(done(await desk.zhang.get(f"{path}/links"))["items"]) == 1
    assert (again["plan"], ids(again["files"])) == (None, [str(file_id)])
    assert (late.status_code, late.json()["code"]) == (409, "invalid_state")
    (work_row,) = await desk.scene.rows(work)
    assert work_row.title == "新题"


async def test_files_of_others_are_none_to_name_but_for_the_office(desk: TopicScene) -> None:
    draft = await desk.draft()
    foreign = {"file_ids": [str(await desk.file(desk.chen))]}
    path = f"topics/{draft['id']}"

    refused = await desk.wang.patch(path, foreign, version=1)
    done(await desk.office.patch(path, foreign, version=1))
    kept = await desk.wang.patch(path, foreign, version=2)

    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_reference")
    assert kept.status_code == 200, "what the topic has already may stay"
    missing = {"title": TITLE, "level": "school", "member_ids": [str(desk.wang_id)]}
    answer = await desk.wang.post("topics", missing | {"file_ids": [str(new_id())]})
    assert answer.json()["code"] == "unknown_reference"


async def test_a_proposal_needs_a_plan(desk: TopicScene) -> None:
    draft = await desk.draft(plan=None)

    answer = await desk.wang.step(f"topics/{draft['id']}/submit", version=1)

    assert (answer.status_code, answer.json()["code"]) == (422, "topic_plan_empty")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        pytest.param("twice", "author_twice", id="a member twice"),
        pytest.param("unknown", "author_unknown", id="a stranger"),
        pytest.param("left", "topic_member_left", id="somebody who left the school"),
        pytest.param("many", "topic_members_too_many", id="more than the policy allows"),
    ],
)
async def test_members_are_teachers_of_the_school_each_once(
    desk: TopicScene, members: str, code: str
) -> None:
    given = {
        "twice": [desk.wang_id, desk.wang_id],
        "unknown": [desk.wang_id, new_id()],
        "left": [desk.wang_id, await desk.scene.teacher("温少华", status="left")],
        "many": [desk.wang_id, *[new_id() for _ in range(6)]],
    }[members]
    body = {"title": TITLE, "level": "school", "member_ids": [str(one) for one in given]}

    answer = await desk.wang.post("topics", body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_returned_proposal_is_submitted_again_and_both_are_kept(desk: TopicScene) -> None:
    topic = await desk.submitted()
    path = f"topics/{topic['id']}"
    returned = done(await desk.office.step(f"{path}/return", version=2, json={"remark": "缺前测"}))
    done(await desk.wang.patch(path, {"plan": "补前测"}, version=3))
    again = done(await desk.wang.step(f"{path}/submit", version=4))

    assert (returned["state"], returned["remark"], again["state"]) == ("returned", "缺前测", "submitted")
    assert again["remark"] is None, "nothing was said to what is submitted now"
    assert await desk.told("topic_returned") == [(desk.wang_id, {"topic": TITLE, "reason": "缺前测"})]
    kept = done(await desk.zhang.get("topic-submissions", topic_id=topic["id"], kind="proposal"))["items"]
    assert [(one["number"], one["text"], one["verdict"]) for one in kept] == [
        (2, "补前测", None),
        (1, PLAN, "returned"),
    ]
    assert done(await desk.wang.get(f"topic-submissions/{kept[1]['id']}")) == kept[1]
    assert (await desk.chen.get(f"topic-submissions/{kept[1]['id']}")).status_code == 404


async def test_a_rejected_proposal_is_over(desk: TopicScene) -> None:
    topic = await desk.submitted()
    path = f"topics/{topic['id']}"

    rejected = done(await desk.office.step(f"{path}/reject", version=2, json={"remark": "与已立项课题重复"}))

    assert (rejected["state"], rejected["ended_on"], rejected["remark"]) == (
        "rejected",
        "2020-10-10",
        "与已立项课题重复",
    )
    assert {one for one, _ in await desk.told("topic_rejected")} == {desk.wang_id, desk.zhang_id}
    assert rejected["allowed_actions"] == []


async def test_a_proposal_is_withdrawn_until_it_is_approved(desk: TopicScene) -> None:
    topic, other = await desk.submitted(), await desk.approved()

    withdrawn = done(
        await desk.wang.step(f"topics/{topic['id']}/withdraw", version=2, json={"reason": "重做"})
    )
    late = await desk.wang.step(f"topics/{other['id']}/withdraw", version=3)

    assert (withdrawn["state"], withdrawn["ended_because"]) == ("withdrawn", "重做")
    assert (late.status_code, late.json()["code"]) == (409, "invalid_state")


async def test_a_teacher_leads_so_many_open_topics_and_no_more(desk: TopicScene) -> None:
    await desk.submitted()
    await desk.approved()
    third = await desk.draft()
    path = f"topics/{third['id']}"

    refused = await desk.wang.step(f"{path}/submit", version=1)
    rule = {"key": "led_most", "value": "off", "effective_from": "2020-09-01"}
    assert (await desk.office.post("topic-rules", rule)).status_code == 201

    assert (refused.status_code, refused.json()["code"]) == (409, "topics_led_too_many")
    assert (await desk.wang.step(f"{path}/submit", version=1)).status_code == 200


async def test_who_leads_is_changed_by_the_office_and_kept(desk: TopicScene) -> None:
    topic = await desk.approved()
    path = f"topics/{topic['id']}"
    body: dict[str, Any] = {"member_ids": [str(desk.zhang_id), str(desk.li_id)], "reason": "王芳调离"}
    same = {"member_ids": [str(desk.wang_id)]}

    by_leader = await desk.wang.step(f"{path}/regroup", version=3, json=same)
    changed = done(await desk.office.step(f"{path}/regroup", version=3, json=body))

    assert (by_leader.status_code, by_leader.json()["code"]) == (403, "forbidden")
    assert changed["leader_id"] == str(desk.zhang_id)
    assert (await desk.wang.get(path)).status_code == 404
    changes = done(await desk.zhang.get(f"{path}/member-changes"))["items"]
    assert [(one["teacher_name"], one["before"], one["after"], one["reason"]) for one in changes] == [
        ("王芳", 1, None, "王芳调离"),
        ("李娜", None, 2, "王芳调离"),
        ("张伟", 2, 1, "王芳调离"),
        ("张伟", None, 2, None),
        ("王芳", None, 1, None),
    ]


async def test_a_new_leader_must_have_room_for_a_topic_that_runs(desk: TopicScene) -> None:
    topic = await desk.approved()
    for _ in range(2):
        await desk.approved(desk.zhang, members=[desk.zhang_id])
    body = {"member_ids": [str(desk.zhang_id), str(desk.wang_id)]}

    refused = await desk.office.step(f"topics/{topic['id']}/regroup", version=3, json=body)

    assert (refused.status_code, refused.json()["code"]) == (409, "topics_led_too_many")


async def test_who_left_the_school_stays_a_member_until_regrouped(desk: TopicScene) -> None:
    topic = await desk.approved()
    await set_row(desk.scene, teacher, desk.zhang_id, status="left")
    members = [str(one) for one in (desk.wang_id, desk.zhang_id, desk.li_id)]

    seen = await desk.seen(topic)
    kept = await desk.office.step(f"topics/{topic['id']}/regroup", version=3, json={"member_ids": members})

    assert [one["name"] for one in seen["members"]] == ["王芳", "张伟"]
    assert kept.status_code == 200


async def test_a_leader_does_not_give_the_lead_away(desk: TopicScene) -> None:
    draft = await desk.draft()
    body = {"member_ids": [str(desk.zhang_id), str(desk.wang_id)]}

    refused = await desk.wang.step(f"topics/{draft['id']}/regroup", version=1, json=body)
    done(await desk.office.step(f"topics/{draft['id']}/regroup", version=1, json=body))

    assert (refused.status_code, refused.json()["code"]) == (403, "not_topic_leader")


async def test_another_schools_people_see_nothing(desk: TopicScene, elsewhere: Scene) -> None:
    draft = await desk.draft()
    stranger = await elsewhere.office()

    assert (await stranger.get(f"topics/{draft['id']}")).status_code == 404
