"""Several at once: a mentor never has more apprentices than there is room, and nothing counts twice."""

import asyncio
from collections import Counter
from datetime import date
from typing import Any

from persistence.mentoring.tables import mentor_contract, mentor_log_mark, mentor_pair
from tests.mentoring_scene import MentoringScene, done, made


async def young(room: MentoringScene, number: int) -> str:
    return str(await room.scene.teacher(f"新{number}", hired_on=date(2020, 8, 20)))


async def test_of_many_apprentices_proposed_at_once_the_mentor_gets_as_many_as_there_is_room_for(
    room: MentoringScene,
) -> None:
    bodies = [room.body(apprentice_id=await young(room, number)) for number in range(6)]

    answers = await asyncio.gather(*(room.office.post("mentor-pairs", body) for body in bodies))

    assert Counter(one.status_code for one in answers) == {201: 2, 409: 4}
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"mentor_full"}
    assert len(await room.scene.rows(mentor_pair)) == 2


async def test_of_many_mentors_proposed_for_one_field_at_once_the_apprentice_gets_one(
    room: MentoringScene,
) -> None:
    outside = [
        room.body(mentor_id=None, outside_name=f"名师{number}", outside_school="实验中学")
        for number in range(5)
    ]

    answers = await asyncio.gather(*(room.office.post("mentor-pairs", body) for body in outside))

    assert Counter(one.status_code for one in answers) == {201: 1, 409: 4}
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"apprentice_taken"}


async def test_of_the_two_directions_proposed_at_once_one_is_taken(room: MentoringScene) -> None:
    row = {"key": "mentor_service_years", "value": "0", "effective_from": "2021-01-01"}
    made(await room.office.post("mentoring-rules", row))
    there = room.body()
    back = room.body(mentor_id=str(room.apprentice.id), apprentice_id=str(room.mentor.id), field="research")

    answers = await asyncio.gather(*(room.office.post("mentor-pairs", body) for body in (there, back)))

    assert sorted(one.status_code for one in answers) == [201, 409]


async def test_of_two_who_sign_at_once_neither_is_lost(room: MentoringScene) -> None:
    pair = await room.proposed()
    path = f"mentor-pairs/{pair['id']}/sign"

    first = await asyncio.gather(
        *(one.caller.step(path, version=1) for one in (room.mentor, room.apprentice))
    )

    assert sorted(one.status_code for one in first) == [200, 412]


async def test_one_observation_entered_by_both_at_once_is_entered_once(room: MentoringScene) -> None:
    pair = await room.running()
    body = room.entry(pair, kind="mentor_observes", period=3)

    answers = await asyncio.gather(
        *(one.caller.post("mentor-logs", body) for one in (room.mentor, room.apprentice) for _ in range(3))
    )

    assert Counter(one.status_code for one in answers) == {201: 1, 409: 5}


async def test_an_entry_confirmed_and_voided_at_once_is_one_of_the_two(room: MentoringScene) -> None:
    pair = await room.running()
    log = await room.log(pair)
    path = f"mentor-logs/{log['id']}"

    answers = await asyncio.gather(
        room.mentor.caller.step(f"{path}/confirm", version=1),
        room.apprentice.caller.step(f"{path}/void", version=1, json={"reason": "误记"}),
    )

    assert sorted(one.status_code for one in answers) == [200, 412]
    assert len(await room.scene.rows(mentor_log_mark)) == 1


async def test_of_two_extensions_at_once_one_is_a_contract(room: MentoringScene) -> None:
    pair = await room.running()
    body: dict[str, Any] = {"until_day": "2022-01-28"}

    answers = await asyncio.gather(
        *(
            room.office.step(f"mentor-pairs/{pair['id']}/extend", version=pair["version"], json=body)
            for _ in range(3)
        )
    )

    assert Counter(one.status_code for one in answers) == {200: 1, 412: 2}
    assert [row.number for row in await room.scene.rows(mentor_contract)] == [1, 2]


async def test_a_listener_who_judges_twice_at_once_is_heard_once(room: MentoringScene) -> None:
    pair = await room.running()
    lesson = await room.lesson(pair, listener_ids=[str(room.leader.id)])
    path = f"report-lessons/{lesson['id']}"
    done(await room.office.step(f"{path}/hold", version=1))

    answers = await asyncio.gather(
        *(room.leader.caller.post(f"{path}/judgements", {"remark": "好"}) for _ in range(3))
    )

    assert Counter(one.status_code for one in answers) == {201: 1, 409: 2}
