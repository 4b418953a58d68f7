"""Withdrawals, a larger hall and a session called off at once: the documented order, one message each."""

import asyncio
from collections import Counter
from uuid import UUID

from persistence.platform.tables import message
from persistence.training.tables import enrolment, training_session
from tests.api.training.offering import DAY, FAR, a_school, a_teacher, an_open_session, block, enrolled, read
from tests.api.training.round_scene import an_open_round, applied, handed_in, item, settle, told
from tests.api.training.test_seats_under_load import seats
from tests.scene import Scene

SEATS, WAITING, LEAVING, LARGER = 30, 50, 30, 35


async def test_thirty_withdrawals_and_a_larger_hall_promote_in_the_documented_order(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=SEATS, waitlist=True)
    called_off = await an_open_session(
        office, capacity=SEATS, waitlist=True, blocks=[block(FAR.replace(month=5))]
    )
    everybody = [await a_teacher(scene) for _ in range(SEATS + WAITING)]
    made = [await enrolled(caller, session, teacher_id) for teacher_id, caller in everybody]
    concerned = [(teacher_id, caller) for teacher_id, caller in everybody[:40]]
    for teacher_id, caller in concerned:
        await enrolled(caller, called_off, teacher_id)
    now, off = [await read(office, f"training-sessions/{one['id']}") for one in (session, called_off)]

    async def enlarge() -> None:
        while True:  # each withdrawal that comes first changes the version
            found = await read(office, f"training-sessions/{now['id']}")
            path = f"training-sessions/{now['id']}"
            if (await office.patch(path, {"capacity": LARGER}, version=found["version"])).is_success:
                return

    left, *_ = await asyncio.gather(
        asyncio.gather(
            *(
                caller.step(f"enrolments/{one['id']}/withdraw", version=1)
                for one, (_, caller) in zip(made[:LEAVING], everybody[:LEAVING], strict=True)
            )
        ),
        enlarge(),
        office.step(f"training-sessions/{off['id']}/cancel", version=off["version"]),
    )

    assert {answer.status_code for answer in left} == {200}
    listed = (await read(office, f"training-sessions/{session['id']}/enrolments?limit=200"))["items"]
    assert [one["state"] for one in listed if one["state"] != "withdrawn"] == ["placed"] * LARGER + [
        "waitlisted"
    ] * (WAITING - LARGER)
    assert (await seats(scene))[UUID(session["id"])] == (LARGER, LARGER)
    promoted = [teacher_id for teacher_id, _ in everybody[SEATS : SEATS + LARGER]]
    assert Counter(await told(scene)) == Counter(
        [(one, "enrolment_promoted") for one in promoted]
        + [(teacher_id, "session_cancelled") for teacher_id, _ in concerned]
    )


async def test_calling_a_session_off_tells_those_who_only_applied_and_says_why(scene: Scene) -> None:
    office = await a_school(scene)
    _, (session,) = await an_open_round(office, {"capacity": 1})
    ones = [await applied(office, session, await scene.teacher()) for _ in range(4)]
    withdrawn = await office.step(f"enrolments/{ones[3]['id']}/withdraw", version=1)
    assert withdrawn.is_success
    now = await read(office, f"training-sessions/{session['id']}")

    answer = await office.step(
        f"training-sessions/{session['id']}/cancel", version=now["version"], json={"reason": "讲师生病"}
    )

    assert answer.status_code == 200
    cancelled = [row for row in await scene.rows(message) if row.event == "session_cancelled"]
    assert {row.recipient_id for row in cancelled} == {UUID(one["teacher_id"]) for one in ones[:3]}
    assert {row.facts["reason"] for row in cancelled} == {"讲师生病"}
    assert Counter(row.state for row in await scene.rows(enrolment)) == {"cancelled": 3, "withdrawn": 1}


async def test_of_a_draft_nobody_hears(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office)
    path = f"training-sessions/{session['id']}"
    await scene.teacher()
    draft = await read(office, path)
    async with scene.owner.begin() as connection:
        await connection.execute(
            training_session.update()
            .where(training_session.c.id == UUID(session["id"]))
            .values(state="draft")
        )
    await scene.add(
        enrolment,
        session_id=UUID(session["id"]),
        teacher_id=await scene.teacher(),
        state="applied",
        enrolled_at=FAR,
        planned_credits=0,
        planned_year=2030,
    )

    assert (await office.step(f"{path}/cancel", version=draft["version"])).status_code == 200
    assert await told(scene) == []


async def test_who_is_enrolled_by_the_office_hears_of_it_and_who_does_it_themselves_need_not(
    scene: Scene,
) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=1, waitlist=True)
    (own, teacher), other = await a_teacher(scene), await scene.teacher()
    await enrolled(teacher, session, own)
    await enrolled(office, session, other)

    assert await told(scene) == [(other, "enrolment_waitlisted")]


async def test_many_ask_for_the_last_seat_of_the_platform_at_once(scene: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office, {"capacity": 5})
    ones = [await applied(office, session, await scene.teacher()) for _ in range(12)]
    submitted, waiting = await handed_in(office, found, ones)

    answers = await asyncio.gather(
        *(settle(office, submitted, "platform-results", [item(one, outcome="placed")]) for one in waiting)
    )

    assert Counter(answer.status_code for answer in answers) == {200: 5, 422: 7}
    assert await seats(scene) == {UUID(session["id"]): (5, 5)}


async def test_one_teacher_is_placed_in_sessions_that_follow_each_other_and_in_none_that_is_over(
    scene: Scene,
) -> None:
    office, who = await a_school(scene), await scene.teacher()
    found, sessions = await an_open_round(office, *({"blocks": [block(FAR + n * DAY)]} for n in range(3)))
    submitted, waiting = await handed_in(office, found, [await applied(office, one, who) for one in sessions])
    async with scene.owner.begin() as connection:
        over = training_session.c.id == UUID(sessions[2]["id"])
        await connection.execute(training_session.update().where(over).values(state="completed"))
    items = [item(one, outcome="placed") for one in waiting]

    refused = await settle(office, submitted, "platform-results", items)
    answer = await settle(office, submitted, "platform-results", items[:2])

    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/items/2", "session_not_open")
    ]
    assert [one["state"] for one in answer.json()["items"]] == ["placed", "placed"]
