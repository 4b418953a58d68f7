"""What enrolling promises: who gets a place, who is refused, and why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.identity.actions import Role
from domain.people.teacher import TeacherStatus
from persistence.ids import new_id
from persistence.people.tables import school_year
from persistence.platform.tables import audit_entry
from persistence.training.tables import credit_standing
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
)
from tests.scene import Scene


async def planned(scene: Scene) -> dict[tuple[object, int], str]:
    rows = await scene.rows(credit_standing)
    return {(row.teacher_id, row.school_year): str(row.planned) for row in rows if row.planned}


async def test_a_teacher_enrols_themselves_without_saying_who(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office)
    teacher_id, teacher = await a_teacher(scene)

    answer = await teacher.post(f"training-sessions/{session['id']}/enrolments")

    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{scene.base}/enrolments/{made['id']}"
    assert (made["teacher_id"], made["state"], made["version"]) == (str(teacher_id), "placed", 1)
    assert (made["planned_credits"], made["planned_year"]) == ("8.00", 2030)
    assert made["allowed_actions"] == ["withdraw"]
    assert await read(teacher, f"enrolments/{made['id']}") == made
    assert await planned(scene) == {(teacher_id, 2030): "8.00"}
    seen = await read(office, f"training-sessions/{session['id']}")
    assert (seen["taken"], seen["seats_left"], seen["version"]) == (1, 1, 3)
    history = await read(teacher, f"enrolments/{made['id']}/history")
    steps = [(one["from_state"], one["to_state"], one["account_id"]) for one in history["items"]]
    assert steps == [(None, "placed", str(teacher.principal.account_id))]


async def test_a_teacher_enrols_nobody_else_and_the_office_says_whom(scene: Scene) -> None:
    office = await a_school(scene)
    path = f"training-sessions/{(await an_open_session(office))['id']}/enrolments"
    _, teacher = await a_teacher(scene)
    other = str(await scene.teacher())

    assert (await teacher.post(path, {"teacher_id": other})).status_code == 403
    nobody = await office.post(path)
    assert (nobody.status_code, nobody.json()["code"]) == (422, "teacher_required")
    assert (
        await (await scene.signed_in(Role.PRINCIPAL)).post(path, {"teacher_id": other})
    ).status_code == 403
    assert (await office.post(path, {"teacher_id": other})).status_code == 201


async def test_who_or_what_is_not_there_is_not_found(scene: Scene, elsewhere: Scene) -> None:
    office = await a_school(scene)
    path = f"training-sessions/{(await an_open_session(office))['id']}/enrolments"
    theirs = await an_open_session(await a_school(elsewhere))
    teacher = {"teacher_id": str(await scene.teacher())}

    for stranger in (await elsewhere.teacher(), new_id()):
        assert (await office.post(path, {"teacher_id": str(stranger)})).status_code == 404
    for session_id in (theirs["id"], str(new_id())):
        assert (await office.post(f"training-sessions/{session_id}/enrolments", teacher)).status_code == 404
        assert (await office.get(f"training-sessions/{session_id}/enrolments")).status_code == 404


async def test_a_teacher_has_one_place_in_a_session(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=1, waitlist=True)
    placed, waiting = await scene.teacher(), await scene.teacher()
    for teacher_id in (placed, waiting):
        await enrolled(office, session, teacher_id)

    for teacher_id in (placed, waiting):
        again = await office.post(
            f"training-sessions/{session['id']}/enrolments", {"teacher_id": str(teacher_id)}
        )
        assert (again.status_code, again.json()["code"]) == (409, "already_enrolled")


async def test_a_full_session_says_so_or_lets_wait(scene: Scene) -> None:
    office = await a_school(scene)
    full = await an_open_session(office, capacity=1)
    patient = await an_open_session(office, capacity=1, waitlist=True, blocks=[block(FAR + DAY)])
    for session in (full, patient):
        await enrolled(office, session, await scene.teacher())
    late = await scene.teacher()

    refused = await office.post(f"training-sessions/{full['id']}/enrolments", {"teacher_id": str(late)})
    waiting = await enrolled(office, patient, late)

    assert (refused.status_code, refused.json()["code"]) == (409, "session_full")
    assert (waiting["state"], waiting["planned_credits"]) == ("waitlisted", "0.00")
    assert late not in {teacher_id for teacher_id, _ in await planned(scene)}


async def test_enrolment_keeps_to_its_window_and_its_state(scene: Scene) -> None:
    office, now = await a_school(scene), datetime.now(UTC)
    teacher = {"teacher_id": str(await scene.teacher())}
    early = await an_open_session(office, enrolment_opens_at=(now + DAY).isoformat())
    late = await an_open_session(office, enrolment_closes_at=(now - timedelta(seconds=1)).isoformat())
    draft = await a_draft(office)
    within = await an_open_session(
        office, enrolment_opens_at=(now - DAY).isoformat(), enrolment_closes_at=(now + DAY).isoformat()
    )

    codes = []
    for session in (early, late, draft, within):
        answer = await office.post(f"training-sessions/{session['id']}/enrolments", teacher)
        codes.append((answer.status_code, answer.json().get("code")))
    assert codes == [
        (422, "enrolment_not_yet_open"),
        (422, "enrolment_closed"),
        (409, "session_not_open"),
        (201, None),
    ]


async def test_nobody_is_trained_in_two_places_at_once(scene: Scene) -> None:
    office = await a_school(scene)
    teacher_id = await scene.teacher()
    course = await a_course(office, title="心理健康教育课")
    first = await an_open_session(office, course["id"], code="XL-1", blocks=[block(), block(FAR + 2 * DAY)])
    await enrolled(office, first, teacher_id)
    clashing = await an_open_session(office, blocks=[block(FAR + DAY), block(FAR + 2 * DAY, 3)])
    touching = await an_open_session(office, blocks=[block(FAR + timedelta(hours=8))])
    online = await an_open_session(office, (await a_course(office, kind="online"))["id"])

    answer = await office.post(
        f"training-sessions/{clashing['id']}/enrolments", {"teacher_id": str(teacher_id)}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "date_clash")
    assert "《心理健康教育课》（班次 XL-1，2031-04-09 08:00 开始）" in answer.json()["detail"]
    assert (await enrolled(office, touching, teacher_id))["state"] == "placed"
    assert (await enrolled(office, online, teacher_id))["state"] == "placed"


@pytest.mark.parametrize("status", [TeacherStatus.LEFT, TeacherStatus.ON_LEAVE])
async def test_who_is_not_at_work_is_not_enrolled(scene: Scene, status: TeacherStatus) -> None:
    office = await a_school(scene)
    session = await an_open_session(office)
    absent = await scene.teacher("欧阳静", status=status)

    answer = await office.post(f"training-sessions/{session['id']}/enrolments", {"teacher_id": str(absent)})

    assert (answer.status_code, answer.json()["code"]) == (409, "teacher_not_active")
    assert "欧阳静" in answer.json()["detail"]


async def test_an_archived_course_takes_nobody_more(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office)
    await office.patch(f"courses/{session['course_id']}", {"archived": True}, version=1)

    answer = await office.post(
        f"training-sessions/{session['id']}/enrolments", {"teacher_id": str(await scene.teacher())}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "course_archived")


@pytest.mark.parametrize(
    ("ends_at", "year"),
    [
        pytest.param("2021-08-31T23:59:59+08:00", 2020, id="the last second of the year, as +08:00"),
        pytest.param("2021-08-31T15:59:59Z", 2020, id="the last second of the year, as UTC"),
        pytest.param("2021-09-01T00:00:00+08:00", 2021, id="the first of the next, as +08:00"),
        pytest.param("2021-08-31T16:00:00Z", 2021, id="the first of the next, as UTC"),
    ],
)
async def test_credits_are_planned_for_the_year_the_session_ends_in(
    scene: Scene, ends_at: str, year: int
) -> None:
    await scene.year(2020)
    await scene.add(
        school_year, start_year=2021, starts_on=date(2021, 9, 1), ends_on=date(2022, 8, 31), confirmed=False
    )
    office, teacher_id = await scene.office(), await scene.teacher()
    session = await an_open_session(
        office, blocks=[{"starts_at": "2021-08-31T08:00:00Z", "ends_at": ends_at}]
    )

    enrolment = await enrolled(office, session, teacher_id)

    assert enrolment["planned_year"] == year
    assert await planned(scene) == {(teacher_id, year): "8.00"}


async def test_a_day_of_no_school_year_is_said_to_be_unknown(scene: Scene) -> None:
    office = await scene.office()
    session = await an_open_session(office)

    answer = await office.post(
        f"training-sessions/{session['id']}/enrolments", {"teacher_id": str(await scene.teacher())}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "school_year_unknown")
    assert await scene.rows(credit_standing) == []


@pytest.mark.parametrize("key", [None, "a key"], ids=["with it", "with the answer"])
@pytest.mark.parametrize("capacity", [2, 1], ids=["seated", "waitlisted"])
async def test_it_is_audited_once_whatever_it_is_written_with(
    scene: Scene, key: str | None, capacity: int
) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=capacity, waitlist=True)
    await enrolled(office, session, await scene.teacher())
    _, teacher = await a_teacher(scene)
    before = len(await scene.rows(audit_entry))
    headers = {} if key is None else {"Idempotency_Key": key.replace(" ", "-")}

    answer = await teacher.post(
        f"training-sessions/{session['id']}/enrolments", X_Request_Id="seen-in-both", **headers
    )
    entries = await scene.rows(audit_entry)

    (entry,) = [one for one in entries if one.request_id == "seen-in-both"]
    assert len(entries) == before + 1
    assert (entry.action, entry.subject) == ("training_create_enrolment", answer.headers["location"])
    assert answer.json()["state"] == ("placed" if capacity == 2 else "waitlisted")
