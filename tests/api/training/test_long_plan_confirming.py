"""What may have happened between a plan and its confirmation."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.people.calendar import day_of
from persistence.people.tables import school_day, school_year, teacher
from persistence.platform.tables import message
from persistence.provision import DatabaseUrls
from persistence.timetable.absence_tables import absence
from persistence.training.tables import course, credit_standing, enrolment, selection_round, training_session
from tests.api.training.offering import enrolled
from tests.api.training.planning import MORNING, PlanScene, set_plan_scene
from tests.scene import Scene
from tests.timetable_scene import school_days


@pytest.fixture
async def plans(scene: Scene, app_engine: AsyncEngine, urls: DatabaseUrls) -> PlanScene:
    return await set_plan_scene(scene, app_engine, urls)


async def become(plans: PlanScene, table: Table, row_id: UUID | str, **values: Any) -> None:
    async with plans.scene.owner.begin() as connection:
        await connection.execute(update(table).where(table.c.id == UUID(str(row_id))).values(**values))


async def confirming(plans: PlanScene, plan: dict[str, Any]) -> Any:
    return await plans.office.step(f"long-plans/{plan['id']}/confirm", version=plan["version"])


async def test_those_placed_are_told(plans: PlanScene) -> None:
    await plans.session()
    (teacher_id,) = await plans.teachers(1)

    assert (await confirming(plans, await plans.planned())).status_code == 200

    (told,) = await plans.scene.rows(message)
    (made,) = await plans.scene.rows(enrolment)
    assert (told.event, told.about, told.recipient_id) == ("enrolment_placed", made.id, teacher_id)


async def test_those_placed_are_away_for_it(plans: PlanScene) -> None:
    session = await plans.session()
    (teacher_id,) = await plans.teachers(1)
    first, last = (day_of(datetime.fromisoformat(session[end])) for end in ("starts_at", "ends_at"))
    known = {row.day for row in await plans.scene.rows(school_day)}
    if first not in known:
        (year, *_) = await plans.scene.rows(school_year)
        await school_days(plans.scene, year.id, first, last)

    assert (await confirming(plans, await plans.planned())).status_code == 200

    (away,) = await plans.scene.rows(absence)
    assert (away.teacher_id, away.kind, away.state) == (teacher_id, "training", "standing")


@pytest.mark.parametrize(
    ("what", "code"),
    [
        pytest.param("archived", "course_archived", id="its course was archived"),
        pytest.param("on leave", "teacher_not_active", id="the teacher went on leave"),
        pytest.param("closed", "session_not_open", id="it was closed"),
        pytest.param("placed", "already_enrolled", id="the teacher was placed there"),
    ],
)
async def test_what_has_changed_is_named_by_placement(plans: PlanScene, what: str, code: str) -> None:
    session = await plans.session()
    (teacher_id,) = await plans.teachers(1)
    plan = await plans.planned()
    if what == "archived":
        await become(plans, course, session["course_id"], archived=True)
    elif what == "on leave":
        await become(plans, teacher, teacher_id, status="on_leave")
    elif what == "closed":
        await become(plans, training_session, session["id"], state="closed")
    else:
        await enrolled(plans.office, session, teacher_id)

    refused = await confirming(plans, plan)

    assert (refused.status_code, refused.json()["code"]) == (422, "items_refused")
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [("/placements/0", code)]


async def test_a_session_of_a_round_that_was_called_off_takes_nobody(plans: PlanScene) -> None:
    round_id = await plans.scene.add(
        selection_round,
        code="R1",
        title="春季选课",
        opens_at=MORNING,
        closes_at=MORNING.replace(day=20),
        frozen_days=3,
        state="closed",
    )
    session = await plans.session()
    await plans.teachers(1)
    await become(plans, training_session, session["id"], round_id=round_id, state="closed")
    plan = await plans.planned()
    await become(plans, training_session, session["id"], state="cancelled")

    refused = await confirming(plans, plan)

    assert [one["code"] for one in refused.json()["errors"]] == ["session_not_open"]


async def test_a_plan_with_a_reason_to_break_its_rules_is_confirmed_as_it_is(plans: PlanScene) -> None:
    session = await plans.session(capacity=1, waitlist=True)
    staff = await plans.teachers(2)
    plan = await plans.planned()
    both = [{"teacher_id": str(one), "session_id": session["id"]} for one in staff]
    body = {"placements": both, "override_reason": "平台已口头加座"}
    plan = (await plans.office.patch(f"long-plans/{plan['id']}", body, version=1)).json()

    confirmed = await confirming(plans, plan)

    assert confirmed.status_code == 200, confirmed.text
    states = {row.teacher_id: row.state for row in await plans.scene.rows(enrolment)}
    assert [states[one] for one in staff] == ["placed", "waitlisted"]


async def test_a_reason_alone_may_be_given(plans: PlanScene) -> None:
    await plans.session()
    await plans.teachers(1)
    plan = await plans.planned()

    changed = await plans.office.patch(
        f"long-plans/{plan['id']}", {"override_reason": "经校长同意"}, version=1
    )

    assert (changed.json()["override_reason"], changed.json()["edited"]) == ("经校长同意", False)
    assert changed.json()["proposal"] == plan["proposal"]


async def test_confirming_places_everybody(plans: PlanScene) -> None:
    session = await plans.session(capacity=2)
    staff = await plans.teachers(2)
    plan = await plans.planned()

    confirmed = await plans.office.step(f"long-plans/{plan['id']}/confirm", version=plan["version"])

    assert confirmed.status_code == 200, confirmed.text
    assert (confirmed.json()["state"], confirmed.json()["allowed_actions"]) == ("confirmed", [])
    made = await plans.scene.rows(enrolment)
    assert {(row.teacher_id, row.state) for row in made} == {(one, "placed") for one in staff}
    (held,) = await plans.scene.rows(training_session)
    assert (str(held.id), held.taken) == (session["id"], 2)
    sums = {row.teacher_id: row.planned for row in await plans.scene.rows(credit_standing)}
    assert sums == dict.fromkeys(staff, 90)


async def test_confirming_is_for_everybody_or_nobody(plans: PlanScene) -> None:
    session = await plans.session(capacity=2)
    staff = await plans.teachers(2)
    plan = await plans.planned()
    late = await plans.scene.teacher(name="抢先者")
    await enrolled(plans.office, session, late)

    refused = await plans.office.step(f"long-plans/{plan['id']}/confirm", version=plan["version"])

    assert (refused.status_code, refused.json()["code"]) == (422, "items_refused")
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/placements/1", "session_full")
    ]
    assert not {row.teacher_id for row in await plans.scene.rows(enrolment)} & set(staff)


async def test_a_rule_broken_meanwhile_is_found_when_confirming(plans: PlanScene) -> None:
    group = await plans.subject_group()
    session = await plans.session(capacity=10)
    staff = await plans.teachers(3, subject_group_id=group)
    plan = await plans.planned()
    (going,) = plan["proposal"]["placements"]
    other = next(one for one in staff if str(one) != going["teacher_id"])
    await enrolled(plans.office, session, other)

    refused = await plans.office.step(f"long-plans/{plan['id']}/confirm", version=plan["version"])

    assert (refused.status_code, refused.json()["code"]) == (422, "plan_breaks_rule")


async def test_in_a_round_confirming_approves_and_leaves_the_seat_to_the_platform(plans: PlanScene) -> None:
    round_id = await plans.scene.add(
        selection_round,
        code="R1",
        title="春季选课",
        opens_at=MORNING,
        closes_at=MORNING.replace(day=20),
        frozen_days=3,
        state="open",
    )
    session = await plans.session(capacity=2)
    applicant, _ = await plans.teachers(2)
    await in_round(plans, session, round_id)
    await plans.scene.add(
        enrolment,
        session_id=UUID(session["id"]),
        teacher_id=applicant,
        state="applied",
        enrolled_at=MORNING,
        planned_credits=0,
        planned_year=2030,
    )
    plan = await plans.planned()

    confirmed = await plans.office.step(f"long-plans/{plan['id']}/confirm", version=plan["version"])

    assert confirmed.status_code == 200, confirmed.text
    assert [row.state for row in await plans.scene.rows(enrolment)] == ["approved", "approved"]
    assert [row.taken for row in await plans.scene.rows(training_session)] == [0]


async def test_a_round_that_went_to_the_platform_takes_nobody_more(plans: PlanScene) -> None:
    round_id = await plans.scene.add(
        selection_round,
        code="R1",
        title="春季选课",
        opens_at=MORNING,
        closes_at=MORNING.replace(day=20),
        frozen_days=3,
        state="submitted",
    )
    session = await plans.session()
    await plans.teachers(1)
    await in_round(plans, session, round_id)
    plan = await plans.planned()

    refused = await plans.office.step(f"long-plans/{plan['id']}/confirm", version=plan["version"])

    assert [one["code"] for one in refused.json()["errors"]] == ["round_past_audit"]


async def in_round(plans: PlanScene, session: dict[str, Any], round_id: UUID) -> None:
    async with plans.scene.owner.begin() as connection:
        await connection.execute(
            training_session.update()
            .where(training_session.c.id == UUID(session["id"]))
            .values(round_id=round_id)
        )
