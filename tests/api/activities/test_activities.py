"""Setting up and changing activities, and entering attendance by hand."""

from datetime import date, datetime
from uuid import UUID

import pytest

from domain.identity.actions import Role
from persistence.activities.tables import activity
from persistence.people.tables import qualification
from persistence.platform.tables import message
from tests.activity_scene import ActivityScene, a_project, an_activity, at_two
from tests.api.activities.conftest import Hands
from tests.weekplan_scene import set_row


async def test_all_members_are_expected_and_told(place: ActivityScene) -> None:
    assert place.activity["expected"] == 3
    assert place.activity["sign_in_opens_at"] == "2021-04-12T05:45:00Z"
    assert place.activity["late_at"] == "2021-04-12T06:05:00Z"
    assert place.activity["sign_in_closes_at"] == "2021-04-12T06:30:00Z"
    told = [row for row in await place.scene.rows(message) if row.event == "activity_planned"]
    assert {row.recipient_id for row in told} == {place.leader_id, place.zhang_id, place.li_id}


async def test_only_who_leads_the_project_sets_activities_up(place: ActivityScene) -> None:
    refused = await an_activity(place.zhang, place.project_id, place.zhang_id)
    made = await an_activity(await place.scene.office(), place.project_id, place.zhang_id)
    assert (refused.status_code, made.status_code) == (403, 201)


async def test_who_leads_an_activity_may_change_it(place: ActivityScene) -> None:
    made = (await an_activity(place.leader, place.project_id, place.zhang_id)).json()
    theirs = (await place.zhang.get(f"activities/{made['id']}")).json()
    others = (await place.li.get(f"activities/{made['id']}")).json()
    assert theirs["allowed_actions"] == ["update", "cancel", "enter", "display"]
    assert others["allowed_actions"] == []
    changed = await place.zhang.patch(f"activities/{made['id']}", {"place": "阶梯教室"}, version=1)
    refused = await place.li.patch(f"activities/{made['id']}", {"place": "操场"}, version=2)
    assert (changed.status_code, refused.status_code) == (200, 403)


async def test_another_beginning_moves_the_sign_in(place: ActivityScene) -> None:
    moved = await place.leader.patch(place.path, {"starts_at": at_two(60).isoformat()}, version=1)
    again = await place.leader.patch(place.path, {"starts_at": at_two(90).isoformat()}, version=2)
    assert moved.json()["sign_in_opens_at"] == "2021-04-12T06:45:00Z"
    assert again.status_code == 200
    told = [row for row in await place.scene.rows(message) if row.event == "activity_changed"]
    assert len(told) == 6  # three people, twice


async def test_the_policy_of_the_day_says_when_one_is_late(place: ActivityScene) -> None:
    office = await place.scene.office()
    rule = {"key": "late_after", "value": "0", "effective_from": "2021-04-13"}
    assert (await office.post("activity-rules", rule)).status_code == 201
    bad = await office.post("activity-rules", rule | {"value": "soon"})
    same = await an_activity(office, place.project_id, place.leader_id)
    next_day = {"starts_at": "2021-04-13T14:00:00+08:00", "ends_at": "2021-04-13T15:00:00+08:00"}
    later = await an_activity(office, place.project_id, place.leader_id, **next_day)
    assert bad.json()["code"] == "rule_value_invalid"
    assert same.json()["late_at"] == "2021-04-12T06:05:00Z"
    assert later.json()["late_at"] == "2021-04-13T06:00:00Z"


@pytest.mark.parametrize("ends", [at_two(), at_two(-1), at_two(24 * 60 + 1)])
async def test_an_activity_ends_after_it_begins_and_within_a_day(
    place: ActivityScene, ends: datetime
) -> None:
    answer = await an_activity(place.leader, place.project_id, place.leader_id, ends_at=ends.isoformat())
    assert (answer.status_code, answer.json()["code"]) == (422, "activity_times_backwards")


async def test_presenters_hold_a_certificate_that_is_good_on_the_day(place: ActivityScene) -> None:
    scene = place.scene
    need = await a_project(scene, place.leader_id, place.zhang_id, presenters_need="心理健康教育证")
    held = {"kind": "心理健康教育证", "level": "C", "issued_on": date(2016, 4, 1)}
    for who, until in ((place.zhang_id, date(2021, 4, 12)), (place.li_id, date(2021, 4, 11))):
        await scene.add(qualification, teacher_id=who, number="1", expires_on=until, **held)

    both = {"presenter_ids": [str(place.zhang_id), str(place.li_id)]}
    refused = await an_activity(place.leader, need, place.leader_id, **both)
    made = await an_activity(place.leader, need, place.leader_id, presenter_ids=[str(place.zhang_id)])

    assert (refused.status_code, refused.json()["code"]) == (422, "presenters_unqualified")
    assert "李娜" in refused.json()["detail"]
    assert "张伟" not in refused.json()["detail"]
    assert made.status_code == 201
    next_day = {"starts_at": "2021-04-13T14:00:00+08:00", "ends_at": "2021-04-13T15:00:00+08:00"}
    moved = await place.leader.patch(f"activities/{made.json()['id']}", next_day, version=1)
    assert moved.json()["code"] == "presenters_unqualified"


async def test_attendance_is_corrected_with_a_reason_that_is_kept(place: ActivityScene, hands: Hands) -> None:
    def entering(state: str) -> dict[str, str]:
        return {"teacher_id": str(place.zhang_id), "state": state, "reason": "公假：市级会议"}

    excused = await place.leader.post(f"{place.path}/corrections", entering("excused"))
    same = await place.leader.post(f"{place.path}/corrections", entering("excused"))
    present = await place.leader.post(f"{place.path}/corrections", entering("present"))
    own = await place.zhang.post(f"{place.path}/corrections", entering("late"))

    assert (excused.status_code, excused.json()["before"], excused.json()["after"]) == (201, None, "excused")
    assert (same.status_code, same.json()["code"]) == (409, "attendance_unchanged")
    assert (present.json()["before"], present.json()["after"]) == ("excused", "present")
    assert own.status_code == 403
    kept = (await place.zhang.get(f"{place.path}/corrections")).json()["items"]
    assert [one["after"] for one in kept] == ["excused", "present"]
    assert (await place.li.get(f"{place.path}/corrections")).json()["items"] == []
    assert (await place.zhang.get(excused.headers["location"])).json() == excused.json()
    told = [row for row in await place.scene.rows(message) if row.event == "attendance_entered"]
    assert [row.recipient_id for row in told] == [place.zhang_id] * 2


async def test_somebody_of_another_school_is_entered_nowhere(place: ActivityScene) -> None:
    body = {"teacher_id": str(place.project_id), "state": "present", "reason": "在场"}
    answer = await place.leader.post(f"{place.path}/corrections", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_reference")


async def test_one_sees_one_s_own_attendance_and_a_leader_everybody_s(place: ActivityScene) -> None:
    principal = await place.scene.signed_in(Role.PRINCIPAL)
    assert set(await place.states(place.zhang)) == {"张伟"}
    assert set(await place.states(place.leader)) == {"张伟", "李娜", "王芳"}
    assert set(await place.states(principal)) == {"张伟", "李娜", "王芳"}


async def test_who_is_expected_can_be_chosen_and_changed(place: ActivityScene, hands: Hands) -> None:
    only = await an_activity(
        place.leader, place.project_id, place.leader_id, member_ids=[str(place.zhang_id)]
    )
    path = f"activities/{only.json()['id']}"
    presenting = await place.leader.patch(path, {"presenter_ids": [str(place.li_id)]}, version=1)
    swapped = await place.leader.patch(path, {"member_ids": [str(place.leader_id)]}, version=2)
    renamed = await place.leader.patch(path, {"title": "研讨"}, version=3)
    assert only.json()["expected"] == 1
    assert (presenting.json()["expected"], presenting.json()["presenter_ids"]) == (2, [str(place.li_id)])
    assert (swapped.json()["expected"], renamed.json()["title"]) == (2, "研讨")
    assert renamed.json()["leader_id"] == str(place.leader_id)


async def test_what_is_not_there_is_not_found(place: ActivityScene, hands: Hands) -> None:
    unknown = str(place.project_id)
    made = await an_activity(place.leader, place.zhang_id, place.leader_id)
    stranger = await an_activity(place.leader, place.project_id, place.project_id)
    changed = await place.leader.patch(f"activities/{unknown}", {"title": "x"}, version=1)
    scanned = await place.zhang.post(f"activities/{unknown}/sign-ins", {"code": "AAAA"})
    assert (made.status_code, made.json()["code"]) == (422, "unknown_reference")
    assert (stranger.status_code, stranger.json()["code"]) == (422, "unknown_reference")
    assert (changed.status_code, scanned.status_code) == (404, 404)


async def test_a_project_is_no_theme(place: ActivityScene) -> None:
    answer = await an_activity(place.leader, place.project_id, place.leader_id, owner_kind="theme")
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_reference")


async def test_what_belongs_to_nothing_is_changed_by_nobody(place: ActivityScene) -> None:
    await set_row(place.scene, activity, UUID(place.activity["id"]), owner_id=place.zhang_id)
    answer = await place.leader.patch(place.path, {"title": "x"}, version=1)
    assert answer.status_code == 404


async def test_a_leader_who_enters_their_own_attendance_is_told_nothing(place: ActivityScene) -> None:
    body = {"teacher_id": str(place.leader_id), "state": "present", "reason": "主持"}
    entered = await place.leader.post(f"{place.path}/corrections", body)
    assert entered.status_code == 201
    assert [row for row in await place.scene.rows(message) if row.event == "attendance_entered"] == []
