"""Report lessons: planned, told, held before listeners, judged, and in calendars."""

from typing import Any

import pytest

from persistence.ids import new_id
from persistence.platform.tables import message
from tests.mentoring_scene import MentoringScene, done, made, noon


async def told(room: MentoringScene) -> list[Any]:
    rows = await room.scene.rows(message)
    return [row.recipient_id for row in rows if row.event == "report_lesson_planned"]


async def test_a_report_lesson_is_planned_held_and_judged(room: MentoringScene) -> None:
    pair = await room.running()
    listeners = [str(room.leader.id), str(room.stranger.id)]
    lesson = await room.lesson(pair, listener_ids=listeners)
    path = f"report-lessons/{lesson['id']}"

    by_apprentice = await room.apprentice.caller.step(f"{path}/hold", version=1)
    held = done(await room.mentor.caller.step(f"{path}/hold", version=1))
    said = {"score": "90.5", "remark": "学生动起来了"}
    judged = made(await room.stranger.caller.post(f"{path}/judgements", said))
    made(await room.leader.caller.post(f"{path}/judgements", {"score": "88.00", "remark": "节奏稍快"}))

    assert (lesson["state"], lesson["allowed_actions"]) == ("planned", ["update", "cancel"])
    assert set(await told(room)) == {*(room.mentor.id, room.apprentice.id, room.leader.id, room.stranger.id)}
    assert by_apprentice.status_code == 403
    assert (held["state"], judged["score"]) == ("held", "90.50")
    found = done(await room.apprentice.caller.get(path))
    assert found["average"] == "89.25"
    assert [one["judged"] for one in found["listeners"]] == [True, True]
    targets = {one["key"]: one for one in (await room.targets(pair))["targets"]}
    assert (targets["report_lessons"]["met"], targets["report_lessons"]["counted"]) == (True, 1)


async def test_a_listener_sees_the_lesson_and_their_own_word_alone(room: MentoringScene) -> None:
    pair = await room.running()
    listeners = [str(room.leader.id), str(room.stranger.id)]
    lesson = await room.lesson(pair, listener_ids=listeners)
    path = f"report-lessons/{lesson['id']}"
    done(await room.office.step(f"{path}/hold", version=1))
    stranger = room.stranger.caller
    before = done(await stranger.get(path))
    for who in (room.leader.caller, stranger):
        made(await who.post(f"{path}/judgements", {"remark": "好", "score": "90"}))

    after = done(await stranger.get(path))
    twice = await stranger.post(f"{path}/judgements", {"remark": "再评"})
    uninvited = await room.mentor.caller.post(f"{path}/judgements", {"remark": "好"})
    hands_off = await stranger.step(f"{path}/cancel", version=2, json={"reason": "改期"})

    assert before["allowed_actions"] == ["judge"]
    assert (after["average"], after["allowed_actions"]) == (None, [])
    assert len(done(await stranger.get(f"{path}/judgements"))["items"]) == 1
    assert len(done(await room.apprentice.caller.get(f"{path}/judgements"))["items"]) == 2
    assert len(done(await room.office.get(f"{path}/judgements"))["items"]) == 2
    assert (twice.status_code, twice.json()["code"]) == (409, "lesson_judged")
    assert (uninvited.status_code, hands_off.status_code) == (403, 403)
    assert (await room.second.caller.get(path)).status_code == 404
    assert (await room.second.caller.post(f"{path}/judgements", {"remark": "好"})).status_code == 404
    assert (await room.second.caller.step(f"{path}/hold", version=2)).status_code == 404


async def test_a_lesson_is_judged_when_it_was_held_and_held_on_its_day(room: MentoringScene) -> None:
    pair = await room.running()
    lesson = await room.lesson(pair, day="2021-04-20", listener_ids=[str(room.leader.id)])
    path = f"report-lessons/{lesson['id']}"

    early = await room.office.step(f"{path}/hold", version=1)
    unheld = await room.leader.caller.post(f"{path}/judgements", {"remark": "好"})

    assert (early.status_code, early.json()["code"]) == (409, "lesson_to_come")
    assert (unheld.status_code, unheld.json()["code"]) == (409, "invalid_state")


async def test_planned_otherwise_a_lesson_is_told_anew(room: MentoringScene) -> None:
    pair = await room.running()
    lesson = await room.lesson(pair, listener_ids=[str(room.leader.id)])
    path = f"report-lessons/{lesson['id']}"

    titled = done(await room.apprentice.caller.patch(path, {"title": "二元一次方程"}, version=1))
    before = len(await told(room))
    changes = {"day": "2021-05-06", "listener_ids": [str(room.stranger.id)]}
    moved = done(await room.mentor.caller.patch(path, changes, version=titled["version"]))
    foreign = await room.leader.caller.patch(path, {"title": "别的"}, version=moved["version"])

    assert (before, len(await told(room))) == (3, 6)
    assert [one["name"] for one in moved["listeners"]] == ["孙强"]
    assert foreign.status_code == 403


async def test_a_lesson_called_off_stays_with_its_reason(room: MentoringScene) -> None:
    pair = await room.running()
    lesson = await room.lesson(pair)
    path = f"report-lessons/{lesson['id']}"

    off = done(await room.apprentice.caller.step(f"{path}/cancel", version=1, json={"reason": "生病"}))
    again = await room.office.step(f"{path}/hold", version=2)

    assert (off["state"], off["cancelled_because"]) == ("cancelled", "生病")
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        pytest.param({"day": "2021-07-07"}, "lesson_outside_pair", id="after the pair"),
        pytest.param({"ends_at": "08:55"}, "lesson_times_out_of_order", id="no time at all"),
        pytest.param({"class_id": str(new_id())}, "unknown_reference", id="no such class"),
        pytest.param({"listener_ids": [str(new_id())]}, "unknown_reference", id="no such listener"),
        pytest.param({"listener_ids": "apprentice"}, "listener_in_pair", id="judging oneself"),
    ],
)
async def test_a_report_lesson_that_cannot_be(
    room: MentoringScene, values: dict[str, Any], code: str
) -> None:
    pair = await room.running()
    if values.get("listener_ids") == "apprentice":
        values = {"listener_ids": [str(room.apprentice.id)]}

    answer = await room.apprentice.caller.post("report-lessons", room.plan(pair, **values))

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_lessons_are_found_by_person_pair_state_and_day(room: MentoringScene) -> None:
    pair = await room.running()
    await room.lesson(pair)
    await room.lesson(pair, day="2021-05-06")

    async def found(**asked: str) -> int:
        return len(done(await room.principal.get("report-lessons", **asked))["items"])

    assert await found(pair_id=pair["id"], teacher_id=str(room.apprentice.id), state="planned") == 2
    assert await found(from_day="2021-05-01") == 1
    assert await found(until_day="2021-05-01") == 1


async def test_report_lessons_stand_in_the_week_s_plan_and_in_calendars(room: MentoringScene) -> None:
    room.hands.at = noon("2021-04-14")
    pair = await room.running()
    lesson = await room.lesson(pair, day="2021-04-16", listener_ids=[str(room.stranger.id)])
    gone = await room.lesson(pair, day="2021-04-15")
    done(await room.office.step(f"report-lessons/{gone['id']}/cancel", version=1, json={"reason": "改期"}))
    body = {"term_id": str(room.term_id), "week_no": 9}

    plan = made(await room.office.post("week-plans", body))

    draft = done(await room.office.get(f"week-plans/{plan['id']}/draft"))
    entries = [one for one in draft["entries"] if one["kind"] == "report_lesson"]
    assert [(one["key"], one["text"], one["place"]) for one in entries] == [
        (f"report-lesson-{lesson['id']}", "汇报课：一次函数的图象（李娜）", "录播教室")
    ]
