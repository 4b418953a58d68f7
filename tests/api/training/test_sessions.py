"""What the training sessions promise: their times, their seats, their way from draft to held."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from domain.identity.actions import Role
from domain.training.enrolment import EnrolmentState
from persistence.ids import new_id
from persistence.training.tables import enrolment
from tests.api.training.offering import (
    DAY,
    FAR,
    a_course,
    a_draft,
    a_school,
    a_teacher,
    an_open_session,
    block,
    enrolled,
    read,
    session_body,
    states,
)
from tests.scene import Scene


async def test_a_session_starts_and_ends_with_its_blocks(scene: Scene) -> None:
    office = await scene.office()

    made = await a_draft(office, blocks=[block(FAR + 7 * DAY, 4), block(FAR, 8)])

    moments = [(made["starts_at"], made["ends_at"])]
    moments += [(one["starts_at"], one["ends_at"]) for one in made["blocks"]]
    assert [tuple(map(datetime.fromisoformat, pair)) for pair in moments] == [
        (FAR, FAR + 7 * DAY + timedelta(hours=4)),
        (FAR, FAR + timedelta(hours=8)),
        (FAR + 7 * DAY, FAR + 7 * DAY + timedelta(hours=4)),
    ]
    assert (made["state"], made["taken"], made["seats_left"], made["course"]) == ("draft", 0, 2, None)
    assert made["allowed_actions"] == ["update", "open", "cancel"]
    assert await read(office, f"training-sessions/{made['id']}") == made


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"blocks": [block(FAR, 0)]}, "block_backwards", id="a block of no length"),
        pytest.param({"blocks": [block(FAR, -1)]}, "block_backwards", id="a block that ends first"),
        pytest.param(
            {"blocks": [block(FAR, 8), block(FAR + timedelta(hours=7), 8)]}, "blocks_overlap", id="overlap"
        ),
        pytest.param(
            {"enrolment_opens_at": FAR.isoformat(), "enrolment_closes_at": FAR.isoformat()},
            "enrolment_window_backwards",
            id="an empty window",
        ),
        pytest.param({"blocks": []}, "invalid_input", id="no block"),
        pytest.param({"capacity": 0}, "invalid_input", id="no seat"),
        pytest.param({"capacity": True}, "invalid_input", id="true for 1"),
        pytest.param({"capacity": 10_001}, "invalid_input", id="more seats than any hall has"),
        pytest.param(
            {"blocks": [{"starts_at": "9999-12-31T00:00:00Z", "ends_at": "9999-12-31T23:59:59-12:00"}]},
            "invalid_input",
            id="out of any calendar",
        ),
    ],
)
async def test_a_session_of_impossible_times_or_size_is_refused(
    scene: Scene, changes: dict[str, Any], code: str
) -> None:
    office = await scene.office()
    course, draft = await a_course(office), await a_draft(office)

    added = await office.post("training-sessions", session_body(course["id"], **changes))
    changed = await office.patch(f"training-sessions/{draft['id']}", changes, version=1)

    assert (added.status_code, added.json()["code"]) == (422, code)
    assert (changed.status_code, changed.json()["code"]) == (422, code)
    assert await read(office, f"training-sessions/{draft['id']}") == draft


async def test_a_session_belongs_to_a_course_that_is_there_and_not_archived(
    scene: Scene, elsewhere: Scene
) -> None:
    office = await scene.office()
    theirs, archived = await a_course(await elsewhere.office()), await a_course(office)
    await office.patch(f"courses/{archived['id']}", {"archived": True}, version=1)

    for course_id in (str(new_id()), theirs["id"]):
        assert (await office.post("training-sessions", session_body(course_id))).status_code == 404
    refused = await office.post("training-sessions", session_body(archived["id"]))
    assert (refused.status_code, refused.json()["code"]) == (409, "course_archived")


async def test_a_session_code_and_platform_number_are_its_own(scene: Scene) -> None:
    office = await scene.office()
    first = await a_draft(office, platform_id="P-1")

    for field, code in (("code", "session_code_taken"), ("platform_id", "session_platform_id_taken")):
        again = await office.post(
            "training-sessions", session_body(first["course_id"], **{field: first[field]})
        )
        assert (again.status_code, again.json()["code"]) == (409, code)


async def test_a_session_goes_its_way_step_by_step(scene: Scene) -> None:
    office = await scene.office()
    past = datetime(2021, 4, 1, tzinfo=UTC)
    session = await a_draft(office, blocks=[block(past)])
    path = f"training-sessions/{session['id']}"

    for version, (step, state) in enumerate(
        [
            ("open", "open"),
            ("close", "closed"),
            ("open", "open"),
            ("close", "closed"),
            ("complete", "completed"),
        ],
        start=1,
    ):
        answer = await office.step(f"{path}/{step}", version=version)
        assert (answer.status_code, answer.json()["state"]) == (200, state)

    assert answer.json()["allowed_actions"] == []
    for step in ("open", "close", "complete", "cancel"):
        again = await office.step(f"{path}/{step}", version=6)
        assert (again.status_code, again.json()["code"]) == (409, "invalid_state")
    edited = await office.patch(path, {"place": "x"}, version=6)
    assert (edited.status_code, edited.json()["code"]) == (409, "invalid_state")


async def test_a_step_asks_for_the_version_and_the_permission(scene: Scene, elsewhere: Scene) -> None:
    office, teacher = await scene.office(), await scene.signed_in(Role.TEACHER)
    path = f"training-sessions/{(await a_draft(office))['id']}/open"
    theirs = f"training-sessions/{(await a_draft(await elsewhere.office()))['id']}/open"

    assert (await office.post(path)).status_code == 428
    assert (await office.step(path, version=9)).status_code == 412
    assert (await teacher.step(path, version=1)).status_code == 403
    assert (await office.step(theirs, version=1)).status_code == 404


async def test_another_schools_session_is_as_absent_as_a_missing_one(scene: Scene, elsewhere: Scene) -> None:
    office, theirs = await scene.office(), await a_draft(await elsewhere.office())

    for session_id in (theirs["id"], str(new_id())):
        assert (await office.get(f"training-sessions/{session_id}")).status_code == 404
        patched = await office.patch(f"training-sessions/{session_id}", {"place": "x"}, version=1)
        assert patched.status_code == 404


async def test_what_is_not_over_cannot_be_marked_as_held(scene: Scene) -> None:
    office = await scene.office()
    session = await an_open_session(office)
    await office.step(f"training-sessions/{session['id']}/close", version=2)

    answer = await office.step(f"training-sessions/{session['id']}/complete", version=3)

    assert (answer.status_code, answer.json()["code"]) == (422, "session_not_ended")
    assert "2031-04-07 16:00" in answer.json()["detail"]


async def test_sessions_are_listed_by_time_course_and_state_with_their_course(scene: Scene) -> None:
    office = await scene.office()
    course = await a_course(office)
    early = await a_draft(office, course["id"], code="E", blocks=[block(FAR - DAY), block(FAR + 9 * DAY)])
    await an_open_session(office, course["id"], code="L")
    await a_draft(office, code="O", blocks=[block(FAR + DAY)])

    async def codes(**params: Any) -> list[str]:
        answer = await office.get("training-sessions", **params)
        assert answer.status_code == 200, answer.text
        return [session["code"] for session in answer.json()["items"]]

    assert await codes() == ["E", "L", "O"]
    assert await codes(sort="-starts_at") == ["O", "L", "E"]
    assert await codes(course_id=course["id"]) == ["E", "L"]
    assert await codes(state=["open", "closed"]) == ["L"]
    assert await codes(starts_from=FAR.isoformat(), starts_to=(FAR + DAY).isoformat()) == ["L"]
    with_course = (await office.get("training-sessions", include="course", limit=1)).json()["items"][0]
    assert with_course == early | {"course": course}
    assert (await office.get("training-sessions", include="teacher")).status_code == 422


async def test_calling_a_session_off_tells_everybody_in_it_why(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=1, waitlist=True)
    placed = await enrolled(office, session, await scene.teacher())
    waiting = await enrolled(office, session, await scene.teacher())
    version = (await read(office, f"training-sessions/{session['id']}"))["version"]

    answer = await office.step(
        f"training-sessions/{session['id']}/cancel", version=version, json={"reason": "讲师生病"}
    )

    assert (answer.json()["state"], answer.json()["taken"]) == ("cancelled", 0)
    assert await states(office, session) == ["cancelled", "cancelled"]
    for one in (placed, waiting):
        history = await read(office, f"enrolments/{one['id']}/history")
        assert [(step["from_state"], step["to_state"]) for step in history["items"]] == [
            (None, one["state"]),
            (one["state"], "cancelled"),
        ]
        assert history["items"][1]["reason"] == "讲师生病"
    _, teacher = await a_teacher(scene)
    shut = await teacher.post(f"training-sessions/{session['id']}/enrolments")
    assert (shut.status_code, shut.json()["code"]) == (409, "session_not_open")


async def test_a_session_with_results_is_not_called_off(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office)
    passed = await enrolled(office, session, await scene.teacher())
    await enrolled(office, session, await scene.teacher())
    async with scene.owner.begin() as connection:
        result = update(enrolment).where(enrolment.c.id == UUID(passed["id"]))
        await connection.execute(result.values(state=EnrolmentState.PASSED))

    answer = await office.step(f"training-sessions/{session['id']}/cancel", version=4)

    assert (answer.status_code, answer.json()["code"]) == (409, "session_has_results")
    assert await states(office, session) == ["passed", "placed"]
