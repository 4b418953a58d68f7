"""Applying in a round, the school's decisions, and what the platform answers."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from domain.people.teacher import TeacherStatus
from persistence.ids import new_id
from persistence.people.tables import teacher
from persistence.training.tables import credit_award, credit_standing, training_session
from tests.api.training.offering import (
    DAY,
    FAR,
    a_course,
    a_school,
    a_teacher,
    an_open_session,
    block,
    enrolled,
    read,
)
from tests.api.training.round_scene import (
    an_open_round,
    applied,
    ask,
    handed_in,
    item,
    placed,
    settle,
    stepped,
    told,
)
from tests.scene import Scene

SOON = {"opens_at": (datetime.now(UTC) + timedelta(hours=9)).isoformat()}


async def test_who_applies_takes_no_seat_and_plans_nothing(scene: Scene) -> None:
    office = await a_school(scene)
    _, (session,) = await an_open_round(office)
    _, asker = await a_teacher(scene)

    answer = await asker.post(f"training-sessions/{session['id']}/applications")

    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["planned_credits"]) == ("applied", "0.00")
    assert answer.json()["allowed_actions"] == ["withdraw"]
    assert answer.headers["Location"].endswith(f"/enrolments/{answer.json()['id']}")
    assert (await read(office, f"training-sessions/{session['id']}"))["taken"] == 0
    assert await scene.rows(credit_standing) == []
    assert "apply" in session["allowed_actions"]
    assert "enrol" not in session["allowed_actions"]


async def test_one_enrols_or_applies_as_the_session_has_it(scene: Scene) -> None:
    office, teacher_id = await a_school(scene), await scene.teacher()
    _, (of_round,) = await an_open_round(office)
    free = await an_open_session(office)

    direct = await office.post(
        f"training-sessions/{of_round['id']}/enrolments", {"teacher_id": str(teacher_id)}
    )
    asked = await ask(office, free, teacher_id)

    assert (direct.status_code, direct.json()["code"]) == (409, "session_in_round")
    assert (asked.status_code, asked.json()["code"]) == (409, "session_not_in_round")


async def test_one_applies_while_the_round_is_open_and_within_its_time(scene: Scene) -> None:
    office, teacher_id = await a_school(scene), await scene.teacher()
    closing, (first,) = await an_open_round(office)
    _, (early,) = await an_open_round(office, **SOON)
    over, (late,) = await an_open_round(office)
    past = {"closes_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat()}
    assert (await office.patch(f"selection-rounds/{over['id']}", past, version=over["version"])).is_success
    _, (closed,) = await an_open_round(office)
    await office.step(f"training-sessions/{closed['id']}/close", version=closed["version"])
    await stepped(office, closing, "close")

    codes = [(await ask(office, one, teacher_id)).json()["code"] for one in (first, early, late, closed)]

    assert codes == ["round_not_open", "round_not_yet_open", "round_over", "session_not_open"]


async def test_one_application_a_session_and_none_that_clashes(scene: Scene) -> None:
    office, teacher_id = await a_school(scene), await scene.teacher()
    _, sessions = await an_open_round(office, {"code": "A-1"}, {}, {"blocks": [block(FAR + DAY)]})
    clashing_with_a_place = await an_open_session(office, blocks=[block(FAR + DAY)])
    await applied(office, sessions[0], teacher_id)
    await enrolled(office, clashing_with_a_place, teacher_id)

    again, clash, place = [await ask(office, one, teacher_id) for one in sessions]

    assert (again.status_code, again.json()["code"]) == (409, "already_enrolled")
    assert (clash.status_code, clash.json()["code"]) == (409, "date_clash")
    assert "A-1" in clash.json()["detail"]
    assert place.json()["code"] == "date_clash"


async def test_who_was_turned_down_or_withdrew_may_apply_again(scene: Scene) -> None:
    office, (teacher_id, asker) = await a_school(scene), await a_teacher(scene)
    _, (session,) = await an_open_round(office)
    first = await applied(office, session, teacher_id)
    assert (await asker.step(f"enrolments/{first['id']}/withdraw", version=1)).is_success

    assert (await applied(office, session, teacher_id))["id"] != first["id"]


async def test_a_course_that_counts_in_the_cycle_is_not_applied_for(scene: Scene) -> None:
    office, teacher_id = await a_school(scene), await scene.teacher()
    course = await a_course(office, title="心理健康教育")
    _, (session,) = await an_open_round(office, {"course_id": course["id"]})
    values = {"teacher_id": teacher_id, "course_id": course["id"], "title": "心理健康教育"}
    facts = {"category": "short", "school_year": 2028, "cycle_year": 2026, "hours": 8, "credits": 8}
    award = await scene.add(
        credit_award, **values, **facts, state="confirmed", earned_at=FAR - 600 * DAY, reasons=[]
    )

    answer = await ask(office, session, teacher_id)

    assert (answer.status_code, answer.json()["code"]) == (409, "course_counted_in_cycle")
    assert str(award) in answer.json()["detail"]


@pytest.mark.parametrize("status", [TeacherStatus.LEFT, TeacherStatus.ON_LEAVE])
async def test_who_is_away_or_not_named_does_not_apply(scene: Scene, status: TeacherStatus) -> None:
    office = await a_school(scene)
    _, (session,) = await an_open_round(office)
    _, asker = await a_teacher(scene)
    other = await scene.teacher(status=status)
    path = f"training-sessions/{session['id']}/applications"

    assert (await ask(office, session, other)).json()["code"] == "teacher_not_active"
    assert (await ask(asker, session, other)).status_code == 403
    assert (await office.post(path)).json()["code"] == "teacher_required"
    assert (await ask(office, session, new_id())).status_code == 404


async def test_decisions_stand_or_fall_together(scene: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office)
    _, (foreign,) = await an_open_round(office)
    ones = [await applied(office, session, await scene.teacher()) for _ in range(3)]
    other = await applied(office, foreign, await scene.teacher())
    early = await settle(office, found, "decisions", [item(ones[0], decision="approve")])
    await stepped(office, found, "close")

    refused = await settle(
        office,
        found,
        "decisions",
        [
            item(ones[0], decision="approve"),
            item(ones[0], decision="approve"),
            item(other, decision="approve"),
            {**item(ones[1], decision="approve"), "version": 7},
            item(ones[2], decision="reject"),
        ],
    )

    assert (early.status_code, early.json()["code"]) == (409, "invalid_state")
    assert refused.status_code == 422
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/items/1", "result_given_twice"),
        ("/items/2", "not_found"),
        ("/items/3", "stale"),
        ("/items/4", "rejection_needs_reason"),
    ]
    assert {(await read(office, f"enrolments/{one['id']}"))["state"] for one in ones} == {"applied"}


async def test_who_is_turned_down_reads_why_and_who_is_approved_hears_later(scene: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office)
    ones = [await applied(office, session, await scene.teacher()) for _ in range(2)]
    await stepped(office, found, "close")

    answer = await settle(
        office,
        found,
        "decisions",
        [item(ones[0], decision="approve"), item(ones[1], decision="reject", reason="本组已有两人")],
    )

    assert [one["state"] for one in answer.json()["items"]] == ["approved", "rejected"]
    assert [name for _, name in await told(scene, "round_opened")] == ["enrolment_rejected"]
    history = (await read(office, f"enrolments/{ones[1]['id']}/history"))["items"]
    assert [(one["to_state"], one["reason"]) for one in history] == [
        ("applied", None),
        ("rejected", "本组已有两人"),
    ]


async def test_the_platform_never_oversells_and_everybody_hears_once(scene: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office, {"capacity": 2})
    ones = [await applied(office, session, await scene.teacher()) for _ in range(4)]
    submitted, waiting = await handed_in(office, found, ones)

    too_many = await settle(
        office, submitted, "platform-results", [item(one, outcome="placed") for one in waiting]
    )
    outcomes = ["placed", "placed", "waitlisted", "refused"]
    answer = await settle(
        office,
        submitted,
        "platform-results",
        [item(one, outcome=outcome) for one, outcome in zip(waiting, outcomes, strict=True)],
    )

    assert [(one["pointer"], one["code"]) for one in too_many.json()["errors"]] == [
        ("/items/2", "session_full"),
        ("/items/3", "session_full"),
    ]
    assert [one["state"] for one in answer.json()["items"]] == outcomes
    assert [one["planned_credits"] for one in answer.json()["items"]] == ["8.00", "8.00", "0.00", "0.00"]
    assert [row.taken for row in await scene.rows(training_session)] == [2]
    assert sum(row.planned for row in await scene.rows(credit_standing)) == 16
    news = await told(scene, "round_opened")
    assert Counter(name.removeprefix("enrolment_") for _, name in news) == Counter(outcomes)
    assert len({who for who, _ in news}) == 4


async def test_nobody_is_placed_where_they_cannot_be(scene: Scene) -> None:
    office, busy, gone, twice = await a_school(scene), *[await scene.teacher() for _ in range(3)]
    found, (first, second) = await an_open_round(office, {}, {"blocks": [block(FAR + DAY)]})
    ones = [await applied(office, first, who) for who in (busy, gone, twice)]
    ones.append(await applied(office, second, twice))
    submitted, waiting = await handed_in(office, found, ones)
    await enrolled(office, await an_open_session(office), busy)
    async with scene.owner.begin() as connection:
        await connection.execute(update(teacher).where(teacher.c.id == gone).values(status="on_leave"))
    moved = await read(office, f"training-sessions/{second['id']}")
    await office.patch(f"training-sessions/{second['id']}", {"blocks": [block()]}, version=moved["version"])

    answer = await settle(
        office, submitted, "platform-results", [item(one, outcome="placed") for one in waiting]
    )

    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/items/0", "date_clash"),
        ("/items/1", "teacher_not_active"),
        ("/items/3", "date_clash"),
    ]


async def test_the_platforms_answer_waits_for_the_round(scene: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office)
    one = await applied(office, session, await scene.teacher())

    answer = await settle(office, found, "platform-results", [item(one, outcome="placed")])

    assert (answer.status_code, answer.json()["code"]) == (409, "invalid_state")


async def test_who_waits_by_the_platform_is_promoted_in_the_order_of_applying(scene: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office, {"capacity": 1})
    ones = [await applied(office, session, await scene.teacher()) for _ in range(3)]
    submitted, waiting = await handed_in(office, found, ones)
    (seated,) = await placed(office, submitted, waiting[:1])
    await placed(office, submitted, waiting[:0:-1], "waitlisted")

    assert (await office.step(f"enrolments/{seated['id']}/withdraw", version=seated["version"])).is_success

    states = [(await read(office, f"enrolments/{one['id']}"))["state"] for one in ones]
    assert states == ["withdrawn", "placed", "waitlisted"]


async def test_in_the_last_days_before_the_start_nobody_is_promoted(scene: Scene) -> None:
    await scene.year(datetime.now(UTC).year)
    await scene.year(datetime.now(UTC).year - 1)
    office, start = await scene.office(), datetime.now(UTC) + 4 * DAY
    found, (session,) = await an_open_round(office, {"capacity": 1, "blocks": [block(start)]}, frozen_days=5)
    ones = [await applied(office, session, await scene.teacher()) for _ in range(2)]
    submitted, waiting = await handed_in(office, found, ones)
    (seated,) = await placed(office, submitted, waiting[:1])
    await placed(office, submitted, waiting[1:], "waitlisted")

    await office.step(f"enrolments/{seated['id']}/withdraw", version=seated["version"])
    now = await read(office, f"training-sessions/{session['id']}")
    await office.patch(f"training-sessions/{session['id']}", {"capacity": 3}, version=now["version"])

    assert (await read(office, f"enrolments/{ones[1]['id']}"))["state"] == "waitlisted"
    assert datetime.fromisoformat(now["promotes_until"]) < datetime.now(UTC)
