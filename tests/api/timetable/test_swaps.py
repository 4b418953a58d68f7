"""A swap from the offer to its end: who may do what, what moves, who is told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identity.actions import Role
from domain.timetable.absence import AbsenceState, Route
from domain.timetable.effective import Cause
from domain.timetable.swap import SwapState
from persistence.ids import new_id
from persistence.people.tables import subject_group, teacher
from persistence.timetable.absence_tables import absence, swap
from persistence.timetable.held import held_between
from persistence.timetable.tables import lesson_change
from persistence.transaction import in_school
from tests.scene import Caller, Scene
from tests.swap_scene import MONDAY, TUESDAY, WEDNESDAY, SwapScene, at, away

LONG_AGO = at(MONDAY, 8) - timedelta(days=3650)


async def taught(engine: AsyncEngine, swapping: SwapScene) -> dict[str, str]:
    """Where each subject is held in the week."""
    async with in_school(engine, swapping.scene.school_id) as connection:
        held = await held_between(connection, swapping.scene.school_id, MONDAY, MONDAY + timedelta(days=4))
    return {one.subject: f"{one.slot.day:%a} {one.slot.period_no}" for one in held}


BASE = {"数学": "Mon 1", "英语": "Tue 2", "语文": "Wed 3"}
SWAPPED = {"英语": "Mon 1", "数学": "Tue 2", "语文": "Wed 3"}


async def stepped(caller: Caller, made: dict[str, Any], step: str, **body: Any) -> dict[str, Any]:
    answer = await caller.step(f"swaps/{made['id']}/{step}", version=made["version"], json=body or None)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    assert answer.headers["ETag"] == f'"{done["version"]}"'
    return done


async def refused(caller: Caller, made: dict[str, Any], step: str) -> tuple[int, str]:
    answer = await caller.step(f"swaps/{made['id']}/{step}", version=made["version"])
    return answer.status_code, answer.json()["code"]


async def set_absence(swapping: SwapScene, **values: Any) -> None:
    async with swapping.scene.owner.begin() as connection:
        await connection.execute(
            update(absence)
            .where(absence.c.school_id == swapping.scene.school_id, absence.c.id == swapping.absence_id)
            .values(**values)
        )


async def test_the_offers_stand_the_best_first_with_their_reasons(swapping: SwapScene) -> None:
    found = (await swapping.as_ali.get(f"absences/{swapping.absence_id}/swap-offers")).json()
    (lesson,) = found["lessons"]
    assert (found["obstacle"], lesson["subject"], lesson["obstacles"]) == (None, "数学", [])
    offered = [(found["names"][one["partner_id"]], one["subject"], one["cost"]) for one in lesson["offers"]]
    assert offered == [("博", "英语", 10), ("陈", "语文", 20)]
    assert lesson["offers"][0]["reasons"][0] == {"reason": "adjacent_day", "cost": 10}
    assert lesson["partners_without"] == []


async def test_a_partner_without_an_offer_is_named_with_the_reason(swapping: SwapScene) -> None:
    await swapping.week.lesson(1, 1, swapping.bo, classes=["702"])
    await away(swapping.scene, swapping.chen)
    path = f"absences/{swapping.absence_id}/swap-offers"
    found = (
        await swapping.affairs.get(path, lesson_id=str(swapping.mathematics), lesson_day="2031-04-07")
    ).json()
    (lesson,) = found["lessons"]
    assert lesson["offers"] == []
    why = {found["names"][one["partner_id"]]: one["obstacles"] for one in lesson["partners_without"]}
    assert why == {"博": ["partner_busy"], "陈": ["partner_away"]}
    other = await swapping.affairs.get(path, lesson_day="2031-04-08")
    assert other.json()["lessons"] == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        pytest.param({"route": Route.COVER}, "swap_goes_to_cover", id="cover"),
        pytest.param({"state": AbsenceState.CANCELLED}, "absence_over", id="cancelled"),
        pytest.param({"swap_until": LONG_AGO}, "swap_deadline_passed", id="too late"),
    ],
)
async def test_an_absence_closed_to_swaps_offers_and_takes_none(
    swapping: SwapScene, values: dict[str, Any], code: str
) -> None:
    made = await swapping.proposed()
    await set_absence(swapping, **values)
    found = (await swapping.as_ali.get(f"absences/{swapping.absence_id}/swap-offers")).json()
    assert (found["obstacle"], found["lessons"]) == (code.removeprefix("swap_"), [])
    answer = await swapping.as_ali.post("swaps", swapping.pair(swapping.chinese, WEDNESDAY))
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert await refused(swapping.as_bo, made, "accept") == (409, code)


async def test_an_accepted_swap_moves_both_lessons(app_engine: AsyncEngine, swapping: SwapScene) -> None:
    made = await swapping.proposed(note="请帮个忙")
    assert made["allowed_actions"] == ["withdraw"]
    assert await taught(app_engine, swapping) == BASE
    seen = (await swapping.as_bo.get(f"swaps/{made['id']}")).json()
    assert (seen["note"], seen["allowed_actions"]) == ("请帮个忙", ["accept", "decline"])
    done = await stepped(swapping.as_bo, made, "accept", answer="好")
    assert (done["state"], done["answer"], done["allowed_actions"]) == ("accepted", "好", ["undo"])
    assert await taught(app_engine, swapping) == SWAPPED
    rows = await swapping.scene.rows(lesson_change)
    assert {(row.cause, row.cause_id, row.state) for row in rows} == {("swap", UUID(made["id"]), "standing")}
    assert await swapping.told() == {(swapping.bo, "swap_proposed"): 1, (swapping.ali, "swap_accepted"): 1}


async def test_only_the_partner_answers_and_a_stranger_sees_nothing(swapping: SwapScene) -> None:
    made = await swapping.proposed()
    for caller in (swapping.as_ali, swapping.affairs):
        for step in ("accept", "decline"):
            assert await refused(caller, made, step) == (403, "forbidden")
    for step in ("accept", "decline", "withdraw", "undo"):
        assert await refused(swapping.as_chen, made, step) == (404, "not_found")
    assert await refused(swapping.as_bo, made, "withdraw") == (403, "forbidden")
    assert (await swapping.as_chen.get(f"swaps/{made['id']}")).status_code == 404
    assert (await swapping.as_chen.get(f"absences/{swapping.absence_id}/swap-offers")).status_code == 404


async def test_nobody_proposes_for_another_but_academic_affairs(swapping: SwapScene) -> None:
    body = swapping.pair(swapping.english, TUESDAY)
    assert (await swapping.as_bo.post("swaps", body)).status_code == 404
    leader = await swapping.scene.teacher()
    grade_id = await swapping.scene.add(subject_group, code="sx", name="数学组", leader_id=leader)
    async with swapping.scene.owner.begin() as connection:
        await connection.execute(
            update(teacher).where(teacher.c.id == swapping.ali).values(subject_group_id=grade_id)
        )
    as_leader = await swapping.scene.signed_in(Role.TEACHER, Role.GROUP_LEADER, teacher_id=leader)
    assert (await as_leader.post("swaps", body)).status_code == 403
    made = await swapping.proposed(swapping.affairs)
    assert await swapping.told() == {(swapping.bo, "swap_proposed"): 1, (swapping.ali, "swap_proposed"): 1}
    for looking in (as_leader, await swapping.scene.office()):
        listed = (await looking.get("swaps")).json()["items"]
        assert [(one["id"], one["allowed_actions"]) for one in listed] == [(made["id"], [])]
    for step in ("accept", "decline", "withdraw", "undo"):
        assert await refused(as_leader, made, step) == (403, "forbidden")


async def test_a_proposal_is_declined_or_taken_back_with_a_word(
    app_engine: AsyncEngine, swapping: SwapScene
) -> None:
    made = await swapping.proposed()
    declined = await stepped(swapping.as_bo, made, "decline", answer="那天有事")
    assert (declined["state"], declined["answer"], declined["allowed_actions"]) == (
        "declined",
        "那天有事",
        [],
    )
    again = await swapping.proposed()
    taken_back = await stepped(swapping.as_ali, again, "withdraw")
    assert taken_back["state"] == "withdrawn"
    assert await refused(swapping.as_bo, taken_back, "accept") == (409, "invalid_state")
    assert await taught(app_engine, swapping) == BASE
    assert await swapping.told() == {
        (swapping.bo, "swap_proposed"): 2,
        (swapping.ali, "swap_declined"): 1,
        (swapping.bo, "swap_withdrawn"): 1,
    }


async def test_the_same_two_lessons_are_proposed_once(swapping: SwapScene) -> None:
    body = swapping.pair(swapping.english, TUESDAY)
    first = await swapping.as_ali.post("swaps", body, Idempotency_Key="once")
    again = await swapping.as_ali.post("swaps", body, Idempotency_Key="once")
    assert (first.status_code, again.status_code, again.json()["id"]) == (201, 201, first.json()["id"])
    assert first.headers["Location"].endswith(f"/swaps/{first.json()['id']}")
    answer = await swapping.as_ali.post("swaps", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "swap_proposed_already")


@pytest.mark.parametrize(
    ("which", "obstacle"),
    [
        pytest.param({"partner_lesson_day": "2031-04-15"}, "another_week", id="another week"),
        pytest.param({"lesson_day": "2031-04-08"}, "not_missed", id="no lesson of that day"),
    ],
)
async def test_what_cannot_be_swapped_is_refused_with_what_is_against_it(
    swapping: SwapScene, which: dict[str, str], obstacle: str
) -> None:
    answer = await swapping.as_ali.post("swaps", swapping.pair(swapping.english, TUESDAY) | which)
    assert (answer.status_code, answer.json()["code"]) == (409, "swap_impossible")
    chinese = {"another_week": "不在同一周", "not_missed": "这节课并不缺"}[obstacle]
    assert chinese in answer.json()["detail"]


async def test_accepting_one_proposal_lets_the_other_lapse(swapping: SwapScene) -> None:
    first = await swapping.proposed()
    second = await swapping.proposed(
        partner_lesson_id=str(swapping.chinese), partner_lesson_day=WEDNESDAY.isoformat()
    )
    await stepped(swapping.as_bo, first, "accept")
    assert await refused(swapping.as_chen, second, "accept") == (412, "stale")
    lapsed = (await swapping.as_chen.get(f"swaps/{second['id']}")).json()
    assert (lapsed["state"], lapsed["allowed_actions"]) == ("lapsed", [])
    told = await swapping.told()
    assert told[swapping.ali, "swap_lapsed"] == told[swapping.chen, "swap_lapsed"] == 1
    assert told[swapping.bo, "swap_lapsed"] == 0


async def test_a_partner_who_got_busy_meanwhile_cannot_accept(swapping: SwapScene) -> None:
    made = await swapping.proposed()
    await swapping.week.lesson(1, 1, swapping.bo, classes=["702"])
    assert await refused(swapping.as_bo, made, "accept") == (409, "swap_impossible")
    assert await swapping.scene.rows(lesson_change) == []


async def english_changed(swapping: SwapScene, to: UUID, **values: Any) -> None:
    """By somebody else, past the swap that is under test."""
    own = await away(swapping.scene, swapping.bo, TUESDAY, route=Route.COVER)
    given = {"day": TUESDAY, "period_no": 2, "cause": Cause.COVER} | values
    await swapping.scene.add(
        lesson_change,
        lesson_id=swapping.english,
        lesson_day=TUESDAY,
        cause_id=new_id(),
        absence_id=own,
        from_teacher_id=swapping.bo,
        to_teacher_id=to,
        kind="teaching",
        subject="英语",
        classes=[],
        state="standing",
        made_at=at(MONDAY, 8),
        **given,
    )


async def test_a_lesson_moved_since_it_was_proposed_is_another_swap(swapping: SwapScene) -> None:
    made = await swapping.proposed()
    await english_changed(swapping, swapping.bo, day=TUESDAY + timedelta(days=2), cause=Cause.SWAP)
    assert await refused(swapping.as_bo, made, "accept") == (409, "lesson_moved")


async def test_a_lesson_given_to_somebody_else_since_is_another_swap(swapping: SwapScene) -> None:
    made = await swapping.proposed()
    await english_changed(swapping, await swapping.scene.teacher())
    assert await refused(swapping.as_bo, made, "accept") == (409, "lesson_moved")


@pytest.mark.parametrize("who", ["as_ali", "as_bo", "affairs"])
async def test_either_side_and_academic_affairs_undo_both_halves(
    app_engine: AsyncEngine, swapping: SwapScene, who: str
) -> None:
    caller: Caller = getattr(swapping, who)
    accepted = await stepped(swapping.as_bo, await swapping.proposed(), "accept")
    undone = await stepped(caller, accepted, "undo", answer="培训改期")
    assert (undone["state"], undone["answer"]) == ("undone", "培训改期")
    assert await taught(app_engine, swapping) == BASE
    told = await swapping.told()
    doer = {"as_ali": swapping.ali, "as_bo": swapping.bo}.get(who)
    assert {one for one, event in told if event == "swap_undone"} == {swapping.ali, swapping.bo} - {doer}
    again = await swapping.proposed()
    await stepped(swapping.as_bo, again, "accept")
    assert await taught(app_engine, swapping) == SWAPPED


async def test_a_swap_under_something_else_is_not_undone(swapping: SwapScene) -> None:
    accepted = await stepped(swapping.as_bo, await swapping.proposed(), "accept")
    halves = await swapping.scene.rows(lesson_change)
    (beneath,) = [row.id for row in halves if row.lesson_id == swapping.english]
    async with swapping.scene.owner.begin() as connection:
        await connection.execute(
            update(lesson_change).where(lesson_change.c.id == beneath).values(state="superseded")
        )
    cover = await swapping.scene.teacher()
    await english_changed(swapping, cover, day=MONDAY, period_no=1, previous_id=beneath)
    assert await refused(swapping.as_bo, accepted, "undo") == (409, "changed_since")


async def test_a_swap_whose_first_lesson_has_begun_stays(swapping: SwapScene) -> None:
    made = await swapping.proposed()
    async with swapping.scene.owner.begin() as connection:
        await connection.execute(
            update(swap)
            .where(swap.c.id == UUID(made["id"]))
            .values(state=SwapState.ACCEPTED, day=LONG_AGO.date())
        )
    assert (await swapping.as_bo.get(f"swaps/{made['id']}")).json()["allowed_actions"] == []
    answer = await swapping.as_bo.step(f"swaps/{made['id']}/undo", version=1)
    assert (answer.status_code, answer.json()["code"]) == (422, "swap_under_way")


async def test_a_decision_on_an_older_version_is_refused(swapping: SwapScene) -> None:
    made = await swapping.proposed()
    assert await refused(swapping.as_bo, made | {"version": 7}, "accept") == (412, "stale")
    answer = await swapping.as_bo.post(f"swaps/{made['id']}/accept")
    assert answer.status_code == 428


async def test_the_list_holds_what_one_is_a_side_of(swapping: SwapScene) -> None:
    first = await swapping.proposed()
    second = await swapping.proposed(
        partner_lesson_id=str(swapping.chinese), partner_lesson_day=WEDNESDAY.isoformat()
    )
    await stepped(swapping.as_bo, first, "decline")

    async def listed(caller: Caller, **asked: Any) -> list[str]:
        return [one["id"] for one in (await caller.get("swaps", **asked)).json()["items"]]

    assert await listed(swapping.as_ali) == [first["id"], second["id"]]
    assert await listed(swapping.as_bo) == [first["id"]]
    assert await listed(swapping.as_chen) == [second["id"]]
    assert await listed(swapping.affairs, state="proposed") == [second["id"]]
    assert await listed(swapping.affairs, teacher_id=str(swapping.bo)) == [first["id"]]
    assert await listed(swapping.affairs, absence_id=str(new_id())) == []


async def test_a_swap_of_another_school_is_not_there(swapping: SwapScene, elsewhere: Scene) -> None:
    made = await swapping.proposed()
    stranger = await elsewhere.signed_in(Role.ACADEMIC_AFFAIRS)
    assert (await stranger.get(f"swaps/{made['id']}")).status_code == 404
    assert await refused(stranger, made, "undo") == (404, "not_found")
    body = swapping.pair(swapping.english, TUESDAY)
    assert (await stranger.post("swaps", body)).status_code == 404
