"""A mentor pair from its proposal to its end (MISSION §9)."""

from typing import Any

import pytest

from persistence.ids import new_id
from persistence.platform.tables import message
from tests.mentoring_scene import MentoringScene, done, made


async def told(room: MentoringScene, event: str) -> set[Any]:
    return {row.recipient_id for row in await room.scene.rows(message) if row.event == event}


async def test_a_pair_is_proposed_signed_by_both_begun_extended_graded_and_ended(
    room: MentoringScene,
) -> None:
    pair = await room.proposed()
    by_mentor = await room.step(pair, "sign", room.mentor.caller)
    signed = await room.step(by_mentor, "sign", room.apprentice.caller)
    running = await room.step(signed, "start")
    extended = await room.step(running, "extend", until_day="2022-01-28", targets={"mentor_observes": 3})
    await room.graded(extended)
    ended = await room.step(extended, "end")

    assert (pair["state"], pair["allowed_actions"]) == ("proposed", ["update", "sign", "dissolve"])
    assert (by_mentor["state"], by_mentor["apprentice_signed_at"]) == ("proposed", None)
    assert by_mentor["allowed_actions"] == ["dissolve"]
    assert (signed["state"], running["state"], extended["state"]) == ("signed", "running", "running")
    assert (extended["id"], extended["contracts"], extended["until_day"]) == (pair["id"], 2, "2022-01-28")
    assert (ended["state"], ended["allowed_actions"]) == ("ended", [])
    contracts = done(await room.office.get(f"mentor-pairs/{pair['id']}/contracts"))["items"]
    assert [(one["number"], one["from_day"], one["until_day"], one["targets"]) for one in contracts] == [
        (1, "2021-02-22", "2021-07-06", {}),
        (2, "2021-07-07", "2022-01-28", {"mentor_observes": 3}),
    ]
    for event in ("mentor_pair_proposed", "mentor_pair_signed", "mentor_pair_extended"):
        assert await told(room, event) == {room.mentor.id, room.apprentice.id}


async def test_a_pair_with_somebody_from_outside_is_signed_for_them_by_the_office(
    room: MentoringScene,
) -> None:
    pair = await room.outside(targets={"report_lessons": 2}, note="每月进校一次")

    assert (pair["mentor_id"], pair["mentor_name"]) == (None, "沈名师")
    assert (pair["outside_school"], pair["state"]) == ("桐乡市实验中学", "running")
    assert await told(room, "mentor_pair_signed") == {room.apprentice.id}


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        pytest.param({"outside_name": "沈名师"}, 422, "mentor_unclear", id="of here and from outside"),
        pytest.param({"mentor_id": None}, 422, "mentor_unclear", id="no mentor"),
        pytest.param({"mentor_id": None, "outside_name": "沈名师"}, 422, "mentor_unclear", id="from where?"),
        pytest.param({"until_day": "2021-02-21"}, 422, "days_out_of_order", id="ends first"),
        pytest.param({"mentor_id": str(new_id())}, 422, "unknown_reference", id="no such mentor"),
        pytest.param({"apprentice_id": str(new_id())}, 422, "unknown_reference", id="no such apprentice"),
        pytest.param({"field": "homeroom"}, 201, None, id="the same two in another field"),
        pytest.param({}, 409, "apprentice_taken", id="the same field twice"),
    ],
)
async def test_what_pairs_can_be(
    room: MentoringScene, values: dict[str, str], status: int, code: str | None
) -> None:
    await room.proposed()

    answer = await room.office.post("mentor-pairs", room.body(**values))

    assert (answer.status_code, answer.json().get("code")) == (status, code)


async def test_nobody_mentors_themself_and_no_two_mentor_each_other(room: MentoringScene) -> None:
    await room.proposed()
    alone = room.body(apprentice_id=str(room.mentor.id))
    back = room.body(mentor_id=str(room.apprentice.id), apprentice_id=str(room.mentor.id), field="research")
    row = {"key": "mentor_service_years", "value": "0", "effective_from": "2021-01-01"}
    made(await room.office.post("mentoring-rules", row))

    answers = [await room.office.post("mentor-pairs", body) for body in (alone, back)]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (422, "pair_of_one"),
        (409, "pair_reversed"),
    ]


async def test_a_mentor_has_the_years_or_the_title_policy_asks_for(room: MentoringScene) -> None:
    unknown = room.body(mentor_id=str(room.stranger.id))
    young = room.body(mentor_id=str(room.second.id))

    refused = [await room.office.post("mentor-pairs", body) for body in (unknown, young)]

    assert {(one.status_code, one.json()["code"]) for one in refused} == {(422, "mentor_not_eligible")}
    assert "教龄满 10 年" in refused[0].json()["detail"]


async def test_a_mentor_has_so_many_apprentices_at_once(room: MentoringScene) -> None:
    row = {"key": "mentor_capacity", "value": "1", "effective_from": "2021-01-01"}
    made(await room.office.post("mentoring-rules", row))
    await room.running()
    again = room.body(field="research")
    other = room.body(apprentice_id=str(room.second.id))
    later = other | {"from_day": "2021-09-01", "until_day": "2022-07-06"}

    answers = [await room.office.post("mentor-pairs", body) for body in (again, other, later)]

    assert [one.status_code for one in answers] == [201, 409, 201]
    assert answers[1].json()["code"] == "mentor_full"


async def test_an_extension_asks_again_whether_the_mentor_has_room(room: MentoringScene) -> None:
    row = {"key": "mentor_capacity", "value": "1", "effective_from": "2021-01-01"}
    made(await room.office.post("mentoring-rules", row))
    pair = await room.running()
    await room.proposed(apprentice_id=str(room.second.id), from_day="2021-09-01", until_day="2022-07-06")
    path = f"mentor-pairs/{pair['id']}/extend"

    short = await room.office.step(path, version=pair["version"], json={"until_day": "2021-07-06"})
    full = await room.office.step(path, version=pair["version"], json={"until_day": "2022-01-28"})

    assert (short.status_code, short.json()["code"]) == (422, "extension_too_short")
    assert (full.status_code, full.json()["code"]) == (409, "mentor_full")


async def test_other_terms_are_a_further_contract_and_are_signed_anew(room: MentoringScene) -> None:
    pair = await room.proposed()
    pair = await room.step(pair, "sign", room.mentor.caller)
    path = f"mentor-pairs/{pair['id']}"

    changes = {"until_day": "2022-01-28", "targets": {"report_lessons": 2}}
    changed = done(await room.office.patch(path, changes, version=pair["version"]))
    backwards = await room.office.patch(path, {"until_day": "2021-01-01"}, version=changed["version"])

    assert (changed["mentor_signed_at"], changed["contracts"]) == (None, 2)
    assert (changed["from_day"], changed["until_day"]) == ("2021-02-22", "2022-01-28")
    assert backwards.json()["code"] == "days_out_of_order"


async def test_each_signs_for_themself_and_once(room: MentoringScene) -> None:
    pair = await room.proposed()
    path = f"mentor-pairs/{pair['id']}/sign"
    mentor, leader = room.mentor.caller, room.leader.caller

    for_other = await mentor.step(path, version=1, json={"side": "apprentice"})
    of_neither = await leader.step(path, version=1)
    for_office = await room.office.step(path, version=1)
    signed = done(await mentor.step(path, version=1))
    twice = await mentor.step(path, version=2)

    assert [for_other.status_code, of_neither.status_code] == [403, 403]
    assert (for_office.status_code, for_office.json()["code"]) == (422, "unknown_reference")
    assert signed["mentor_signed_at"] is not None
    assert (twice.status_code, twice.json()["code"]) == (409, "side_signed")


async def test_a_pair_begins_on_its_first_day(room: MentoringScene) -> None:
    pair = await room.signed(from_day="2021-05-01")

    answer = await room.office.step(f"mentor-pairs/{pair['id']}/start", version=pair["version"])

    assert (answer.status_code, answer.json()["code"]) == (409, "pair_begins_later")


async def test_a_pair_ends_when_its_last_term_is_graded(room: MentoringScene) -> None:
    pair = await room.running()

    answer = await room.office.step(f"mentor-pairs/{pair['id']}/end", version=pair["version"])

    assert (answer.status_code, answer.json()["code"]) == (409, "pair_not_evaluated")


async def test_either_of_the_two_may_decline_what_is_but_proposed(room: MentoringScene) -> None:
    pair, running = await room.proposed(field="research"), await room.running()
    reason = {"reason": "本学期带毕业班"}

    declined = await room.step(pair, "dissolve", room.mentor.caller, reason=reason["reason"])
    too_late = await room.mentor.caller.step(
        f"mentor-pairs/{running['id']}/dissolve", version=running["version"], json=reason
    )
    dissolved = await room.step(running, "dissolve", reason=reason["reason"])

    assert (declined["state"], declined["dissolved_because"]) == ("dissolved", "本学期带毕业班")
    assert too_late.status_code == 403
    assert (dissolved["state"], dissolved["allowed_actions"]) == ("dissolved", [])
    assert await told(room, "mentor_pair_dissolved") == {room.mentor.id, room.apprentice.id}


async def test_a_step_its_state_does_not_allow_or_of_another_version(room: MentoringScene) -> None:
    pair = await room.proposed()
    path = f"mentor-pairs/{pair['id']}"

    early = await room.office.step(f"{path}/start", version=1)
    stale = await room.office.step(f"{path}/sign", version=7, json={"side": "mentor"})
    nowhere = await room.office.step(f"mentor-pairs/{new_id()}/start", version=1)

    assert (early.status_code, early.json()["code"]) == (409, "invalid_state")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert nowhere.status_code == 404


async def test_a_pair_is_seen_by_its_two_the_group_s_leader_the_office_and_the_principal(
    room: MentoringScene,
) -> None:
    pair = await room.running()
    people = (
        *(room.mentor.caller, room.apprentice.caller, room.leader.caller, room.office, room.principal),
        *(room.second.caller, room.stranger.caller),
    )

    seen = [(await one.get(f"mentor-pairs/{pair['id']}")).status_code for one in people]
    listed = [len(done(await one.get("mentor-pairs", state="running"))["items"]) for one in people]

    assert seen == [200, 200, 200, 200, 200, 404, 404]
    assert listed == [1, 1, 1, 1, 1, 0, 0]
    assert done(await room.leader.caller.get(f"mentor-pairs/{pair['id']}"))["allowed_actions"] == []


async def test_pairs_are_found_by_person_field_and_day(room: MentoringScene) -> None:
    pair = await room.running()
    await room.outside(field="research", from_day="2021-03-01")

    async def found(**asked: str) -> int:
        return len(done(await room.office.get("mentor-pairs", **asked))["items"])

    assert await found(teacher_id=str(room.mentor.id)) == 1
    assert await found(teacher_id=str(room.apprentice.id)) == 2
    assert await found(field="research") == 1
    assert await found(on="2021-02-25") == 1
    assert done(await room.office.get("mentor-pairs"))["items"][-1]["id"] == pair["id"]


async def test_the_contract_is_printed(room: MentoringScene) -> None:
    pair = await room.outside(note="每月进校一次")
    path = f"mentor-pairs/{pair['id']}/agreement"

    printed = await room.apprentice.caller.get(path)

    assert printed.status_code == 200
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    assert (await room.office.get(path, number="9")).status_code == 404
    assert (await room.stranger.caller.get(path)).status_code == 404
